import type { CaseEvent } from '../../protocol/api/cases.ts';
import type { Waiting } from '../field/kept.ts';
import { PhotoRow } from '../field/Photos.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { inWords } from './as-note.ts';
import styles from './Case.module.css';
import { stepOf } from './steps.ts';

/** A phone without a network writes first and sends later: more apart than this, both hours are said. */
const APART_MS = 5 * 60_000;

/** Who did what and when, the newest last; what this phone has not sent yet stands below and says so. */
export function Timeline({
  events,
  waiting,
}: {
  events: readonly CaseEvent[] | undefined;
  waiting: readonly Waiting[];
}) {
  const { say } = useWords();
  return (
    <>
      {!events && <p>{say('case.no-events')}</p>}
      <ol className={styles.timeline}>
        {(events ?? []).map((event) => (
          <li key={event.key} data-event={event.kind}>
            <b>{[say(`case.did.${event.kind}`), event.toName].filter(Boolean).join(': ')}</b>
            <span>
              {[event.byName, dateTimeText(event.happenedAt)].filter(Boolean).join(' · ')}
              {event.at - event.happenedAt > APART_MS && ` · ${say('case.sent-at', { when: dateTimeText(event.at) })}`}
            </span>
            {event.note && <p>{event.note}</p>}
            <PhotoRow photos={event.photos} />
          </li>
        ))}
        {waiting.map((record) => (
          <li key={record.id} data-event="waiting">
            <b>{say('case.to-send')}</b>
            <span>{dateTimeText(record.savedAt)}</span>
            <p>{inWords(stepOf(record), say)}</p>
            <PhotoRow photos={stepOf(record).photos} />
          </li>
        ))}
      </ol>
    </>
  );
}
