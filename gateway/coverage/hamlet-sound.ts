// pure
import type { Technology } from '../../protocol/nodes.ts';
import type { JudgedRun } from './day-timetable.ts';
import { type DeliveryFacts, type Sound, soundOf } from './sound.ts';

/** A node that hung in the hamlet, whether or not a run was sent to it; one for each stay. Instants in ms UTC. */
export interface HamletNode {
  readonly id: string;
  readonly horns: number;
  readonly technology: Technology;
  /** From when to when it hung there, as what it is. */
  readonly createdAt: number;
  readonly retiredAt?: number;
  /** Since when it can report; never for FM and wired nodes. */
  readonly reportsSince?: number;
}

export type Vouches = (node: string, at: number) => boolean;

/** Absorbs the rounding of shares such as 2/3; far below one horn or one millisecond. */
export const EPSILON = 1e-9;

/** The runs of a hamlet, each as far as it is judged, in order of time. A row given twice counts once. */
export function judgedRuns(
  deliveries: readonly DeliveryFacts[],
  nodes: readonly HamletNode[],
  numbers: { readonly hornsShare: number; readonly earlyMs: number },
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
    const others = judgedNodes(nodes, dueAt).filter((node) => !byNode.has(node.id));
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
export function soundOfHamlet(
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

/** Where IP nodes hang, FM and wired ones are another part of the verdict, judged by visits; else they are all there is (DOMAIN §4.9). */
export function judgedNodes(nodes: readonly HamletNode[], at: number): HamletNode[] {
  const hanging = nodes.filter((node) => hungAt(node, at));
  const ip = hanging.filter((node) => node.technology === 'ip');
  return ip.length > 0 ? ip : hanging;
}

function hungAt(node: HamletNode, at: number): boolean {
  return node.createdAt <= at && (node.retiredAt === undefined || node.retiredAt > at);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
