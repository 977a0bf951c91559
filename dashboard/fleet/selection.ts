// pure
import type { Query } from '../data/paths.ts';

/** Which rows of the fleet something is asked of: some by hand, or all that the filters find. */
export type Selection = { readonly kind: 'some'; readonly ids: ReadonlySet<string> } | { readonly kind: 'all' };

export const NONE: Selection = { kind: 'some', ids: new Set() };
/** As many as fit into an address; who wants more takes all of a filter. */
export const MOST_BY_HAND = 200;

export function isChosen(selection: Selection, id: string): boolean {
  return selection.kind === 'all' || selection.ids.has(id);
}

/** All of the filter stay chosen until somebody begins anew: a row cannot be taken out of them, and its box says so. */
export function toggled(selection: Selection, ids: readonly string[], on: boolean): Selection {
  if (selection.kind === 'all') return selection;
  const next = new Set(selection.ids);
  for (const id of ids) {
    if (!on) next.delete(id);
    else if (next.size < MOST_BY_HAND) next.add(id);
  }
  return { kind: 'some', ids: next };
}

/** No more rows can be taken one by one. */
export function isFull(selection: Selection): boolean {
  return selection.kind === 'some' && selection.ids.size >= MOST_BY_HAND;
}

/** The place whose nodes these are, all of them and no others: a slip is written for it. Undefined where another filter holds too. */
export function wholePlace(
  list: Query,
  area: { readonly id: string; readonly kind: string; readonly parent?: string | undefined } | undefined,
): { readonly commune: string; readonly hamlet: string } | undefined {
  const isNarrowed = Object.entries(list).some(
    ([name, value]) => name !== 'area' && name !== 'sort' && value !== undefined,
  );
  if (isNarrowed || !area || list.area !== area.id) return undefined;
  if (area.kind === 'commune') return { commune: area.id, hamlet: '' };
  return area.kind === 'hamlet' && area.parent !== undefined ? { commune: area.parent, hamlet: area.id } : undefined;
}

export function countOf(selection: Selection, total: number): number {
  return selection.kind === 'all' ? total : selection.ids.size;
}

/** The filter that finds exactly what is chosen. */
export function filterOf(selection: Selection, list: Query): Query {
  return selection.kind === 'all' ? list : { only: [...selection.ids].join(','), sort: list.sort };
}

/** As a body carries it: everything as it would stand in an address. */
export function asTexts(filter: Query): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
