import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { approverName } from '../components/approver-name.ts';
import { Card } from '../components/Card.tsx';
import { shortCode } from '../components/short-code.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';

/** Who made it, gave it back, approved it, and when. */
export function BulletinHistory({ bulletin }: { bulletin: Bulletin }) {
  const { say } = useWords();
  const { approval, returned } = bulletin;
  const steps = [
    { at: bulletin.createdAt, words: say('history.made', { name: bulletin.createdByName }) },
    ...(returned
      ? [
          {
            at: returned.at,
            words: [
              say('history.returned', { name: returned.byName, reason: say(`return.reason.${returned.reason}`) }),
              ...(returned.note ? [returned.note] : []),
            ].join(' '),
          },
        ]
      : []),
    ...(approval
      ? [
          {
            at: approval.at,
            words: say('history.approved', {
              name: approverName(approval, say),
              code: shortCode(approval.contentHash),
            }),
          },
        ]
      : []),
  ].sort((a, b) => a.at - b.at);
  return (
    <Card title={say('history.title')}>
      <ol className={styles.history}>
        {steps.map((step) => (
          <li key={`${step.at} ${step.words}`}>
            <time dateTime={new Date(step.at).toISOString()}>{dateTimeText(step.at)}</time>
            <span>{step.words}</span>
          </li>
        ))}
      </ol>
      {bulletin.state === 'pending' && <p>{say('history.waiting')}</p>}
    </Card>
  );
}
