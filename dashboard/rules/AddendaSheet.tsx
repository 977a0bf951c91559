import type { Addendum, Period } from '../../protocol/api/periods.ts';
import { Answer } from '../components/Answer.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useAddenda } from './ask.ts';
import styles from './Rules.module.css';

/** What later evidence would say of a closed period. The period itself stays as it was judged. */
export function AddendaSheet({ period, onClose }: { period: Period; onClose: () => void }) {
  const { say, format } = useWords();
  const side = ({ verdict, lower, upper }: Addendum['now']) => (
    <span>
      <StateTag told={tellVerdict(verdict)} bare />{' '}
      <span className="numeric">
        {say('percent.interval', { lower: format.share(lower), upper: format.percent(upper) })}
      </span>
    </span>
  );
  return (
    <Sheet title={say('period.addenda-of', { name: period.name })} onClose={onClose}>
      <div className={styles.stack}>
        <p>{say('period.addenda-what')}</p>
        <Answer query={useAddenda(period.id)} rows={3}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('period.addenda-none')} />
            ) : (
              <DataTable
                caption={say('period.addenda')}
                rows={items}
                keyOf={(row) => `${row.hamlet} ${row.rule}`}
                columns={[
                  { title: say('filter.hamlet'), cell: (row) => row.name },
                  { title: say('period.as-closed'), cell: (row) => side(row.frozen) },
                  { title: say('period.as-now'), cell: (row) => side(row.now) },
                ]}
              />
            )
          }
        </Answer>
        <SheetActions onClose={onClose} over />
      </div>
    </Sheet>
  );
}
