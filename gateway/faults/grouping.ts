// pure
import type { FaultKind, IncidentKind } from '../../protocol/faults.ts';
import { causeOf } from './classes.ts';
import { GROUP_NODES, GROUP_SHARE, GROUPING_MS } from './limits.ts';

/** A fault of a node that no cause holds yet. */
export interface Loose {
  readonly id: string;
  readonly node: string;
  readonly kind: FaultKind;
  readonly since: number;
  /** It began while the gateway did not watch: when, nobody knows. */
  readonly unseen: boolean;
}

/** What many nodes hang on. */
export interface Cause {
  readonly kind: Extract<IncidentKind, 'uplink' | 'feeder' | 'commune'>;
  readonly id: string;
}

export interface Hanging {
  /** Mast, feeder and commune of a node. */
  readonly causesOf: (node: string) => readonly Cause[];
  /** Nodes that hang on it, ought to be heard, and were not at fault before. */
  readonly expected: (cause: Cause) => number;
}

export interface Group {
  readonly cause: Cause;
  readonly faults: readonly Loose[];
}

/** Which cause a tie goes to, by what most of the group's faults are: power hangs on the feeder, the network on the mast. */
const PREFERENCE: Partial<Record<FaultKind, readonly Cause['kind'][]>> = {
  'mains-lost': ['feeder', 'commune', 'uplink'],
  'on-battery': ['feeder', 'commune', 'uplink'],
};
const USUAL: readonly Cause['kind'][] = ['uplink', 'commune', 'feeder'];

/**
 * Finds the common causes of faults of one class: the cause that explains most first; of equals the smaller one, then the one
 * that fits their kind. What no cause explains is left alone. The same faults in any order give the same groups.
 */
export function commonCauses(
  faults: readonly Loose[],
  hanging: Hanging,
): { readonly groups: readonly Group[]; readonly alone: readonly Loose[] } {
  const judged = connected(faults, hanging.causesOf).map((some) => causesAmong(some, hanging));
  return { groups: judged.flatMap(({ groups }) => groups), alone: judged.flatMap(({ alone }) => alone) };
}

/** The faults in sets that share no cause with each other: each can be judged by itself. Sorted by their beginning. */
export function connected(faults: readonly Loose[], causesOf: Hanging['causesOf']): Loose[][] {
  const sets = new ConnectedSets(causesOf);
  for (const fault of faults) sets.add(fault);
  return sets.all();
}

interface ConnectedSet {
  readonly faults: Loose[];
  readonly keys: string[];
}

/** Grows such sets one fault after the other, in any order. */
export class ConnectedSets {
  readonly #causesOf: Hanging['causesOf'];
  readonly #ofKey = new Map<string, ConnectedSet>();

  constructor(causesOf: Hanging['causesOf']) {
    this.#causesOf = causesOf;
  }

  add(fault: Loose): void {
    const keys = this.#causesOf(fault.node).map(keyOf);
    // Who hangs on nothing stands alone.
    if (keys.length === 0) keys.push(`node/${fault.node}`);
    const touched = [...new Set(keys.flatMap((key) => this.#ofKey.get(key) ?? []))].sort(
      (a, b) => b.faults.length - a.faults.length,
    );
    const [set = { faults: [], keys: [] }, ...others] = touched;
    for (const other of others) {
      // One by one: as arguments of one call they would be too many.
      for (const one of other.faults) set.faults.push(one);
      for (const key of other.keys) {
        this.#ofKey.set(key, set);
        set.keys.push(key);
      }
    }
    set.faults.push(fault);
    for (const key of keys) {
      if (this.#ofKey.get(key) !== set) set.keys.push(key);
      this.#ofKey.set(key, set);
    }
  }

  /** The one that begins first comes first. */
  all(): Loose[][] {
    const each = [...new Set(this.#ofKey.values())].map((set) => set.faults.sort(bySince));
    return each.sort((a, b) => bySince(a[0] as Loose, b[0] as Loose));
  }
}

/** `faults` share causes, and are sorted by their beginning. */
function causesAmong(faults: readonly Loose[], hanging: Hanging): { groups: Group[]; alone: readonly Loose[] } {
  const hung = hungOn(faults, hanging);
  const candidates = new Map([...hung].flatMap(([key, on]) => entryOf(key, candidateOf(on, hanging))));
  const groups: Group[] = [];
  const held = new Set<Loose>();
  for (;;) {
    const best = leastOf([...candidates.values()], (a, b) => byMerit(a, b, hanging));
    if (!best) return { groups, alone: faults.filter((fault) => !held.has(fault)) };
    groups.push(best);
    for (const fault of best.faults) held.add(fault);
    // Only causes that lost faults to it explain less than before: looked at again, so that a whole province costs no square.
    for (const key of new Set(best.faults.flatMap(({ node }) => hanging.causesOf(node).map(keyOf)))) {
      const on = hung.get(key);
      if (!on) continue;
      const left = { cause: on.cause, faults: on.faults.filter((fault) => !held.has(fault)) };
      hung.set(key, left);
      candidates.delete(key);
      for (const [, candidate] of entryOf(key, candidateOf(left, hanging))) candidates.set(key, candidate);
    }
  }
}

function hungOn(faults: readonly Loose[], { causesOf }: Hanging): Map<string, { cause: Cause; faults: Loose[] }> {
  const hung = new Map<string, { cause: Cause; faults: Loose[] }>();
  for (const fault of faults)
    for (const cause of causesOf(fault.node)) {
      const known = hung.get(keyOf(cause));
      if (known) known.faults.push(fault);
      else hung.set(keyOf(cause), { cause, faults: [fault] });
    }
  return hung;
}

/** What a cause explains of the faults that hang on it, if it is one. */
function candidateOf({ cause, faults: all }: Group, { expected }: Hanging): Group | undefined {
  const together = mostWithin(all);
  const nodes = new Set(together.map(({ node }) => node)).size;
  const enough = nodes >= GROUP_NODES && nodes >= expected(cause) * GROUP_SHARE;
  if (enough) return { cause, faults: together };
  // Found when the gateway came back: what a commune lost meanwhile is one list, not one message each.
  const unseen = all.filter((fault) => fault.unseen);
  return cause.kind === 'commune' && unseen.length >= 2 ? { cause, faults: unseen } : undefined;
}

function entryOf(key: string, candidate: Group | undefined): [string, Group][] {
  return candidate ? [[key, candidate]] : [];
}

function leastOf<T>(items: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (least, one) => (least === undefined || compare(one, least) < 0 ? one : least),
    undefined,
  );
}

/** The most faults that begin within the window of each other; the earliest of several. `faults` are sorted by their beginning. */
function mostWithin(faults: readonly Loose[]): Loose[] {
  let best = { from: 0, to: 0 };
  for (let from = 0, to = 0; from < faults.length; from++) {
    while (to < faults.length && since(faults, to) - since(faults, from) <= GROUPING_MS) to++;
    if (to - from > best.to - best.from) best = { from, to };
  }
  return faults.slice(best.from, best.to);
}

function since(faults: readonly Loose[], index: number): number {
  return faults[index]?.since ?? 0;
}

function byMerit(a: Group, b: Group, { expected }: Hanging): number {
  const rank = (group: Group) =>
    (PREFERENCE[causeOf(group.faults.map(({ kind }) => kind))] ?? USUAL).indexOf(group.cause.kind);
  return (
    b.faults.length - a.faults.length ||
    expected(a.cause) - expected(b.cause) ||
    rank(a) - rank(b) ||
    (a.cause.id < b.cause.id ? -1 : 1)
  );
}

function keyOf({ kind, id }: Cause): string {
  return `${kind}/${id}`;
}

function bySince(a: Loose, b: Loose): number {
  return a.since - b.since || (a.id < b.id ? -1 : 1);
}
