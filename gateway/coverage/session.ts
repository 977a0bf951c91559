// pure
import {
  PARTS_OF_DAY,
  type PartOfDay,
  type Rule,
  type SessionDetail,
  type SessionState,
} from '../../protocol/api/coverage.ts';
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';
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
 * The sessions of one hamlet from its registered deliveries, in order of time. Neither the order of the rows nor a row
 * given twice matters. Runs still awaited, stopped by hand, or sent to fewer horns than the rule asks for are left out: the
 * last kind cannot be heard by the hamlet, and a timetable of such runs falls below the floor.
 */
export function sessionsOf(
  deliveries: readonly DeliveryFacts[],
  nodes: readonly HamletNode[],
  numbers: SessionNumbers,
  vouches: Vouches,
): SessionDetail[] {
  const sessions = new Map<string, { day: Day; part: PartOfDay; runs: JudgedRun[] }>();
  for (const run of judgedRuns(deliveries, nodes, numbers, vouches)) {
    const day = dayOf(run.dueAt);
    const part = partOfDay(run.dueAt);
    const key = `${day}${PARTS_OF_DAY.indexOf(part)}`;
    const session = sessions.get(key);
    if (session) session.runs.push(run);
    else sessions.set(key, { day, part, runs: [run] });
  }
  return [...sessions.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { day, part, runs }]) => {
      const dueMs = sum(runs, (run) => run.durationMs);
      const heardLowMs = sum(runs, (run) => run.sound.lowMs);
      const heardHighMs = sum(runs, (run) => run.sound.highMs);
      const needed = numbers.sessionMinutesShare * dueMs - EPSILON;
      const state = stateOf(needed, heardLowMs, heardHighMs, runs);
      return { day, part, state, dueMs, heardLowMs, heardHighMs, runs: runs.map((run) => run.id) };
    });
}

interface JudgedRun {
  readonly id: string;
  readonly dueAt: number;
  readonly durationMs: number;
  readonly sound: Sound;
  /** At least one node surely sounded. */
  readonly anywhere: boolean;
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
    if (!first || isAwaited(rows) || rows.some((row) => row.reason === 'stopped')) continue;
    const sounds: HornSound[] = rows.map((row) => ({
      horns: row.horns,
      ...soundOf(row, numbers.earlyMs, vouches(row.node, row.dueAt)),
    }));
    const others = nodes.filter((node) => hungAt(node, first.dueAt) && !byNode.has(node.id));
    const sound = soundOfHamlet(sounds, others, first, numbers.hornsShare);
    const anywhere = sounds.some(({ lowMs }) => lowMs > 0);
    if (sound) runs.push({ id, dueAt: first.dueAt, durationMs: first.durationMs, sound, anywhere });
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
function stateOf(neededMs: number, lowMs: number, highMs: number, runs: readonly JudgedRun[]): SessionState {
  if (lowMs >= neededMs) return 'heard';
  if (highMs >= neededMs) return 'unknown';
  return highMs > 0 || runs.some((run) => run.anywhere) ? 'partial' : 'not-heard';
}

function hungAt(node: HamletNode, at: number): boolean {
  return node.createdAt <= at && (node.retiredAt === undefined || node.retiredAt > at);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
