import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { Channel } from '../../protocol/api/notify.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Empty } from '../components/Empty.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useChannels, useRemoveChannel, useSaveChannel } from './ask.ts';
import { ChannelSheet } from './ChannelSheet.tsx';
import { Labelled, RowActs } from './RowActs.tsx';
import { TestSheet } from './TestSheet.tsx';
import { tellChannel, wordText } from './told.ts';

type Open = { do: 'add' } | { do: 'change' | 'test' | 'remove'; one: Channel };

/** The ways out: do they get through, and a way to try. */
export function ChannelsCard() {
  const { say } = useWords();
  const channels = useChannels();
  const mayChange = useMe().account.role === 'administrator';
  const [open, setOpen] = useState<Open | undefined>();
  const close = () => setOpen(undefined);
  return (
    <Card title={say('notify.channels')}>
      <Answer query={channels} rows={3}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Empty sentence={say('notify.channels-none')} />
            ) : (
              <ul className={styles.rows} data-channels>
                {items.map((one) => (
                  <Row key={one.id} one={one} mayChange={mayChange} onOpen={(act) => setOpen({ do: act, one })} />
                ))}
              </ul>
            )}
            {mayChange && (
              <div>
                <Button size="md" variant="default" onClick={() => setOpen({ do: 'add' })}>
                  {say('notify.channel-add')}
                </Button>
              </div>
            )}
          </>
        )}
      </Answer>
      <p className={styles.soft}>{say('notify.channel-who')}</p>
      {open?.do === 'add' && <ChannelSheet one={undefined} onClose={close} />}
      {open?.do === 'change' && <ChannelSheet one={open.one} onClose={close} />}
      {open?.do === 'test' && <TestSheet channel={open.one} onClose={close} />}
      {open?.do === 'remove' && <RemoveSheet one={open.one} onClose={close} />}
    </Card>
  );
}

interface RowProps {
  one: Channel;
  mayChange: boolean;
  onOpen: (act: 'change' | 'test' | 'remove') => void;
}

function Row({ one, mayChange, onOpen }: RowProps) {
  const { say, format } = useWords();
  const pause = useSaveChannel(one.id);
  const { failingSince, failed, sentAt, waiting } = one;
  const notes = [
    say(`notify.kind.${one.kind}`),
    ...(failingSince === undefined
      ? []
      : [say('notify.failing-since', { at: dateTimeText(failingSince), word: wordText(failed ?? '', say) })]),
    ...(sentAt === undefined ? [] : [say('notify.sent-at', { at: dateTimeText(sentAt) })]),
    ...(waiting === 0 ? [] : [say('notify.waiting', { n: format.number(waiting) })]),
  ];
  return (
    <li>
      <span>
        <b>{one.name}</b> <StateTag told={tellChannel(one)} />
        <br />
        <span className={styles.soft}>{notes.join(' · ')}</span>
        <ProblemNotice error={pause.error} />
      </span>
      <Group gap={6}>
        <Button variant="default" size="md" onClick={() => onOpen('test')}>
          <Labelled text={say('notify.test')} name={one.name} />
        </Button>
        {mayChange && (
          <RowActs
            name={one.name}
            paused={one.paused}
            busy={pause.isPending}
            onChange={() => onOpen('change')}
            onPause={() => pause.mutate({ paused: !one.paused })}
            onRemove={() => onOpen('remove')}
          />
        )}
      </Group>
    </li>
  );
}

function RemoveSheet({ one, onClose }: { one: Channel; onClose: () => void }) {
  const { say } = useWords();
  const remove = useRemoveChannel();
  return (
    <ConfirmSheet
      title={say('notify.channel-remove', { name: one.name })}
      submit={say('notify.remove')}
      act={remove}
      onClose={onClose}
      onSubmit={() => remove.mutate(one.id, { onSuccess: onClose })}
    >
      <p>{say('notify.channel-remove-what')}</p>
    </ConfirmSheet>
  );
}
