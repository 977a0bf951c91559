import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Rule } from '../../protocol/api/coverage.ts';
import type { RuleVersion } from '../../protocol/api/periods.ts';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDropDraft, usePeriods, usePublish } from './ask.ts';
import { draftPath } from './paths.ts';
import styles from './Rules.module.css';
import { differing } from './rule-fields.ts';
import { TrialPanel } from './TrialPanel.tsx';

interface Props {
  rule: Rule;
  draft: RuleVersion | undefined;
  today: string;
}

/** What is to become the next version: written, tried on days that are over, and only then published by another administrator. */
export function DraftCard({ rule, draft, today }: Props) {
  const { say } = useWords();
  const periods = usePeriods().data?.items ?? [];
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState<'publish' | 'drop' | undefined>();
  const publish = usePublish(rule.id);
  const drop = useDropDraft(rule.id);
  const close = () => setAsking(undefined);
  if (!draft)
    return (
      <Card title={say('rules.draft')}>
        <p>{say('rules.draft-none', { n: rule.version + 1 })}</p>
        {publish.isSuccess && <p role="status">{say('rules.published')}</p>}
        <div className={styles.acts}>
          <Button component={Link} href={draftPath(rule.id)} size="lg" data-primary>
            {say('rules.draft-begin')}
          </Button>
        </div>
      </Card>
    );
  const changed = differing(rule.numbers, draft.rule.numbers).length;
  return (
    <Card title={say('rules.draft-n', { n: draft.rule.version })}>
      <div className={styles.stack}>
        <p>
          {say('rules.draft-what', {
            name: draft.byName,
            at: dateTimeText(draft.at),
            n: changed,
            from: dayText(draft.rule.validFrom),
          })}{' '}
          {draft.reason && say('rules.draft-why', { reason: draft.reason })}
        </p>
        <TrialPanel rule={rule.id} periods={periods} today={today} onRun={() => setTried(true)} />
        {draft.mayNotPublish ? (
          <Notice meaning="unknown">{say(`rules.may-not.${draft.mayNotPublish}`)}</Notice>
        ) : tried ? null : (
          <p>{say('rules.try-first')}</p>
        )}
        <div className={styles.acts}>
          {!draft.mayNotPublish && tried && (
            <Button size="lg" onClick={() => setAsking('publish')} data-primary>
              {say('rules.publish', { from: dayText(draft.rule.validFrom) })}
            </Button>
          )}
          <Button component={Link} href={draftPath(rule.id)} size="lg" variant="default">
            {say('rules.draft-change')}
          </Button>
          <Button size="lg" variant="default" onClick={() => setAsking('drop')}>
            {say('rules.draft-drop')}
          </Button>
        </div>
      </div>
      {asking === 'publish' && (
        <ConfirmSheet
          title={say('rules.publish-title', { n: draft.rule.version })}
          submit={say('rules.publish-yes')}
          act={publish}
          onSubmit={() => publish.mutate(draft.at, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('rules.publish-what', { from: dayText(draft.rule.validFrom) })}</p>
        </ConfirmSheet>
      )}
      {asking === 'drop' && (
        <ConfirmSheet
          title={say('rules.draft-drop')}
          submit={say('rules.draft-drop')}
          act={drop}
          onSubmit={() => drop.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('rules.draft-drop-what')}</p>
        </ConfirmSheet>
      )}
    </Card>
  );
}
