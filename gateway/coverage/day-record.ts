// pure
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { announcedIn } from './announcements.ts';
import { marksOf } from './day-marks.ts';
import { lettersOf } from './day-states.ts';
import { cancelledBy, NOTHING_REGISTERED } from './day-timetable.ts';
import type { HamletNode, Vouches } from './hamlet-sound.ts';
import type { DayDeliveries } from './raw-store.ts';
import { type SessionNumbers, sessionsOf } from './session.ts';
import type { StoredTimetable } from './timetable-store.ts';
import { causeOf, type Support } from './unknown-cause.ts';

/** Everything the roll-up keeps of one hamlet and day. */
export interface DayRecord {
  readonly sessions: readonly SessionDetail[];
  readonly letters: string;
  readonly marks: string;
}

/** What the rows of one hamlet and day come to under the numbers of a rule. */
export function dayRecordOf(
  { registered, announced }: DayDeliveries,
  nodes: readonly HamletNode[],
  numbers: SessionNumbers,
  vouches: Vouches,
  timetable: StoredTimetable | undefined,
  support: Support,
): DayRecord {
  const owed = timetable
    ? { ...timetable, cancelled: cancelledBy(timetable.cancelled, numbers.cancelAheadMs) }
    : NOTHING_REGISTERED;
  const sessions = sessionsOf(registered, nodes, numbers, vouches, owed);
  const beginsAt = beginnings(sessions, registered);
  const live = announced.length > 0 ? announcedIn(announced, nodes, numbers, vouches, beginsAt) : [];
  const causes = new Map(
    sessions
      .filter((session) => session.state === 'unknown')
      .map((session) => [session.part, causeOf(rowsOf(session, registered), support, vouches)]),
  );
  const marks = marksOf(PARTS_OF_DAY.map((part, index) => ({ live: live[index] ?? 0, cause: causes.get(part) })));
  return { sessions, letters: lettersOf(sessions), marks };
}

function rowsOf(session: SessionDetail, rows: DayDeliveries['registered']): DayDeliveries['registered'] {
  return rows.filter((row) => session.runs.includes(row.run));
}

/** When the session of each part of the day begins: its first run; where none was scheduled, an announcement counts as before it. */
function beginnings(sessions: readonly SessionDetail[], rows: DayDeliveries['registered']): Map<PartOfDay, number> {
  return new Map(
    sessions.map((session) => [
      session.part,
      Math.min(...rowsOf(session, rows).map((row) => row.dueAt), Number.MAX_SAFE_INTEGER),
    ]),
  );
}
