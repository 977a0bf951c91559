// pure
import type { Rule, SessionDetail, SessionState } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';
import { type DayTimetable, NOTHING_REGISTERED, type Piece, piecesOf } from './day-timetable.ts';
import { EPSILON, type HamletNode, judgedNodes, judgedRuns, soundOfHamlet, type Vouches } from './hamlet-sound.ts';
import { partOfDay } from './part-of-day.ts';
import type { DeliveryFacts } from './sound.ts';

export type SessionNumbers = Pick<
  Rule['numbers'],
  'sessionMinutesShare' | 'hornsShare' | 'earlyMs' | 'vouchDays' | 'cancelAheadMs' | 'liveEndsSilenceMs' | 'inspection'
>;

/**
 * The sessions of one hamlet and day, in order of time, from its registered deliveries and what its timetable says
 * (day-timetable.ts). Neither the order of the rows nor a row given twice matters. Runs sent to fewer horns than the rule asks
 * for are left out: they cannot be heard by the hamlet, and a timetable of such runs falls below the floor.
 */
export function sessionsOf(
  deliveries: readonly DeliveryFacts[],
  nodes: readonly HamletNode[],
  numbers: SessionNumbers,
  vouches: Vouches,
  timetable: DayTimetable = NOTHING_REGISTERED,
): SessionDetail[] {
  const blindMs = (dueAt: number, durationMs: number) =>
    soundOfHamlet([], judgedNodes(nodes, dueAt), { dueAt, durationMs }, numbers.hornsShare)?.highMs ?? 0;
  const sessions = new Map<string, { day: Day; part: PartOfDay; pieces: Piece[] }>();
  for (const piece of piecesOf(judgedRuns(deliveries, nodes, numbers, vouches), timetable, blindMs)) {
    const day = dayOf(piece.at);
    const part = partOfDay(piece.at);
    const key = `${day}${PARTS_OF_DAY.indexOf(part)}`;
    const session = sessions.get(key);
    if (session) session.pieces.push(piece);
    else sessions.set(key, { day, part, pieces: [piece] });
  }
  return [...sessions.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { day, part, pieces }]) => {
      const dueMs = sum(pieces, (piece) => piece.dueMs);
      const heardLowMs = sum(pieces, (piece) => piece.lowMs);
      const heardHighMs = sum(pieces, (piece) => piece.highMs);
      const needed = numbers.sessionMinutesShare * dueMs - EPSILON;
      const state = neutralOf(pieces) ?? stateOf(needed, heardLowMs, heardHighMs, pieces);
      return { day, part, state, dueMs, heardLowMs, heardHighMs, runs: pieces.flatMap((piece) => piece.runs) };
    });
}

/** A session of which nothing is owed; undefined for any other. */
function neutralOf(pieces: readonly Piece[]): SessionState | undefined {
  if (pieces.some((piece) => piece.neutral === undefined)) return undefined;
  return pieces.some((piece) => piece.neutral === 'cancelled') ? 'cancelled' : 'excluded';
}

/** Unknown only where what is not known could decide: the session fails at worst and passes at best. */
function stateOf(neededMs: number, lowMs: number, highMs: number, pieces: readonly Piece[]): SessionState {
  if (lowMs >= neededMs) return 'heard';
  if (highMs >= neededMs) return 'unknown';
  return highMs > 0 || pieces.some((piece) => piece.anywhere) ? 'partial' : 'not-heard';
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
