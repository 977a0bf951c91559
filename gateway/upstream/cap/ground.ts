import type { AreaTree } from '../../areas/area-tree.ts';
import type { Roster } from '../../nodes/roster.ts';
import { type Ground, namesIn } from './alert-areas.ts';
import type { Point } from './cap-message.ts';

/** Every commune that these areas reach, in part or whole. */
export function communesUnder(tree: Pick<AreaTree, 'communeOf' | 'hamletsUnder'>, areas: readonly string[]): string[] {
  const communes = areas.flatMap(
    (area) => tree.communeOf(area) ?? tree.hamletsUnder(area).map(({ id }) => tree.communeOf(id) ?? id),
  );
  return [...new Set(communes)];
}

/**
 * Our own areas as an alert is compared with them. Of a hamlet counts its outline, else its own point, else where its loudspeakers
 * stand; one of which nothing of these is known cannot be found by a shape.
 */
export function groundOf({ tree, roster }: { tree: AreaTree; roster: Roster }, scope: readonly string[]): Ground {
  const own = new Map<string, (Point & { hamlet: string })[]>();
  for (const { latitude, longitude, hamlet, listensTo } of roster.all()) {
    if (listensTo !== undefined || latitude === undefined || longitude === undefined) continue;
    const there = own.get(hamlet) ?? [];
    there.push({ latitude, longitude, hamlet });
    own.set(hamlet, there);
  }
  const positions: (Point & { hamlet: string })[] = [];
  const outlines: Ground['outlines'][number][] = [];
  const unplaced: string[] = [];
  for (const id of new Set(scope.flatMap((area) => tree.hamletsUnder(area).map((hamlet) => hamlet.id)))) {
    const { latitude, longitude, outline } = tree.get(id) ?? {};
    const nodes = own.get(id);
    if (outline) outlines.push({ hamlet: id, ring: closed(outline) });
    else if (latitude !== undefined && longitude !== undefined) positions.push({ latitude, longitude, hamlet: id });
    else if (nodes) positions.push(...nodes);
    else unplaced.push(id);
  }
  let names: ReturnType<typeof namesIn> | undefined;
  const lasting = () => tree.all().filter(({ id, validTo }) => validTo === undefined && tree.isWithin(id, scope));
  return {
    named: (text) => {
      names ??= namesIn(lasting());
      return names(text);
    },
    get: (id) => tree.get(id),
    coded: (code) => tree.coded(code),
    all: () => tree.all(),
    hamletsUnder: (area) => tree.hamletsUnder(area),
    isWithin: (area, within) => tree.isWithin(area, within),
    ...{ positions, outlines, unplaced },
  };
}

function closed(outline: readonly (readonly [number, number])[]): Point[] {
  const ring = outline.map(([latitude, longitude]) => ({ latitude, longitude }));
  const [first, last] = [ring[0], ring.at(-1)];
  const isClosed = first?.latitude === last?.latitude && first?.longitude === last?.longitude;
  return first && !isClosed ? [...ring, first] : ring;
}
