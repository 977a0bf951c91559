// pure
/** A point as the API has it: latitude, longitude. */
export type OutlinePoint = [number, number];

export type OutlineFault =
  | { readonly what: 'few' | 'geojson' }
  | { readonly what: 'many' | 'outside' | 'unreadable' | 'crosses' | 'several'; readonly n: number };
export type ReadOutline = { readonly points: OutlinePoint[] } | { readonly fault: OutlineFault };

const MOST_POINTS = 200;
/** Vietnam with its islands, Trường Sa included. */
const VIETNAM = { south: 6, north: 24, west: 102, east: 118 };
const LINE = /^(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)[,;]?$/;

/**
 * The outline in a text: GeoJSON (RFC 7946: longitude first) with one Polygon without holes, or points one a line, latitude first. A last point
 * that repeats the first is left out, as are points said twice in a row. It must lie in Vietnam and not cross itself.
 */
export function readOutline(text: string): ReadOutline {
  const read = /^\s*[{[]/.test(text) ? pointsOfGeoJson(text) : pointsOfLines(text);
  if ('fault' in read) return read;
  const points = open(read.points);
  if (points.length < 3) return { fault: { what: 'few' } };
  if (points.length > MOST_POINTS) return { fault: { what: 'many', n: points.length } };
  const outside = points.findIndex(([latitude, longitude]) => !isInVietnam(latitude, longitude));
  if (outside >= 0) return { fault: { what: 'outside', n: outside + 1 } };
  const crossing = crossingOf(points);
  return crossing === undefined ? { points } : { fault: { what: 'crosses', n: crossing + 1 } };
}

/** As it is typed: one point a line. */
export function outlineText(points: readonly (readonly [number, number])[]): string {
  return points.map(([latitude, longitude]) => `${latitude}, ${longitude}`).join('\n');
}

function pointsOfLines(text: string): ReadOutline {
  const points: OutlinePoint[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, latitude, longitude] = LINE.exec(line.trim()) ?? [];
    if (latitude === undefined || longitude === undefined) return { fault: { what: 'unreadable', n: index + 1 } };
    points.push([Number(latitude), Number(longitude)]);
  }
  return { points };
}

function pointsOfGeoJson(text: string): ReadOutline {
  const rings = polygonsIn(parsed(text));
  if (rings.length > 1 || (rings[0]?.length ?? 1) > 1) return { fault: { what: 'several', n: rings.flat().length } };
  const ring = rings[0]?.[0];
  const points = ring?.map((place): OutlinePoint | undefined => {
    const [longitude, latitude] = Array.isArray(place) ? (place as unknown[]) : [];
    return typeof latitude === 'number' && typeof longitude === 'number' ? [latitude, longitude] : undefined;
  });
  if (!points || points.some((point) => point === undefined)) return { fault: { what: 'geojson' } };
  return { points: points.flatMap((point) => (point ? [point] : [])) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rings of each polygon, wherever it lies in what was exported. */
function polygonsIn(json: unknown): unknown[][][] {
  if (typeof json !== 'object' || json === null) return [];
  const { type, coordinates, geometry, features, geometries } = json as Record<string, unknown>; // any JSON object
  if (type === 'Polygon') return isList(coordinates) && coordinates.every(isList) ? [coordinates] : [];
  if (type === 'MultiPolygon')
    return isList(coordinates)
      ? coordinates.flatMap((rings) => polygonsIn({ type: 'Polygon', coordinates: rings }))
      : [];
  if (type === 'Feature') return polygonsIn(geometry);
  return [features, geometries].flatMap((list) => (isList(list) ? list.flatMap(polygonsIn) : []));
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function open(points: readonly OutlinePoint[]): OutlinePoint[] {
  const isSame = (a: OutlinePoint | undefined, b: OutlinePoint | undefined) => a?.[0] === b?.[0] && a?.[1] === b?.[1];
  const once = points.filter((point, index) => index === 0 || !isSame(point, points[index - 1]));
  return once.length > 1 && isSame(once[0], once.at(-1)) ? once.slice(0, -1) : once;
}

function isInVietnam(latitude: number, longitude: number): boolean {
  const { south, north, west, east } = VIETNAM;
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east;
}

/** The first point whose edge crosses or touches one that is not its neighbour. */
function crossingOf(points: readonly OutlinePoint[]): number | undefined {
  const count = points.length;
  const edge = (index: number) => [points[index], points[(index + 1) % count]] as [OutlinePoint, OutlinePoint];
  for (let one = 0; one < count; one++)
    for (let other = one + 2; other < count; other++) {
      if (one === 0 && other === count - 1) continue;
      if (doMeet(edge(one), edge(other))) return one;
    }
  return undefined;
}

function doMeet([a, b]: [OutlinePoint, OutlinePoint], [c, d]: [OutlinePoint, OutlinePoint]): boolean {
  const side = (p: OutlinePoint, q: OutlinePoint, r: OutlinePoint) =>
    Math.sign((q[1] - p[1]) * (r[0] - p[0]) - (q[0] - p[0]) * (r[1] - p[1]));
  const isOn = (p: OutlinePoint, q: OutlinePoint, r: OutlinePoint) =>
    side(p, q, r) === 0 &&
    Math.min(p[0], q[0]) <= r[0] &&
    r[0] <= Math.max(p[0], q[0]) &&
    Math.min(p[1], q[1]) <= r[1] &&
    r[1] <= Math.max(p[1], q[1]);
  if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
  return isOn(a, b, c) || isOn(a, b, d) || isOn(c, d, a) || isOn(c, d, b);
}

/** The picture of it: a path within `size`, north up, and how far it reaches in kilometres. */
export function drawn(
  points: readonly (readonly [number, number])[],
  size: number,
): { path: string; wideKm: number; highKm: number } {
  const latitudes = points.map(([latitude]) => latitude);
  const longitudes = points.map(([, longitude]) => longitude);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const [wide, high] = [(east - west) * narrow, north - south];
  const scale = (size - 8) / Math.max(wide, high, 1e-9);
  const at = ([latitude, longitude]: readonly [number, number]) => {
    const x = (size - wide * scale) / 2 + (longitude - west) * narrow * scale;
    const y = (size - high * scale) / 2 + (north - latitude) * scale;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const KM = 111.2;
  return { path: `M${points.map(at).join('L')}Z`, wideKm: wide * KM, highKm: high * KM };
}
