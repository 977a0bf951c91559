import { Link } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import type { Case } from '../../protocol/api/cases.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import type { Told } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useCasesOf, useDevices } from './ask.ts';

const STATE: Readonly<Record<Case['state'], Told>> = {
  new: { meaning: 'bad', word: 'fleet.case-new' },
  acknowledged: { meaning: 'partial', word: 'fleet.case-acknowledged' },
  resolved: { meaning: 'good', word: 'fleet.case-resolved' },
  closed: { meaning: 'good', word: 'fleet.case-closed' },
};

/** Cases of this place, and the devices that hung here: the place keeps its history when a device is replaced. */
export function HistoryTab({ node }: { node: Node }) {
  return (
    <>
      <Cases node={node.id} />
      <Devices node={node.id} />
    </>
  );
}

function Cases({ node }: { node: string }) {
  const { say, language } = useWords();
  const cases = useCasesOf(node);
  return (
    <Card title={say('fleet.cases')}>
      <Answer query={cases} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('fleet.cases-none')} />
          ) : (
            <DataTable
              caption={say('fleet.cases')}
              rows={items}
              keyOf={(row) => row.id}
              columns={[
                {
                  title: say('fleet.case-number'),
                  cell: (row) => <Link href={`/su-co/${row.id}`}>{row.number}</Link>,
                },
                { title: say('fleet.fault'), cell: (row) => FAULT_WORDS[row.kind][language] },
                { title: say('presence.from'), cell: (row) => dateTimeText(row.since) },
                { title: say('node.state'), cell: (row) => <StateTag told={STATE[row.state]} /> },
                { title: say('fleet.case-measure'), cell: (row) => row.measure },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

function Devices({ node }: { node: string }) {
  const { say } = useWords();
  const devices = useDevices(node);
  return (
    <Card title={say('fleet.devices')}>
      <Answer query={devices} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('fleet.devices-none')} />
          ) : (
            <DataTable
              caption={say('fleet.devices')}
              rows={items}
              keyOf={(row) => `${row.key} ${row.from}`}
              columns={[
                { title: say('fleet.serial'), cell: (row) => row.serial || say('fleet.no-serial') },
                { title: say('presence.from'), cell: (row) => dateTimeText(row.from) },
                {
                  title: say('fleet.device-to'),
                  cell: (row) => (row.to === undefined ? say('fleet.device-here') : dateTimeText(row.to)),
                },
                { title: say('node.firmware'), cell: (row) => row.firmware },
                { title: say('fleet.device-key'), cell: (row) => row.key },
                { title: say('fleet.device-by'), cell: (row) => row.byName },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}
