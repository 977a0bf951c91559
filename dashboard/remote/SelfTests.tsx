import type { Node } from '../../protocol/api/areas.ts';
import type { SelfTestList } from '../../protocol/api/remote.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSelfTests } from './ask.ts';
import { tellTest } from './told-action.ts';

const WINDOW_MS = 30 * DAY_MS;
const MOST_ROWS = 7;

/** «Có nghe thấy không?»: what the node found out about its own horns lately. */
export function SelfTests({ node }: { node: Node }) {
  const { say } = useWords();
  // Whole minutes, so that the window is one cache entry for a while.
  const to = Math.ceil(useServerNow(MINUTE_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const tests = useSelfTests(node.id, to - WINDOW_MS, to);
  return (
    <Card title={say('self-test.title')}>
      <Answer query={tests} rows={4}>
        {(list) => (
          <>
            <Sentence list={list} />
            {list.items.length > 0 && <Table list={list} />}
          </>
        )}
      </Answer>
    </Card>
  );
}

function Sentence({ list: { last, due, overdue } }: { list: SelfTestList }) {
  const { say } = useWords();
  return (
    <p style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', marginBottom: 10 }} data-self-test>
      {last ? (
        <>
          <StateTag told={tellTest(last.result)} />
          <span>{say('self-test.last', { at: dateTimeText(last.at) })}</span>
        </>
      ) : (
        <StateTag told={{ meaning: 'unknown', word: 'self-test.never' }} />
      )}
      <span>
        {due === undefined
          ? say('self-test.no-timetable')
          : say(overdue ? 'self-test.overdue' : 'self-test.due', { at: dateTimeText(due) })}
      </span>
    </p>
  );
}

function Table({ list }: { list: SelfTestList }) {
  const { say, format } = useWords();
  const level = (value: number | undefined) => (value === undefined ? '–' : `${format.number(value, 1)} dB`);
  return (
    <DataTable
      caption={say('self-test.title')}
      rows={list.items.slice(0, MOST_ROWS)}
      keyOf={(row) => row.position}
      columns={[
        { title: say('remote.at'), cell: (row) => dateTimeText(row.at) },
        {
          title: say('self-test.mode'),
          cell: (row) =>
            row.attempt > 1
              ? `${say(`self-test.mode.${row.mode}`)}, ${say('self-test.attempt', { n: row.attempt })}`
              : say(`self-test.mode.${row.mode}`),
        },
        { title: say('remote.result'), cell: (row) => <StateTag told={tellTest(row.result)} bare /> },
        { title: say('self-test.level'), cell: (row) => level(row.levelDb), numeric: true },
        { title: say('self-test.reference'), cell: (row) => level(row.referenceDb), numeric: true },
      ]}
    />
  );
}
