import { Answer } from '../components/Answer.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useBulk } from './ask-bulk.ts';
import { bulkReason, tellBulk } from './bulk-words.ts';
import styles from './Fleet.module.css';

/** How far an order came, while it goes on: counted, and node by node, what went wrong first. */
export function BulkProgress({ id }: { id: string }) {
  const { say, format } = useWords();
  return (
    <Answer query={useBulk(id)} rows={6}>
      {({ counts, items, total, isOver, left }) => (
        <>
          <p role="status">{say(isOver ? 'bulk.over' : 'bulk.running', { n: format.number(total) })}</p>
          <ul className={styles.parts} data-bulk-counts>
            {counts.map(({ state, nodes }) => (
              <li key={state}>
                <StateTag told={tellBulk(state)} /> {format.number(nodes)}
              </li>
            ))}
          </ul>
          <div className={styles.bulkList}>
            <DataTable
              caption={say('bulk.by-node')}
              rows={items}
              keyOf={({ node }) => node}
              columns={[
                { title: say('node.code'), cell: ({ code }) => code },
                { title: say('node.state'), cell: ({ state }) => <StateTag told={tellBulk(state)} /> },
                {
                  title: say('bulk.word'),
                  cell: ({ reason, result }) => (reason ? bulkReason(reason, say) : result && bulkReason(result, say)),
                },
              ]}
            />
          </div>
          {left > 0 && <p>{say('bulk.left', { n: format.number(left) })}</p>}
        </>
      )}
    </Answer>
  );
}
