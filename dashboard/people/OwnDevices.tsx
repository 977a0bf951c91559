import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { TrustedDevice } from '../../protocol/api/people.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { useDevices, useEndDevice } from '../data/own-account.ts';
import { useAskMe, useEnter } from '../data/session.ts';
import { dateText, dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { TrustDeviceForm } from './TrustDeviceForm.tsx';

export function OwnDevices() {
  const { say } = useWords();
  const devices = useDevices();
  return (
    <Card title={say('trusted.title')}>
      <Answer query={devices} rows={3}>
        {({ items }) => <List devices={items} />}
      </Answer>
    </Card>
  );
}

function List({ devices }: { devices: readonly TrustedDevice[] }) {
  const { say } = useWords();
  const ask = useAskMe();
  const enter = useEnter();
  const end = useEndDevice();
  const [ending, setEnding] = useState<TrustedDevice | undefined>();
  const [trusting, setTrusting] = useState(false);
  const close = () => setEnding(undefined);
  return (
    <Stack>
      {devices.length === 0 ? (
        <Empty sentence={say('trusted.empty')} />
      ) : (
        <DataTable
          caption={say('trusted.title')}
          rows={devices}
          keyOf={(row) => row.id}
          columns={[
            {
              title: say('trusted.name'),
              cell: (row) => (row.current ? say('trusted.this', { name: row.name }) : row.name),
            },
            { title: say('own.seen'), cell: (row) => dateTimeText(row.seenAt) },
            { title: say('trusted.until'), cell: (row) => dateText(row.expiresAt) },
            {
              title: say('action.actions'),
              cell: (row) => (
                <Button variant="default" h={44} onClick={() => setEnding(row)}>
                  {say('trusted.end')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {!devices.some((one) => one.current) &&
        (trusting ? (
          <TrustDeviceForm
            onDone={async () => {
              enter(await ask());
              setTrusting(false);
            }}
            onSkip={() => setTrusting(false)}
          />
        ) : (
          <Button variant="default" size="lg" style={{ alignSelf: 'start' }} onClick={() => setTrusting(true)}>
            {say('trusted.submit')}
          </Button>
        ))}
      {ending && (
        <ConfirmSheet
          title={say('trusted.end-title', { name: ending.name })}
          submit={say('trusted.end')}
          act={end}
          onSubmit={() => end.mutate(ending.id, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('trusted.end-sentence')}</p>
        </ConfirmSheet>
      )}
    </Stack>
  );
}
