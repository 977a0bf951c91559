import type { Roster, RosterNode } from '../protocol/roster.ts';

/** Who may connect, as the gateway last said. */
export interface RosterState {
  readonly version: number;
  readonly nodes: ReadonlyMap<string, RosterNode>;
}

export type RosterChange =
  | { readonly kind: 'applied'; readonly state: RosterState; readonly touched: ReadonlySet<string> | 'all' }
  | { readonly kind: 'unchanged' }
  /** A delta that does not continue what is known (nothing known, or the gateway went back): ask for the whole again. */
  | { readonly kind: 'need-full' };

/** What an answer of the gateway makes of the roster known so far. A full answer always counts, even with a lower version: the gateway may come from a backup. */
export function applyRoster(known: RosterState | undefined, answer: Roster): RosterChange {
  if (answer.full) {
    const nodes = new Map(answer.nodes.map((node) => [node.node, node]));
    return { kind: 'applied', state: { version: answer.version, nodes }, touched: 'all' };
  }
  if (!known || answer.version < known.version) return { kind: 'need-full' };
  if (answer.nodes.length === 0 && answer.removed.length === 0) {
    if (answer.version === known.version) return { kind: 'unchanged' };
    return { kind: 'applied', state: { ...known, version: answer.version }, touched: new Set() };
  }
  const nodes = new Map(known.nodes);
  for (const node of answer.removed) nodes.delete(node);
  for (const node of answer.nodes) nodes.set(node.node, node);
  const touched = new Set([...answer.removed, ...answer.nodes.map((node) => node.node)]);
  return { kind: 'applied', state: { version: answer.version, nodes }, touched };
}

/** The whole roster in the form in which the gateway serves it and the disk keeps it. */
export function wholeRoster(state: RosterState): Roster {
  return { version: state.version, full: true, nodes: [...state.nodes.values()], removed: [] };
}
