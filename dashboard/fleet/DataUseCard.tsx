import type { Node } from '../../protocol/api/areas.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useDataUse } from './ask.ts';

const MB = 1_000_000;
const SHOWN = 12;

/** What the SIM used each month, against what it may. */
export function DataUseCard({ node }: { node: Node }) {
  const { say, format } = useWords();
  const use = useDataUse(node.id);
  return (
    <Card title={say('fleet.data-use')}>
      <Answer query={use} rows={4}>
        {({ months, budgetMb }) => (
          <>
            <p>
              {budgetMb === undefined ? say('fleet.no-budget') : say('fleet.budget', { n: format.number(budgetMb) })}
            </p>
            {months.length === 0 ? (
              <Empty sentence={say('fleet.data-none')} />
            ) : (
              <DataTable
                caption={say('fleet.data-use')}
                rows={months.slice(0, SHOWN)}
                keyOf={(row) => row.month}
                columns={[
                  { title: say('fleet.month'), cell: ({ month }) => month.split('-').reverse().join('/') },
                  {
                    title: say('fleet.received'),
                    cell: (row) => `${format.number(row.receivedBytes / MB, 1)} MB`,
                    numeric: true,
                  },
                  {
                    title: say('fleet.sent'),
                    cell: (row) => `${format.number(row.sentBytes / MB, 1)} MB`,
                    numeric: true,
                  },
                  {
                    title: say('fleet.of-budget'),
                    cell: (row) => {
                      if (budgetMb === undefined) return undefined;
                      const share = (row.receivedBytes + row.sentBytes) / MB / budgetMb;
                      return (
                        <span>
                          {format.percent(share)}{' '}
                          {share >= 0.8 && (
                            <StateTag
                              told={
                                share >= 1
                                  ? { meaning: 'bad', word: 'fleet.budget-over' }
                                  : { meaning: 'partial', word: 'fleet.budget-near' }
                              }
                            />
                          )}
                        </span>
                      );
                    },
                    numeric: true,
                  },
                ]}
              />
            )}
          </>
        )}
      </Answer>
    </Card>
  );
}
