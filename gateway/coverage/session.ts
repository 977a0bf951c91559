// pure
import type { Rule, SessionDetail, SessionState } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';
import { type DayTimetable, type JudgedRun, NOTHING_REGISTERED, type Piece, piecesOf } from './day-timetable.ts';
import { partOfDay } from './part-of-day.ts';
import { type DeliveryFacts, type Sound, soundOf } from './sound.ts';

/** A node that hung in the hamlet, whether or not a run was sent to it. Instants in ms UTC. */
export interface HamletNode {
  readonly id: string;
  readonly horns: number;
  readonly createdAt: number;
  readonly retiredAt?: number;
  /** Since when it can report; never for FM and wired nodes. */
  readonly reportsSince?: number;
}

export type SessionNumbers = Pick<Rule['numbers'], 'sessionMinutesShare' | 'hornsShare' | 'earlyMs' | 'vouchDays'>;

export type Vouches = (node: string, at: number) => boolean;

/** Absorbs the rounding of shares such as 2/3; far below one horn or one millisecond. */
const EPSILON = 1e-9;

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
    soundOfHamlet(
      [],
      nodes.filter((node) => hungAt(node, dueAt)),
      { dueAt, durationMs },
      numbers.hornsShare,
    )?.highMs ?? 0;
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

function judgedRuns(
  deliveries: readonly DeliveryFacts[],
  nodes: readonly HamletNode[],
  numbers: SessionNumbers,
  vouches: Vouches,
): JudgedRun[] {
  const byRun = new Map<string, Map<string, DeliveryFacts>>();
  for (const delivery of deliveries) {
    const rows = byRun.get(delivery.run) ?? new Map<string, DeliveryFacts>();
    byRun.set(delivery.run, rows.set(delivery.node, delivery));
  }
  const runs: JudgedRun[] = [];
  for (const [id, byNode] of byRun) {
    const rows = [...byNode.values()];
    const [first] = rows;
    if (!first) continue;
    const { dueAt, durationMs } = first;
    const silent = { id, dueAt, durationMs, lowMs: 0, highMs: 0, anywhere: false };
    if (isAwaited(rows)) {
      runs.push({ ...silent, state: 'awaited' });
      continue;
    }
    if (rows.some((row) => row.reason === 'stopped')) {
      runs.push({ ...silent, state: 'stopped' });
      continue;
    }
    const sounds: HornSound[] = rows.map((row) => ({
      horns: row.horns,
      ...soundOf(row, numbers.earlyMs, vouches(row.node, row.dueAt)),
    }));
    const others = nodes.filter((node) => hungAt(node, dueAt) && !byNode.has(node.id));
    const sound = soundOfHamlet(sounds, others, first, numbers.hornsShare);
    const anywhere = sounds.some(({ lowMs }) => lowMs > 0);
    if (sound) runs.push({ id, dueAt, durationMs, state: 'judged', ...sound, anywhere });
  }
  return runs.sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
}

interface HornSound extends Sound {
  readonly horns: number;
}

/** Unless it has ended, a run counts only when each of its nodes in the hamlet has spoken. */
function isAwaited(rows: readonly DeliveryFacts[]): boolean {
  return rows.some((row) => !row.ended && !row.final);
}

/** The minutes that nodes with the rule's share of all horns each reached; undefined when too few horns were addressed. */
function soundOfHamlet(
  addressed: readonly HornSound[],
  others: readonly HamletNode[],
  run: Pick<DeliveryFacts, 'dueAt' | 'durationMs'>,
  hornsShare: number,
): Sound | undefined {
  const blind = others.filter((node) => node.reportsSince === undefined || node.reportsSince > run.dueAt);
  const sounds = [...addressed, ...blind.map(({ horns }) => ({ horns, lowMs: 0, highMs: run.durationMs }))];
  const leftOut = sum(others, (node) => node.horns) - sum(blind, (node) => node.horns);
  const needed = hornsShare * (sum(sounds, (sound) => sound.horns) + leftOut) - EPSILON;
  if (needed <= 0 || sum(sounds, (sound) => sound.horns) < needed) return undefined;
  const low = reachedBy(needed, sounds, (sound) => sound.lowMs);
  return { lowMs: low, highMs: reachedBy(needed, sounds, (sound) => sound.highMs) };
}

/** The most milliseconds that nodes carrying `needed` horns each sounded. */
function reachedBy(needed: number, sounds: readonly HornSound[], ms: (sound: HornSound) => number): number {
  let horns = 0;
  for (const sound of [...sounds].sort((a, b) => ms(b) - ms(a))) {
    horns += sound.horns;
    if (horns >= needed) return ms(sound);
  }
  return 0;
}

/** Unknown only where what is not known could decide: the session fails at worst and passes at best. */
function stateOf(neededMs: number, lowMs: number, highMs: number, pieces: readonly Piece[]): SessionState {
  if (lowMs >= neededMs) return 'heard';
  if (highMs >= neededMs) return 'unknown';
  return highMs > 0 || pieces.some((piece) => piece.anywhere) ? 'partial' : 'not-heard';
}

function hungAt(node: HamletNode, at: number): boolean {
  return node.createdAt <= at && (node.retiredAt === undefined || node.retiredAt > at);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
