import type { NodeCounts } from '../../protocol/api/fleet.ts';
import type { FaultKind } from '../../protocol/faults.ts';
import { isInGroup, NODE_GROUPS } from '../../protocol/nodes.ts';
import { isClockOff, type NodeStands } from './standing.ts';

const counted = new WeakMap<readonly NodeStands[], NodeCounts>();

/** What the chips say, firmware and clock at a glance; counted once for a list that is asked for again. */
export function countsOf(nodes: readonly NodeStands[]): NodeCounts {
  const known = counted.get(nodes);
  if (known) return known;
  const counts = count(nodes);
  counted.set(nodes, counts);
  return counts;
}

function count(nodes: readonly NodeStands[]): NodeCounts {
  const groups = { all: 0, silent: 0, mute: 0, unsteady: 0, maintenance: 0, 'not-enrolled': 0 };
  const states = { online: 0, offline: 0, unobserved: 0, maintenance: 0 };
  const faults = new Map<FaultKind, number>();
  const firmware = new Map<string, number>();
  let clockOff = 0;
  let clockKnown = 0;
  for (const one of nodes) {
    for (const group of NODE_GROUPS) if (isInGroup(one, group)) groups[group]++;
    states[one.presence]++;
    for (const kind of one.faults ?? []) faults.set(kind, (faults.get(kind) ?? 0) + 1);
    const version = one.node.firmware ?? '';
    firmware.set(version, (firmware.get(version) ?? 0) + 1);
    if (one.clockErrorMs !== undefined) clockKnown++;
    if (isClockOff(one)) clockOff++;
  }
  return {
    ...{ total: nodes.length, groups, states, clockOff, clockKnown },
    faults: mostFirst(faults).map(([kind, nodes]) => ({ kind, nodes })),
    firmware: mostFirst(firmware).map(([version, nodes]) => ({ version, nodes })),
  };
}

function mostFirst<Key>(counts: ReadonlyMap<Key, number>): [Key, number][] {
  return [...counts].sort(([, a], [, b]) => b - a);
}
