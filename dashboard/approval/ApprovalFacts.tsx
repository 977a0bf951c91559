import type { ApprovalItem } from '../../protocol/api/library.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Approval.module.css';
import { soundsAt } from './sounds-at.ts';

const NAMED = 4;

/** When and where it would sound, who made it, and what changed since it was given back. */
export function ApprovalFacts({ item, now }: { item: ApprovalItem; now: number }) {
  const { say, format } = useWords();
  const more = item.hamletCount - Math.min(NAMED, item.hamlets.length);
  const where =
    item.hamlets.slice(0, NAMED).join(', ') + (more > 0 ? ` ${say('approvals.more-hamlets', { n: more })}` : '');
  return (
    <div className={styles.facts}>
      <p className={styles.when}>
        {item.firstAt === undefined ? say('approvals.no-programme') : soundsAt(item.firstAt, now, say, format)}
      </p>
      <p>
        {say('approvals.made', {
          class: say(`class.${item.class}`),
          kind: say(`approvals.kind.${item.kind}`),
          name: item.createdByName,
        })}
      </p>
      {item.hamletCount > 0 && <p>{say('approvals.where', { hamlets: where, nodes: item.nodes, runs: item.runs })}</p>}
      {item.returned && (
        <p>
          {say('approvals.returned', {
            when: dateTimeText(item.returned.at),
            name: item.returned.byName,
            reason: say(`return.reason.${item.returned.reason}`),
          })}
          {item.returned.note && ` ${item.returned.note}`}
        </p>
      )}
      {item.changes.length > 0 && (
        <p className={styles.changes}>
          {say('approvals.changes', {
            what: item.changes.map((change) => say(`approvals.change.${change.what}`)).join(', '),
          })}
        </p>
      )}
    </div>
  );
}
