import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { EmergencyStatus } from '../../protocol/api/emergency.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { isConfirmation } from '../data/confirmation-state.ts';
import { useRaise } from '../data/emergencies.ts';
import { useGateway, useReachable, useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { EmergencyContacts } from './EmergencyContacts.tsx';
import styles from './EmergencyForm.module.css';
import { EmergencyMessage } from './EmergencyMessage.tsx';
import { EmergencyPlace, PlaceWords } from './EmergencyPlace.tsx';
import { inputOf, type Message, missingOf } from './emergency-choice.ts';
import { emergencyPath } from './emergency-words.ts';
import { HoldAct } from './HoldAct.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { WaitingSheet } from './WaitingSheet.tsx';

const MINUTES = [5, 10, 15, 30, 60, 120];

interface Props {
  status: EmergencyStatus;
  message: Message | undefined;
  onMessage: (message: Message | undefined) => void;
  /** The drill of the calendar that it is. */
  drill?: string | undefined;
}

/** Choose, read, hold: three taps from anywhere. Nothing is sent before the hold is over. */
export function EmergencyForm({ status, message, onMessage, drill }: Props) {
  const { say } = useWords();
  const { freshness } = useGateway();
  const { account } = useMe();
  const reachable = useReachable();
  const [, navigate] = useLocation();
  const raise = useRaise();
  // One for the whole visit: however often it is sent, it stays one emergency.
  const [key, setKey] = useState(() => newUlid(freshness.serverNow()));
  const [areas, setAreas] = useState<string[]>(account.areas);
  const [forMinutes, setForMinutes] = useState(10);
  const [orderedBy, setOrderedBy] = useState('');
  const [asked, setAsked] = useState<Confirmation | undefined>();
  const act = useRef<HTMLDivElement>(null);
  const chosen = message?.kind === 'template' ? message.template.id : message?.kind;
  useEffect(() => {
    if (chosen && act.current) show(act.current);
  }, [chosen]);

  if (!reachable) return <WithoutNetwork drill={status === 'exercise'} />;
  const missing = missingOf(message, areas);
  const fire = () => {
    if (!message || missing || raise.isPending) return;
    raise.mutate(inputOf({ key, status, message, areas, forMinutes, orderedBy, drill }), {
      onSuccess: (answer) => (isConfirmation(answer) ? setAsked(answer) : navigate(emergencyPath(answer))),
    });
  };
  const over = () => {
    setAsked(undefined);
    // What was refused or ran out is over: the next hold asks anew.
    setKey(newUlid(freshness.serverNow()));
  };
  return (
    <div className={styles.form} data-status={status}>
      <div className={styles.place}>
        <EmergencyPlace areas={areas} onChange={setAreas} />
      </div>
      <EmergencyMessage status={status} message={message} onMessage={onMessage} forMinutes={forMinutes} />
      <div className={styles.act} ref={act}>
        {raise.isError && (
          <Notice meaning="bad" role="alert" title={say('emergency.not-sent')}>
            {problemText(raise.error, say)}
            <EmergencyContacts />
          </Notice>
        )}
        {raise.failureCount > 0 && raise.isPending && (
          <Notice meaning="bad" role="alert" title={say('emergency.trying', { n: raise.failureCount + 1 })}>
            <EmergencyContacts />
          </Notice>
        )}
        {missing ? (
          <p className={styles.missing}>{say(`emergency.missing.${missing}`)}</p>
        ) : (
          <>
            <p className={styles.confirm}>
              {say(status === 'actual' ? 'emergency.confirm' : 'drill.confirm', { title: titleOf(message, say) })}{' '}
              <PlaceWords areas={areas} />
            </p>
            <HoldAct
              label={say(status === 'actual' ? 'emergency.hold' : 'drill.hold')}
              submit={say(status === 'actual' ? 'emergency.submit' : 'drill.submit')}
              tone={status === 'actual' ? 'emergency' : 'drill'}
              busy={raise.isPending}
              onHeld={fire}
            />
          </>
        )}
      </div>
      <div className={styles.more}>
        <NativeSelect
          label={say('emergency.minutes')}
          value={String(forMinutes)}
          onChange={(event) => setForMinutes(Number(event.currentTarget.value))}
          data={MINUTES.map((n) => ({ value: String(n), label: say('emergency.minutes-n', { n }) }))}
        />
        <TextInput
          label={say('emergency.ordered-by')}
          maxLength={120}
          autoComplete="off"
          value={orderedBy}
          onChange={(event) => setOrderedBy(event.currentTarget.value)}
        />
        <Until forMinutes={forMinutes} />
      </div>
      {asked && <WaitingSheet asked={asked} see={(run) => emergencyPath({ id: run, status })} onClose={over} />}
    </div>
  );
}

function Until({ forMinutes }: { forMinutes: number }) {
  const { say } = useWords();
  const now = useServerNow(10_000);
  return <p>{say('emergency.until', { n: forMinutes, at: timeOf(now + forMinutes * 60_000) })}</p>;
}

function WithoutNetwork({ drill }: { drill: boolean }) {
  const { say } = useWords();
  if (drill) return <Notice meaning="bad">{say('drill.offline')}</Notice>;
  return (
    <Notice meaning="bad" role="alert" title={say('emergency.no-network')}>
      <p>{say('emergency.no-network-call')}</p>
      <EmergencyContacts />
    </Notice>
  );
}

function titleOf(message: Message | undefined, say: Say): string {
  if (message?.kind === 'template') return message.template.title;
  return message ? say(`emergency.event.${message.event}`) : '';
}

/** Below a header and above a strip of this height nothing is covered. */
const CLEAR_PX = 112;

/** Brings the hold onto the screen, and never under the finger that chose the message. */
function show(act: HTMLElement): void {
  const tapped = act.parentElement?.querySelector('[data-template][aria-pressed=true]')?.getBoundingClientRect();
  act.scrollIntoView({ block: 'nearest' });
  const hold = act.querySelector('[data-hold]')?.getBoundingClientRect();
  if (!hold || !tapped || hold.top >= tapped.bottom || hold.bottom <= tapped.top) return;
  const up = hold.bottom - tapped.top + 12;
  const down = tapped.bottom - hold.top + 12;
  window.scrollBy({ top: hold.top - up >= CLEAR_PX ? up : -down });
}
