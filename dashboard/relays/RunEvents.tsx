import type { Run } from '../../protocol/api/broadcast.ts';
import { Card } from '../components/Card.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { clockText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Relays.module.css';
import { tellEvent, whyText } from './tell-station.ts';

/** What the gateway itself saw of the stations during a run, beside what each node says. */
export function RunEvents({ events }: { events: NonNullable<Run['relayEvents']> }) {
  const { say } = useWords();
  return (
    <Card title={say('relay.run-events')}>
      <ul className={styles.events} data-run-events>
        {events.map(({ id, at, what, why, station }) => (
          <li key={id}>
            <time className="numeric" dateTime={new Date(at).toISOString()}>
              {clockText(at)}
            </time>
            <span className={styles.line}>
              <StateTag told={tellEvent(what)} bare /> {why !== undefined && whyText(why, say)}
            </span>
            <span>{station}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
