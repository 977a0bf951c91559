import { Checkbox } from '@mantine/core';
import { Link, useSearchParams } from 'wouter';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useFaults, useOverview } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { nodePath } from '../frame/page-paths.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';

const MOST = 100;

/** «Cụm nào hỏng, từ bao giờ?» The open ones first; over ones on request. */
export function Faults() {
  const { say, format, language } = useWords();
  const { area, choose } = useAreaChoice();
  const [query, setQuery] = useSearchParams();
  const all = query.get('tat-ca') === '1';
  const faults = useFaults(area, !all);
  const nodes = useOverview(area).data?.nodes;
  const now = useServerNow(15_000);
  return (
    <Page
      title={say('menu.faults')}
      sentence={
        faults.data &&
        say('faults.sentence', { n: faults.data.items.filter((fault) => fault.until === undefined).length })
      }
    >
      <Filters>
        <AreaSelect value={area} onChange={choose} />
        <Checkbox
          size="md"
          label={say('faults.all')}
          checked={all}
          onChange={(event) =>
            setQuery(withChoice(query, 'tat-ca', event.currentTarget.checked ? '1' : ''), { replace: true })
          }
        />
      </Filters>
      <Card>
        <Answer query={faults} rows={8}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty
                sentence={
                  nodes ? say('faults.empty', { online: nodes.online, total: nodes.total }) : say('faults.none')
                }
              />
            ) : (
              <DataTable
                caption={say('menu.faults')}
                rows={page.items.slice(0, MOST)}
                keyOf={(row) => row.id}
                columns={[
                  {
                    title: say('node.code'),
                    cell: (row) =>
                      row.node && row.nodeCode ? (
                        <Link href={nodePath(row.node)}>{row.nodeCode}</Link>
                      ) : (
                        <span>{row.nodeCode ?? row.node ?? say('fault.stranger')}</span>
                      ),
                  },
                  { title: say('area.hamlet'), cell: (row) => row.hamletName },
                  { title: say('fault.kind'), cell: (row) => FAULT_WORDS[row.kind][language] },
                  {
                    title: say('fault.state'),
                    cell: (row) => (
                      <StateTag
                        told={
                          row.until === undefined
                            ? { meaning: 'bad', word: 'fault.open' }
                            : { meaning: 'good', word: 'fault.over' }
                        }
                      />
                    ),
                  },
                  { title: say('fault.since'), cell: (row) => format.ago(row.since, now) },
                  { title: say('fault.until'), cell: (row) => row.until !== undefined && dateTimeText(row.until) },
                  { title: say('fault.count'), cell: (row) => format.number(row.count), numeric: true },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}
