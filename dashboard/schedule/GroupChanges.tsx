import { Button } from '@mantine/core';
import { useState } from 'react';
import type { GroupAnswers, GroupImpact } from '../../protocol/api/schedule.ts';
import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { answersWith } from './group-answers.ts';
import styles from './Rows.module.css';

interface Props {
  impact: GroupImpact;
  answers: GroupAnswers;
  /** Looks again with what was said. */
  onAnswers: (answers: GroupAnswers) => void;
}

/** What saving a group does: each programme that follows it, what it meets at the new places and how that ends. */
export function GroupChanges({ impact, answers, onAnswers }: Props) {
  const { say } = useWords();
  const [asked, setAsked] = useState<string>();
  const { addedCount: added, removedCount: removed, programmes, again, open, cut, days } = impact;
  const settling = programmes.find((one) => one.id === asked && one.conflicts.length > 0);
  return (
    <>
      <p role="status">
        {programmes.length === 0
          ? say('plan.group-unused', { added, removed })
          : say('plan.group-used', { n: programmes.length, added, removed, again })}
      </p>
      <ul className={styles.rows}>
        {programmes.map(({ id, title, nodesAdded, nodesRemoved, conflicts, open: unsaid, times, refusal }) => (
          <li key={id}>
            {say('plan.group-programme', { title, added: nodesAdded, removed: nodesRemoved })}
            {times && <> {say('plan.group-times', { times: times.join(', ') })}</>}
            {refusal && <b> {say('plan.group-refused')}</b>}
            {conflicts.length > 0 && (
              <>
                {' '}
                {say('plan.group-meets', { titles: conflicts.map((one) => `«${one.title}»`).join(', ') })}
                <br />
                <Button variant="default" size="md" mt={6} onClick={() => setAsked(id)}>
                  {unsaid > 0 ? say('plan.group-settle', { n: unsaid }) : say('plan.group-settled')}
                </Button>
              </>
            )}
          </li>
        ))}
        {cut.map(({ id, title, areaName, runs }) => (
          <li key={id}>{say('plan.group-cut', { title, area: areaName, n: runs })}</li>
        ))}
      </ul>
      {answers.length > 0 && (
        <Button variant="subtle" size="md" onClick={() => onAnswers([])}>
          {say('plan.group-again')}
        </Button>
      )}
      {open > 0 && (
        <Notice meaning="partial" role="status">
          {say('plan.group-open', { n: open })}
        </Notice>
      )}
      {settling && (
        <ConflictDialog
          answer={{ conflicts: settling.conflicts, days }}
          title={settling.title}
          answered={answers.find((one) => one.programme === settling.id)?.resolutions ?? []}
          onApply={(resolutions) => {
            setAsked(undefined);
            onAnswers(answersWith(answers, settling.id, resolutions));
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
