// pure
import type { Delivery, Run } from '../../protocol/api/broadcast.ts';
import type { Overview } from '../../protocol/api/coverage.ts';
import type { PartOfDay } from '../../protocol/sessions.ts';
import { millisecondOfDay } from '../../protocol/vietnam-time.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import type { Meaning } from './meaning.ts';

const NOON_MS = 12 * 3_600_000;
const EVENING_MS = 19 * 3_600_000;

export function partOf(instant: number): PartOfDay {
  const ms = millisecondOfDay(instant);
  return ms < NOON_MS ? 'morning' : ms < EVENING_MS ? 'afternoon' : 'evening';
}

/** How a session came out in one hamlet. `unknown` is no word from any of its nodes: never counted as heard. */
export type HamletState = 'full' | 'partial' | 'mute' | 'missed' | 'unknown';
export interface HamletResult {
  readonly hamlet: string;
  readonly name: string;
  readonly state: HamletState;
  /** The best of its nodes: what somebody in the hamlet could hear. */
  readonly heardMs: number;
  readonly expectedMs: number;
  /** Nodes that were heard to the end in every run, of all. */
  readonly nodesFull: number;
  readonly nodes: number;
}

export const HAMLET_MEANING: Record<HamletState, Meaning> = {
  full: 'good',
  partial: 'partial',
  mute: 'bad',
  missed: 'bad',
  unknown: 'unknown',
};
const WORST_FIRST: readonly HamletState[] = ['missed', 'mute', 'partial', 'unknown', 'full'];

/**
 * The latest part of today in which a programme has ended, and its runs; undefined before the first has. What was
 * played at once, live or as an emergency is no part of a session (DOMAIN §4.5): only a programme's run has `@`.
 */
export function sessionOf(today: Overview['today']): { part: PartOfDay; runs: string[] } | undefined {
  const ended = today.filter((run) => run.ended && run.id.includes('@'));
  if (ended.length === 0) return undefined;
  const part = partOf(Math.max(...ended.map((run) => run.dueAt)));
  return { part, runs: ended.filter((run) => partOf(run.dueAt) === part).map((run) => run.id) };
}

/** The hamlets of a run or of a whole session, worst first. */
export function hamletsOf(runs: readonly Pick<Run, 'deliveries' | 'durationMs'>[]): HamletResult[] {
  const byHamlet = new Map<string, { name: string; byRun: Delivery[][] }>();
  runs.forEach((run, index) => {
    for (const delivery of run.deliveries) {
      const known = byHamlet.get(delivery.hamlet) ?? { name: delivery.hamletName, byRun: [] };
      const own = known.byRun[index] ?? [];
      own.push(delivery);
      known.byRun[index] = own;
      byHamlet.set(delivery.hamlet, known);
    }
  });
  return [...byHamlet]
    .map(([hamlet, { name, byRun }]): HamletResult => {
      const parts = byRun.flatMap((own, index) => (own ? [{ own, expectedMs: runs[index]?.durationMs ?? 0 }] : []));
      return {
        hamlet,
        name,
        state: together(parts.map(({ own }) => stateOf(own))),
        heardMs: parts.reduce((sum, { own }) => sum + Math.max(0, ...own.map(heardOf)), 0),
        expectedMs: parts.reduce((sum, { expectedMs }) => sum + expectedMs, 0),
        ...nodesOf(parts.flatMap(({ own }) => own)),
      };
    })
    .sort(
      (a, b) =>
        WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || vietnameseCollator.compare(a.name, b.name),
    );
}

function nodesOf(deliveries: readonly Delivery[]): { nodesFull: number; nodes: number } {
  const nodes = new Set(deliveries.map((one) => one.node));
  const lacking = new Set(deliveries.filter((one) => !isFull(one)).map((one) => one.node));
  return { nodes: nodes.size, nodesFull: nodes.size - lacking.size };
}

/** One run in one hamlet: full only where every node was heard to the end. */
function stateOf(deliveries: readonly Delivery[]): HamletState {
  if (deliveries.every(isFull)) return 'full';
  if (deliveries.some((one) => one.heard === true && !isUnknown(one))) return 'partial';
  if (deliveries.some(isUnknown)) return 'unknown';
  return deliveries.some((one) => one.heard === false) ? 'mute' : 'missed';
}

function together(states: readonly HamletState[]): HamletState {
  const [first = 'unknown'] = states;
  if (states.every((state) => state === first)) return first;
  if (states.some((state) => state === 'full' || state === 'partial')) return 'partial';
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'unknown';
}

function isFull({ state, heard }: Delivery): boolean {
  return state === 'full' && heard === true;
}

function heardOf(delivery: Delivery): number {
  if (delivery.heard !== true) return 0;
  return delivery.heardMs ?? delivery.playedMs ?? 0;
}

/** No receipt, or one without an ear. */
function isUnknown({ state, heard }: Delivery): boolean {
  const UNKNOWN: readonly Delivery['state'][] = ['planned', 'sent', 'received', 'playing', 'unknown'];
  return UNKNOWN.includes(state) || ((state === 'full' || state === 'partial') && heard === undefined);
}
