// pure
import type { Target } from '../../protocol/api/broadcast.ts';

/** Which groups a programme follows, and the places named beside them. Its targets are always both together. */
export interface Following {
  readonly groups: readonly string[];
  readonly also: readonly Target[];
}

/** What is reached now: the places named one by one, then the members of each group; each place once, by its first mention. */
export function targetsOf(
  { groups, also }: Following,
  membersOf: (group: string) => readonly Target[] | undefined,
): Target[] {
  return distinctTargets([...also, ...groups.flatMap((group) => membersOf(group) ?? [])]);
}

/** Which places come and which go. */
export function differenceOf(
  before: readonly Target[],
  after: readonly Target[],
): { readonly added: Target[]; readonly removed: Target[] } {
  return { added: without(after, before), removed: without(before, after) };
}

export function distinctTargets(targets: readonly Target[]): Target[] {
  const first = new Map<string, Target>();
  for (const target of targets) if (!first.has(keyOf(target))) first.set(keyOf(target), target);
  return [...first.values()];
}

export function keyOf(target: Target): string {
  return 'area' in target ? `area ${target.area}` : `node ${target.node}`;
}

/** The places as somebody gives them who wants the same again. */
export function placesGiven(programme: {
  readonly targets: readonly Target[];
  readonly follows?: Following | undefined;
}): { targets: Target[]; groups?: string[] } {
  const { targets, follows } = programme;
  return follows ? { targets: [...follows.also], groups: [...follows.groups] } : { targets: [...targets] };
}

function without(targets: readonly Target[], others: readonly Target[]): Target[] {
  const known = new Set(others.map(keyOf));
  return targets.filter((target) => !known.has(keyOf(target)));
}
