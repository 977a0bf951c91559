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
