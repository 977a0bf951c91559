import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { useExclusions } from '../rules/ask.ts';
import { BothFigures } from '../rules/BothFigures.tsx';
import { ExclusionTable } from '../rules/ExclusionTable.tsx';
import { inOrder } from '../rules/exclusion-form.ts';
import { NEW_EXCLUSION_PATH } from '../rules/paths.ts';
import { RuleTabs } from '../rules/RuleTabs.tsx';

knowWords(viRules);

/** «Buổi nào không tính, ai quyết định, giấy tờ đâu?» */
export function Exclusions() {
  const { say } = useWords();
  const administers = may(useMe().account.role, 'administer');
  const exclusions = useExclusions();
  const holding = exclusions.data?.items.filter(({ revokedAt }) => revokedAt === undefined).length;
  return (
    <Page
      title={say('left-out.title')}
      sentence={holding !== undefined && say('left-out.sentence', { n: holding })}
      actions={
        administers && (
          <Button component={Link} href={NEW_EXCLUSION_PATH} size="lg" data-primary>
            {say('left-out.new')}
          </Button>
        )
      }
    >
      <RuleTabs />
      {!administers && <p>{say('left-out.only-province')}</p>}
      <Card>
        <Answer query={exclusions} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('left-out.empty')} />
            ) : (
              <ExclusionTable exclusions={inOrder(items)} mayRevoke={administers} />
            )
          }
        </Answer>
      </Card>
      <BothFigures />
    </Page>
  );
}
