// pure
import type { Area } from '../../../protocol/api/areas.ts';
import { foldForSearch } from '../../../protocol/vietnamese.ts';
import type { CapArea, Point } from './cap-message.ts';
import { isInCircle, isInPolygon, isRingTouched } from './geometry.ts';

/** What an alert's areas are found in: our own, as they are today. */
export interface Ground {
  get(id: string): Area | undefined;
  coded(code: string): readonly Area[];
  all(): readonly Area[];
  hamletsUnder(area: string): readonly Area[];
  isWithin(area: string, scope: readonly string[]): boolean;
  /** Those that last, within the scope, whose name or unit and name this is, accents or not. */
  named(text: string): readonly Area[];
  /** Where hamlets are: their own point, or where their loudspeakers stand. */
  readonly positions: readonly (Point & { readonly hamlet: string })[];
  /** How far hamlets reach, of which that is known: closed rings. */
  readonly outlines: readonly { readonly hamlet: string; readonly ring: readonly Point[] }[];
  /** Hamlets within the scope of which neither is known. */
  readonly unplaced: readonly string[];
}

/**
 * The hamlets that areas of CAP mean, of those within `scope`: for each all that its geocodes name and all that its circles and
 * polygons touch (CAP 1.2 §3.2.4: together). Only an area that has none of these is
 * looked for by its name, and only when that name is the only one of its kind.
 */
export function hamletsOf(
  areas: readonly CapArea[],
  ground: Ground,
  scope: readonly string[],
  geocodes: readonly string[],
): string[] {
  const names = geocodes.map(foldForSearch);
  // Each place once: a message may name the same one a thousand times.
  const found = new Set(areas.flatMap((area) => placesOf(area, ground, names)));
  const hamlets = new Set([...found].flatMap((id) => ground.hamletsUnder(id).map((hamlet) => hamlet.id)));
  return [...hamlets].filter((hamlet) => ground.isWithin(hamlet, scope));
}

function placesOf(area: CapArea, ground: Ground, names: readonly string[]): string[] {
  const known = area.geocode.filter(({ valueName }) => names.includes(foldForSearch(valueName)));
  const hasPlace = known.length > 0 || area.polygon.length > 0 || area.circle.length > 0;
  if (!hasPlace) return named(area.areaDesc, ground);
  const codes = new Set(known.map(({ value }) => value.trim()));
  return [...[...codes].flatMap((code) => coded(code, ground)), ...inShapes(area, ground)];
}

/** By id or official code; a code of an area that has ended means those that came after it. */
function coded(code: string, ground: Ground): string[] {
  const found = ground.get(code) ? [ground.get(code)] : ground.coded(code);
  return found.flatMap((area) => (area ? today(area, ground, 8) : []));
}

function today(area: Area, ground: Ground, depth: number): string[] {
  if (area.validTo === undefined || depth === 0) return [area.id];
  const after = ground.all().filter(({ predecessors }) => predecessors.includes(area.id));
  return after.flatMap((one) => today(one, ground, depth - 1));
}

function inShapes({ polygon, circle }: CapArea, { positions, outlines }: Ground): string[] {
  if (polygon.length === 0 && circle.length === 0) return [];
  const inside = positions.filter(
    (point) => circle.some((one) => isInCircle(point, one)) || polygon.some((one) => isInPolygon(point, one)),
  );
  const touched = outlines.filter(({ ring }) => isRingTouched(ring, { polygon, circle }));
  return [...new Set([...inside, ...touched].map(({ hamlet }) => hamlet))];
}

/** «Xã An Hòa, huyện …», «An Hòa; Bình Lộc»: each part that is the name of exactly one area of ours. */
function named(areaDesc: string, ground: Ground): string[] {
  const unique = (text: string) => {
    const found = ground.named(text);
    return found.length === 1 ? found : [];
  };
  const [whole] = unique(areaDesc);
  if (whole) return [whole.id];
  const found = new Set(areaDesc.split(/[;,\n]/).flatMap((part) => unique(part.trim()).map(({ id }) => id)));
  // «Xã An Hòa, tỉnh Nghệ An» means the commune: what holds another part is only where that lies.
  const holding = new Set([...found].flatMap((id) => ancestorsOf(id, ground)));
  return [...found].filter((id) => !holding.has(id));
}

function ancestorsOf(id: string, ground: Ground): string[] {
  const parent = ground.get(id)?.parent;
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, ground)];
}

/** Looked up in areas by name: unit and name go before the name alone. */
export function namesIn(areas: readonly Area[]): (text: string) => readonly Area[] {
  const whole = new Map<string, Area[]>();
  const bare = new Map<string, Area[]>();
  const put = (map: Map<string, Area[]>, name: string, area: Area) => {
    const same = map.get(foldForSearch(name)) ?? [];
    same.push(area);
    map.set(foldForSearch(name), same);
  };
  for (const area of areas) {
    if (area.unit !== undefined) put(whole, `${area.unit} ${area.name}`, area);
    put(bare, area.name, area);
  }
  return (text) => whole.get(foldForSearch(text)) ?? bare.get(foldForSearch(text)) ?? [];
}

/** The same hamlets as few areas of `scope`: a commune all of whose hamlets are meant stands for them, and so does a province. */
export function fewest(hamlets: readonly string[], ground: Ground, scope: readonly string[]): string[] {
  const meant = new Set(hamlets);
  const found: string[] = [];
  const cover = (area: Area): boolean =>
    ground.isWithin(area.id, scope) && ground.hamletsUnder(area.id).every(({ id }) => meant.has(id));
  const parents = new Map<string, string[]>();
  for (const hamlet of meant) {
    const parent = ground.get(hamlet)?.parent ?? '';
    parents.set(parent, [...(parents.get(parent) ?? []), hamlet]);
  }
  const communes: string[] = [];
  for (const [parent, members] of parents) {
    const commune = ground.get(parent);
    if (commune && cover(commune)) communes.push(commune.id);
    else found.push(...members);
  }
  const provinces = new Set(communes.flatMap((commune) => ground.get(commune)?.parent ?? []));
  const whole = [...provinces].filter((province) => {
    const area = ground.get(province);
    return area !== undefined && cover(area);
  });
  return [...found, ...whole, ...communes.filter((commune) => !ground.isWithin(commune, whole))];
}
