// pure
import type { Circle, Point } from './cap-message.ts';

/** IUGG mean radius. */
const EARTH_KM = 6_371.0088;
/** A point of a circle or on an edge counts as inside; rounding of degrees shall not leave it out. */
const ON_EDGE = 1e-9;

/** Kilometres along a great circle (haversine). */
export function distanceKm(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const across = half(radians(b.latitude - a.latitude));
  const along =
    half(radians(b.longitude - a.longitude)) * Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude));
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(across + along)));
}

/** Radius 0 is the point itself (within a metre, for the rounding of degrees). */
export function isInCircle(point: Point, circle: Circle): boolean {
  return distanceKm(point, circle) <= Math.max(circle.radiusKm, 0.001);
}

/**
 * Inside a closed ring or on its edge, whichever way round it goes; where it crosses itself, by the even-odd rule. Straight
 * lines in degrees, as the polygons of Vietnam's size allow; a ring over the 180th meridian is none of ours.
 */
export function isInPolygon(point: Point, ring: readonly Point[]): boolean {
  let inside = false;
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1] as Point, ring[index] as Point];
    // Most edges lie wholly to the north or the south.
    if (Math.max(a.latitude, b.latitude) < point.latitude - ON_EDGE) continue;
    if (Math.min(a.latitude, b.latitude) > point.latitude + ON_EDGE) continue;
    if (isOnEdge(point, a, b)) return true;
    const crosses = a.latitude > point.latitude !== b.latitude > point.latitude;
    if (!crosses) continue;
    const share = (point.latitude - a.latitude) / (b.latitude - a.latitude);
    if (point.longitude < a.longitude + share * (b.longitude - a.longitude)) inside = !inside;
  }
  return inside;
}

function isOnEdge(point: Point, a: Point, b: Point): boolean {
  const [dx, dy] = [b.longitude - a.longitude, b.latitude - a.latitude];
  const [px, py] = [point.longitude - a.longitude, point.latitude - a.latitude];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(px, py) <= ON_EDGE;
  const along = (px * dx + py * dy) / length;
  const away = Math.abs(px * dy - py * dx) / length;
  return away <= ON_EDGE && along >= -ON_EDGE && along <= length + ON_EDGE;
}

/**
 * Does any of these shapes touch what a closed ring encloses? By the straight lines of both; of a polygon only the edges near the
 * ring are compared with it, so that a long outline over thousands of hamlets is one walk along it for each.
 */
export function isRingTouched(
  ring: readonly Point[],
  { polygon, circle }: { readonly polygon: readonly (readonly Point[])[]; readonly circle: readonly Circle[] },
): boolean {
  const box = boxOf(ring);
  return (
    polygon.some((one) => doRingsTouch(ring, box, one)) ||
    circle.some(
      (one) => mayReach(one, box) && (isInPolygon(one, ring) || edgesOf(ring).some(([a, b]) => isNear(one, a, b))),
    )
  );
}

type Edge = readonly [Point, Point];
interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

function doRingsTouch(ring: readonly Point[], box: Box, polygon: readonly Point[]): boolean {
  const near = edgesOf(polygon).filter((edge) => doBoxesMeet(boxOf(edge), box));
  const [first, other] = [ring[0], polygon[0]];
  if (!first || !other) return false;
  const own = near.length === 0 ? [] : edgesOf(ring);
  if (near.some(([a, b]) => own.some(([c, d]) => doCross(a, b, c, d)))) return true;
  // No line crosses: one lies wholly in the other, or both apart.
  return isInPolygon(first, polygon) || isInPolygon(other, ring);
}

function edgesOf(ring: readonly Point[]): Edge[] {
  return ring.slice(1).map((point, index) => [ring[index] as Point, point]);
}

function boxOf(points: readonly Point[]): Box {
  const box = { south: 90, north: -90, west: 180, east: -180 };
  for (const { latitude, longitude } of points) {
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
  }
  return box;
}

function doBoxesMeet(a: Box, b: Box): boolean {
  return a.south <= b.north && b.south <= a.north && a.west <= b.east && b.west <= a.east;
}

/** Most lie too far to the north or the south. */
function mayReach({ latitude, radiusKm }: Circle, { south, north }: Box): boolean {
  const reach = radiusKm / 110 + 0.001;
  return latitude + reach >= south && latitude - reach <= north;
}

function doCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (from: Point, to: Point, point: Point) =>
    Math.sign(
      (to.longitude - from.longitude) * (point.latitude - from.latitude) -
        (to.latitude - from.latitude) * (point.longitude - from.longitude),
    );
  if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
  return isOnEdge(c, a, b) || isOnEdge(d, a, b) || isOnEdge(a, c, d) || isOnEdge(b, c, d);
}

/** Is a point of the edge within the circle? Flat around its middle, as its few kilometres allow. */
function isNear(circle: Circle, a: Point, b: Point): boolean {
  const wide = Math.cos((circle.latitude * Math.PI) / 180);
  const from = (point: Point) =>
    [(point.longitude - circle.longitude) * wide, point.latitude - circle.latitude] as const;
  const [[ax, ay], [bx, by]] = [from(a), from(b)];
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / length));
  const nearest = {
    latitude: circle.latitude + ay + share * (by - ay),
    longitude: circle.longitude + (ax + share * (bx - ax)) / wide,
  };
  return isInCircle(nearest, circle);
}
