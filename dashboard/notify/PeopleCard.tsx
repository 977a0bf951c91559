import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { Channel, Subscription } from '../../protocol/api/notify.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Empty } from '../components/Empty.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import styles from '../schedule/Rows.module.css';
import { useChannels, useRemoveSubscription, useSaveSubscription, useSubscriptions } from './ask.ts';
import { RowActs } from './RowActs.tsx';
import { SubscriptionSheet } from './SubscriptionSheet.tsx';

type Open = { do: 'add' } | { do: 'change' | 'remove'; one: Subscription };

/** Who is told. `own`: oneself alone, on the page of the own account. */
export function PeopleCard({ own = false }: { own?: boolean }) {
  const { say } = useWords();
  const me = useMe().account.id;
  const channels = useChannels();
  const people = useSubscriptions();
  const [open, setOpen] = useState<Open | undefined>();
  const close = () => setOpen(undefined);
  const ways: readonly Channel[] = channels.data?.items ?? [];
  return (
    <Card title={say(own ? 'notify.own' : 'notify.people')}>
      <Answer query={people} rows={4}>
        {({ items }) => {
          const shown = own ? items.filter(({ account }) => account === me) : items;
          return (
            <>
              {shown.length === 0 ? (
                <Empty sentence={say(own ? 'notify.own-none' : 'notify.people-none')} />
              ) : (
                <ul className={styles.rows} data-people>
                  {shown.map((one) => (
                    <Row key={one.id} one={one} onOpen={(act) => setOpen({ do: act, one })} />
                  ))}
                </ul>
              )}
              {ways.length > 0 ? (
                <div>
                  <Button size="md" variant="default" onClick={() => setOpen({ do: 'add' })}>
                    {say('notify.person-add')}
                  </Button>
                </div>
              ) : (
                <p className={styles.soft}>{say('notify.own-no-channel')}</p>
              )}
            </>
          );
        }}
      </Answer>
      {open?.do === 'add' && <SubscriptionSheet one={undefined} channels={ways} own={own} onClose={close} />}
      {open?.do === 'change' && <SubscriptionSheet one={open.one} channels={ways} own={own} onClose={close} />}
      {open?.do === 'remove' && <RemoveSheet one={open.one} onClose={close} />}
    </Card>
  );
}

function Row({ one, onOpen }: { one: Subscription; onOpen: (act: 'change' | 'remove') => void }) {
  const { say } = useWords();
  const pause = useSaveSubscription(one.id);
  return (
    <li>
      <span>
        <b>{one.name}</b> {one.to && <span className="numeric">{one.to}</span>}{' '}
        {one.paused && <StateTag told={{ meaning: 'excused', word: 'notify.state.paused' }} />}
        <br />
        <span className={styles.soft}>{wishLine(one, say)}</span>
        <ProblemNotice error={pause.error} />
      </span>
      <Group gap={6}>
        <RowActs
          name={one.name}
          paused={one.paused}
          busy={pause.isPending}
          onChange={() => onOpen('change')}
          onPause={() => pause.mutate({ paused: !one.paused })}
          onRemove={() => onOpen('remove')}
        />
      </Group>
    </li>
  );
}

/** Everything about a subscription in one line. */
function wishLine(one: Subscription, say: Say): string {
  const { night, remindHours, afterMinutes, kinds, minSeverity, system } = one;
  return [
    one.channelName,
    one.areaName,
    say(`notify.severity.${minSeverity}`),
    ...(kinds.length > 0 ? [say('notify.kinds-some', { n: kinds.length })] : []),
    ...(system ? [say('notify.system')] : []),
    ...(night ? [say('notify.night-line', { from: night.from, to: night.to })] : []),
    ...(remindHours > 0 ? [say('notify.remind-line', { n: remindHours })] : []),
    ...(afterMinutes > 0 ? [say('notify.after-line', { n: afterMinutes })] : []),
  ].join(' · ');
}

function RemoveSheet({ one, onClose }: { one: Subscription; onClose: () => void }) {
  const { say } = useWords();
  const remove = useRemoveSubscription();
  return (
    <ConfirmSheet
      title={say('notify.person-remove', { name: one.name })}
      submit={say('notify.remove')}
      act={remove}
      onClose={onClose}
      onSubmit={() => remove.mutate(one.id, { onSuccess: onClose })}
    >
      <p>{say('notify.person-remove-what')}</p>
    </ConfirmSheet>
  );
}
