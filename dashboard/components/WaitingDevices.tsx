import { Stack } from '@mantine/core';
import type { WaitingDevice } from '../../protocol/api/enrolment.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useWaitingDevices } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { Answer } from './Answer.tsx';
import { Card } from './Card.tsx';
import { DataTable } from './DataTable.tsx';
import { Notice } from './Notice.tsx';

/** «Thiết bị lạ đang gọi về»: devices that show a label's code and have no place yet. */
export function WaitingDevices() {
  const { say } = useWords();
  const waiting = useWaitingDevices();
  return (
    <Card title={say('enrol.calling')}>
      <Answer query={waiting} rows={2}>
        {({ items }) => (items.length === 0 ? <p>{say('enrol.calling-none')}</p> : <Table devices={items} />)}
      </Answer>
    </Card>
  );
}

function Table({ devices }: { devices: readonly WaitingDevice[] }) {
  const { say, format } = useWords();
  const now = useServerNow(5_000);
  return (
    <Stack gap="sm">
      <p>{say('enrol.calling-hint')}</p>
      {devices.some(({ otherCalls }) => otherCalls > 0) && (
        <Notice meaning="bad" role="status" title={say('enrol.copied-title')}>
          {say('enrol.copied')}
        </Notice>
      )}
      <DataTable
        caption={say('enrol.calling')}
        rows={devices}
        keyOf={(device) => device.label}
        columns={[
          { title: say('enrol.device'), cell: (device) => device.name },
          { title: say('enrol.label-area'), cell: (device) => device.areaName },
          { title: say('node.firmware'), cell: (device) => device.firmware },
          { title: say('enrol.last-call'), cell: (device) => format.ago(device.lastCallAt, now) },
          { title: say('enrol.placed-as'), cell: (device) => device.nodeCode ?? say('enrol.not-placed') },
          { title: say('enrol.other-calls'), cell: (device) => format.number(device.otherCalls), numeric: true },
        ]}
      />
    </Stack>
  );
}
