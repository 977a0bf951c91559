import { Button, NativeSelect } from '@mantine/core';
import { useRef } from 'react';
import { useSearchParams } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { useRules, useVersions } from '../rules/ask.ts';
import { CompareVersions } from '../rules/CompareVersions.tsx';
import { DraftCard } from '../rules/DraftCard.tsx';
import styles from '../rules/Rules.module.css';
import { RuleTabs } from '../rules/RuleTabs.tsx';
import { VersionTable } from '../rules/VersionTable.tsx';
import { draftOf, inForce, isValidOn, newestPublished } from '../rules/versions.ts';
import { RuleText } from '../verdict/RuleText.tsx';

knowWords({ ...viRules, ...viVerdict });

/** «Thôn được đánh giá theo quy tắc nào, ai đổi được?» */
export function Rules() {
  const { say } = useWords();
  const [query, setQuery] = useSearchParams();
  const rules = useRules();
  const own = [...new Map((rules.data?.items ?? []).map((one) => [one.id, one])).values()];
  const today = dayOf(useServerNow(60_000));
  const valid = rules.data?.items.find((rule) => isValidOn(rule, today));
  // The first choice stays: publishing another version must not lead to another rule.
  const first = useRef<string>(undefined);
  first.current ??= (valid ?? own[0])?.id;
  const id = query.get('quy-tac') ?? first.current ?? '';
  const versions = useVersions(id);
  const used = versions.data && inForce(versions.data.items, today);
  const draft = versions.data && draftOf(versions.data.items);
  return (
    <Page
      title={say('rules.title')}
      sentence={
        versions.data &&
        (used
          ? say(draft ? 'rules.sentence-draft' : 'rules.sentence', {
              name: used.rule.name,
              n: used.rule.version,
              next: draft?.rule.version ?? 0,
            })
          : say('rules.sentence-none'))
      }
    >
      <RuleTabs />
      {own.length > 1 && (
        <Filters>
          <div style={{ flexBasis: 520 }}>
            <NativeSelect
              label={say('rules.rule')}
              value={id}
              onChange={({ currentTarget: { value } }) =>
                setQuery((before) =>
                  withChoice(
                    withChoice(withChoice(withChoice(before, 'ban', ''), 'so-sanh', ''), 'voi', ''),
                    'quy-tac',
                    value,
                  ),
                )
              }
              data={own.map((rule) => ({
                value: rule.id,
                label: say('rules.of-level', { name: rule.name, set: rule.criterion.set }),
              }))}
            />
          </div>
        </Filters>
      )}
      <Answer query={rules} rows={8}>
        {({ items }) =>
          items.length === 0 ? <Empty sentence={say('rules.empty')} /> : <OneRule key={id} id={id} today={today} />
        }
      </Answer>
    </Page>
  );
}

function OneRule({ id, today }: { id: string; today: string }) {
  const { say } = useWords();
  const [query] = useSearchParams();
  const { role } = useMe().account;
  return (
    <Answer query={useVersions(id)} rows={8}>
      {({ items }) => {
        const newest = newestPublished(items);
        const shown =
          items.find(({ rule }) => String(rule.version) === query.get('ban')) ?? inForce(items, today) ?? newest;
        return (
          <>
            <Card title={say('rules.versions')}>
              <VersionTable versions={items} today={today} />
            </Card>
            {newest &&
              (may(role, 'administer') ? (
                <DraftCard rule={newest.rule} draft={draftOf(items)} today={today} />
              ) : (
                <p>{say('rules.only-province')}</p>
              ))}
            {shown && (
              <Card title={say('rules.in-words', { n: shown.rule.version })}>
                <div data-rule-sheet>
                  <RuleText rule={shown.rule} />
                </div>
                <div className={styles.acts}>
                  <Button size="md" variant="default" onClick={() => window.print()}>
                    {say('rule-page.print')}
                  </Button>
                </div>
              </Card>
            )}
            <Card title={say('rules.compare')}>
              <CompareVersions versions={items} />
            </Card>
          </>
        );
      }}
    </Answer>
  );
}
