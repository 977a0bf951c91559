// pure
import type { Target } from '../../protocol/api/broadcast.ts';
import type { SourceLevel } from '../../protocol/classes.ts';
import type { Audience } from '../../protocol/messages/downlink.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Person } from '../http/app.ts';
import type { Roster } from '../nodes/roster.ts';
import type { Reach } from './reach.ts';

/** Whom one command addresses, and the nodes that are told by it. */
export interface Addressees {
  readonly audience: Audience;
  readonly members: readonly string[];
}

/** One command a whole area, one a single node; a node that an area covers already is not told twice. */
export function audiencesOf(
  tree: Pick<AreaTree, 'isWithin'>,
  reach: Pick<Reach, 'nodesOf'>,
  targets: readonly Target[],
): Addressees[] {
  const areas = [...new Set(targets.flatMap((target) => ('area' in target ? [target.area] : [])))];
  const outermost = areas.filter((area) => !areas.some((other) => other !== area && tree.isWithin(area, [other])));
  const told = new Set<string>();
  const audiences: Addressees[] = [];
  for (const one of [...outermost.map((area) => ({ area })), ...targets.filter((target) => 'node' in target)]) {
    const members = reach
      .nodesOf([one])
      .map((node) => node.id)
      .filter((node) => !told.has(node));
    for (const node of members) told.add(node);
    const audience = 'area' in one ? { group: one.area } : { node: one.node };
    if (members.length > 0) audiences.push({ audience, members });
  }
  return audiences;
}

/** The person's own area in whose name this is said: the one that holds the first target. */
export function speaksFor(
  { tree, roster }: { readonly tree: Pick<AreaTree, 'isWithin'>; readonly roster: Pick<Roster, 'get'> },
  person: Person,
  [first]: readonly Target[],
): string | undefined {
  if (!first) return undefined;
  const place = 'area' in first ? first.area : roster.get(first.node)?.hamlet;
  return person.areas.find((own) => place !== undefined && tree.isWithin(place, [own]));
}

/** The smallest area that holds every target, as far as the person reaches: whose it is what is said. */
export function ownerOf(
  parts: Parameters<typeof speaksFor>[0] & { readonly tree: Pick<AreaTree, 'smallestOver'> },
  reach: Pick<Reach, 'areasOf'>,
  person: Person,
  targets: readonly Target[],
): string {
  const areas = reach.areasOf(targets);
  const common = parts.tree.smallestOver(areas);
  return common !== undefined && parts.tree.isWithin(common, person.areas)
    ? common
    : (speaksFor(parts, person, targets) ?? areas[0] ?? '');
}

/** Somebody who speaks at a level of its own, whatever areas it was let into: a system above. Anybody else speaks for an area. */
export interface Speaker extends Person {
  readonly level?: SourceLevel | undefined;
}

/** At which level of the pre-emption table this speaker says something to these places. */
export function levelSpoken(
  parts: Parameters<typeof speaksFor>[0] & { readonly tree: Pick<AreaTree, 'get'> },
  speaker: Speaker,
  targets: readonly Target[],
): SourceLevel {
  return speaker.level ?? parts.tree.get(speaksFor(parts, speaker, targets) ?? '')?.kind ?? 'hamlet';
}
