import { Button, NativeSelect, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Report, Source, SourceCall } from '../../protocol/api/sources.ts';
import { Answer } from '../components/Answer.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSourceCalls, useSourceReports } from './ask.ts';
import styles from './Sources.module.css';
import { tellCall, tellReport, whyText, wordOf } from './tell-source.ts';

const STEP = 25;
const STATES = ['waiting', 'sent', 'given-up'] as const satisfies readonly Report['state'][];

interface Props {
  one: Source;
  onClose: () => void;
}

/** What it asked for, and what became of it. */
export function CallsSheet({ one, onClose }: Props) {
  const { say } = useWords();
  const calls = useSourceCalls(one.id);
  return (
    <Sheet title={say('source.calls-of', { name: one.name })} wide onClose={onClose}>
      <Stack>
        <Answer query={calls} rows={8}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('source.calls-none')} />
            ) : (
              <Some all={items}>
                {(shown) => (
                  <DataTable<SourceCall>
                    caption={say('source.calls')}
                    rows={shown}
                    keyOf={({ id }) => id}
                    columns={[
                      {
                        title: say('source.at'),
                        cell: ({ at }) => <span className="numeric">{dateTimeText(at)}</span>,
                      },
                      { title: say('source.what'), cell: ({ what }) => wordOf(`source.call.${what}`, what, say) },
                      {
                        title: say('source.subject'),
                        cell: ({ subject }) => <span className={styles.long}>{subject ?? '–'}</span>,
                      },
                      {
                        title: say('source.outcome'),
                        cell: ({ outcome, detail }) => (
                          <span className={styles.long}>
                            <StateTag told={tellCall(outcome)} bare /> {detail}
                          </span>
                        ),
                      },
                    ]}
                  />
                )}
              </Some>
            )
          }
        </Answer>
        <SheetActions onClose={onClose} over />
      </Stack>
    </Sheet>
  );
}

/** Reports upward: which wait, which went, which were given up and why. */
export function ReportsSheet({ one, onClose }: Props) {
  const { say, format } = useWords();
  const reports = useSourceReports(one.id);
  const [state, setState] = useState('');
  return (
    <Sheet title={say('source.reports-of', { name: one.name })} wide onClose={onClose}>
      <Stack>
        <Answer query={reports} rows={8}>
          {({ items }) => {
            const found = items.filter((report) => state === '' || report.state === state);
            return (
              <>
                <NativeSelect
                  label={say('source.report-state')}
                  maw={280}
                  value={state}
                  onChange={({ currentTarget }) => setState(currentTarget.value)}
                  data={[
                    { value: '', label: say('filter.all') },
                    ...STATES.map((value) => ({
                      value,
                      label: `${say(`source.report.${value}`)} (${format.number(items.filter((report) => report.state === value).length)})`,
                    })),
                  ]}
                />
                {found.length === 0 ? (
                  <Empty sentence={say('source.reports-none')} />
                ) : (
                  <Some key={state} all={found}>
                    {(shown) => <ReportTable reports={shown} />}
                  </Some>
                )}
              </>
            );
          }}
        </Answer>
        <SheetActions onClose={onClose} over />
      </Stack>
    </Sheet>
  );
}

function ReportTable({ reports }: { reports: readonly Report[] }) {
  const { say, format } = useWords();
  return (
    <DataTable
      caption={say('source.reports')}
      rows={reports}
      keyOf={({ id }) => id}
      columns={[
        { title: say('source.at'), cell: ({ at }) => <span className="numeric">{dateTimeText(at)}</span> },
        { title: say('source.what'), cell: ({ kind }) => say(`source.report-kind.${kind}`) },
        { title: say('source.report-state'), cell: (report) => <StateTag told={tellReport(report.state)} bare /> },
        {
          title: say('source.report-sent'),
          cell: ({ sentAt, tries, why }) => (
            <span className={styles.long}>
              {sentAt === undefined ? say('source.tries', { n: format.number(tries) }) : dateTimeText(sentAt)}
              {why !== undefined && ` · ${whyText(why, say)}`}
            </span>
          ),
        },
      ]}
    />
  );
}

/** The first of many, and more on asking: three hundred rows at once are slow on an old phone. */
function Some<T>({ all, children }: { all: readonly T[]; children: (shown: readonly T[]) => ReactNode }) {
  const { say, format } = useWords();
  const [shown, setShown] = useState(STEP);
  return (
    <>
      {children(all.slice(0, shown))}
      {all.length > shown && (
        <div>
          <Button size="md" variant="default" onClick={() => setShown(shown + STEP)}>
            {say('list.more', { n: format.number(Math.min(STEP, all.length - shown)) })}
          </Button>
        </div>
      )}
    </>
  );
}
