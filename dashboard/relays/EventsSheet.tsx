import { Stack } from '@mantine/core';
import { Link } from 'wouter';
import type { RelayEvent, RelayStation } from '../../protocol/api/relays.ts';
import { Answer } from '../components/Answer.tsx';
import { Empty } from '../components/Empty.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useRelayEvents } from './ask.ts';
import styles from './Relays.module.css';
import { tellEvent, whyText } from './tell-station.ts';

/** What happened to a station, newest first: lost, silent, back, with the run it happened in. */
export function EventsSheet({ one, onClose }: { one: RelayStation; onClose: () => void }) {
  const { say } = useWords();
  const events = useRelayEvents(one.id);
  return (
    <Sheet title={say('relay.events-of', { name: one.name })} wide onClose={onClose}>
      <Stack>
        <Answer query={events} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('relay.events-none')} />
            ) : (
              <ul className={styles.events} data-events>
                {items.map((event) => (
                  <Event key={event.id} event={event} />
                ))}
              </ul>
            )
          }
        </Answer>
        <SheetActions onClose={onClose} over />
      </Stack>
    </Sheet>
  );
}

function Event({ event: { at, what, why, run } }: { event: RelayEvent }) {
  const { say } = useWords();
  return (
    <li>
      <time className="numeric" dateTime={new Date(at).toISOString()}>
        {dateTimeText(at)}
      </time>
      <span className={styles.line}>
        <StateTag told={tellEvent(what)} bare /> {why !== undefined && whyText(why, say)}
      </span>
      {run === undefined ? <span /> : <Link href={runPath(run)}>{say('relay.event-run')}</Link>}
    </li>
  );
}
