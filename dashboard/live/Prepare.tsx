import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { LiveOutlook } from '../../protocol/api/live.ts';
import { USUAL_LIVE_MINUTES } from '../../protocol/live.ts';
import { EmergencyContacts } from '../components/EmergencyContacts.tsx';
import { HoldAct } from '../components/HoldAct.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useReachable } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import { AllowMicrophone } from './AllowMicrophone.tsx';
import { isInTheWay, targetsOf, useLiveOutlook } from './ask.ts';
import { mayHaveMicrophone } from './ear.ts';
import styles from './Live.module.css';
import { Meter } from './Meter.tsx';
import { Busy, OutOfHours, SomeoneSpeaks } from './Obstacles.tsx';
import { SecondPerson } from './SecondPerson.tsx';
import { Trial } from './Trial.tsx';
import type { useSpeech } from './use-speech.ts';
import { Where } from './Where.tsx';

const MINUTES = [5, 10, 15, 30, 60];
const SHORTEST_REASON = 3;

interface Props {
  speaking: ReturnType<typeof useSpeech>;
  emergency: boolean;
  areas: readonly string[];
  onAreas: (areas: string[]) => void;
}

/** Where, how long, does the microphone hear me: everything that is settled before the first word. */
export function Prepare({ speaking, emergency, areas, onAreas }: Props) {
  const { say } = useWords();
  const reachable = useReachable();
  const [minutes, setMinutes] = useState(USUAL_LIVE_MINUTES);
  const [reason, setReason] = useState<string | undefined>();
  const [reasonMissing, setReasonMissing] = useState(false);
  const asked = useLiveOutlook(areas, emergency ? 'emergency' : 'normal');
  const outlook = areas.length > 0 ? asked.data : undefined;
  const { refetch } = asked;
  const { error } = speaking;
  useEffect(() => {
    if (isInTheWay(error)) void refetch();
  }, [error, refetch]);
  const obstacle = obstacleOf(outlook, emergency, reason);
  const start = () => {
    const why = reason?.trim();
    const needed = outlook !== undefined && outlook.playing.length > 0 && !emergency;
    if (needed && (why ?? '').length < SHORTEST_REASON) return setReasonMissing(true);
    setReasonMissing(false);
    void speaking.start({
      ...{ targets: targetsOf(areas), class: emergency ? 'emergency' : 'normal', minutes },
      ...(needed && why ? { interrupt: why } : {}),
    });
  };
  return (
    <div className={styles.prepare}>
      <Where areas={areas} onChange={onAreas} outlook={outlook}>
        <NativeSelect
          aria-label={say('live.minutes')}
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
          data={MINUTES.map((n) => ({ value: String(n), label: say('live.minutes-n', { n }) }))}
        />
      </Where>
      {obstacle === 'quiet' && <OutOfHours until={outlook?.quietUntil} />}
      {outlook?.speaker && <SomeoneSpeaks speaker={outlook.speaker} />}
      {outlook && outlook.playing.length > 0 && !emergency && obstacle !== 'quiet' && !outlook.speaker && (
        <Busy playing={outlook.playing} reason={reason} onReason={setReason} reasonMissing={reasonMissing} />
      )}
      <div className={styles.microphone}>
        <Meter ear={speaking.ear} />
        {mayHaveMicrophone() && <Trial listen={speaking.listen} />}
      </div>
      {!mayHaveMicrophone() ? (
        <AllowMicrophone fault="needs-https" onRetry={speaking.listen} />
      ) : (
        speaking.fault && <AllowMicrophone fault={speaking.fault} onRetry={speaking.listen} />
      )}
      {speaking.otherTab && (
        <Notice meaning="bad" role="alert">
          {say('live.other-tab')}
        </Notice>
      )}
      {error && (
        <Notice meaning="bad" role="alert" title={say('live.not-begun')}>
          {problemText(error, say)}
        </Notice>
      )}
      {!reachable && (
        <Notice meaning="bad" role="alert" title={say('live.no-network')}>
          <EmergencyContacts />
        </Notice>
      )}
      {speaking.asked && (
        <SecondPerson asked={speaking.asked} onConfirmed={speaking.confirmed} onClose={speaking.notConfirmed} />
      )}
      {areas.length === 0 ? (
        <p className={styles.missing}>{say('live.where-first')}</p>
      ) : obstacle === 'nobody' ? (
        <p className={styles.missing}>{say('live.nobody')}</p>
      ) : (
        reachable &&
        mayHaveMicrophone() &&
        obstacle === undefined && (
          <>
            {emergency ? (
              <HoldAct
                label={say('live.hold')}
                submit={say('live.hold-submit')}
                tone="emergency"
                busy={speaking.starting}
                onHeld={start}
              />
            ) : (
              <Button size="xl" className={styles.start} data-primary loading={speaking.starting} onClick={start}>
                <span className={styles.dot} aria-hidden="true" />
                {say(reason === undefined ? 'live.start' : 'live.start-over')}
              </Button>
            )}
            <p className={styles.soft}>{say('live.start-what')}</p>
          </>
        )
      )}
    </div>
  );
}

type Obstacle = 'quiet' | 'speaker' | 'busy' | 'nobody';

/** What keeps the button away; each of them says its own sentence. An emergency asks neither the hour nor what sounds. */
function obstacleOf(
  outlook: LiveOutlook | undefined,
  emergency: boolean,
  reason: string | undefined,
): Obstacle | undefined {
  if (!outlook) return undefined;
  if (outlook.able === 0) return 'nobody';
  if (emergency) return undefined;
  if (outlook.speaker) return 'speaker';
  if (outlook.quietNow) return 'quiet';
  return outlook.playing.length > 0 && reason === undefined ? 'busy' : undefined;
}
