import { TextInput } from '@mantine/core';
import { useSearchParams } from 'wouter';
import type { SourceFigure } from '../../protocol/api/reports.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import { useFigures } from './ask.ts';

/** What other sources say beside what is counted here. Two that differ are both kept, and said to differ. */
export function FiguresView({ byArea }: { byArea: boolean }) {
  const { say, format } = useWords();
  const [query, setQuery] = useSearchParams();
  const [area, year] = [query.get('xa') ?? undefined, query.get('nam') ?? ''];
  const figures = useFigures(area, /^\d{4}$/.test(year) ? year : '');
  const value = (n: number) => format.number(n, Number.isInteger(n) ? 0 : 1);
  const set = (name: string, text: string) => setQuery((before) => withChoice(before, name, text), { replace: true });
  const differ = (items: readonly SourceFigure[]) => items.filter(({ conflict }) => conflict).length;
  return (
    <>
      <Filters>
        {byArea && <AreaSelect value={area} onChange={(next) => set('xa', next ?? '')} />}
        <TextInput
          id="figures-year"
          label={say('report.figures-year')}
          inputMode="numeric"
          autoComplete="off"
          value={year}
          onChange={({ currentTarget: { value: text } }) => set('nam', text)}
        />
      </Filters>
      <Card title={say('report.form.figures')}>
        <Answer query={figures} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('report.figures-none')} />
            ) : (
              <>
                <p data-summary>{say('report.figures-sentence', { n: items.length, conflicts: differ(items) })}</p>
                <DataTable
                  caption={say('report.form.figures')}
                  rows={[...items].sort((a, b) => Number(b.conflict) - Number(a.conflict))}
                  keyOf={(row) => `${row.area} ${row.year} ${row.figure}`}
                  columns={[
                    {
                      title: say('report.figure'),
                      cell: (row) => (
                        <span>
                          <span style={{ display: 'block' }}>{say(`report.figure.${row.figure}`)}</span>
                          <StateTag
                            told={
                              row.conflict
                                ? { meaning: 'partial', word: 'report.conflict' }
                                : { meaning: 'good', word: 'report.no-conflict' }
                            }
                          />
                        </span>
                      ),
                    },
                    { title: say('report.place'), cell: (row) => row.areaName },
                    { title: say('report.figures-year'), cell: (row) => row.year, numeric: true },
                    {
                      title: say('report.said'),
                      cell: (row) => (
                        <span>
                          {row.said.map((one) => (
                            <span key={`${one.source} ${one.importedAt}`} style={{ display: 'block' }}>
                              <b className="numeric">{value(one.value)}</b> · {one.source}
                              {one.note && ` (${one.note})`}
                            </span>
                          ))}
                        </span>
                      ),
                    },
                    {
                      title: say('report.counted'),
                      cell: (row) => (row.counted === undefined ? '–' : value(row.counted)),
                      numeric: true,
                    },
                  ]}
                />
              </>
            )
          }
        </Answer>
      </Card>
    </>
  );
}
