// pure
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_M = 6_371_000;

/** Metres along a great circle (haversine). */
export function distanceM(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const across = half(radians(b.latitude - a.latitude));
  const along =
    half(radians(b.longitude - a.longitude)) * Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude));
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(across + along)));
}

export function positionOf(one: {
  latitude?: number | undefined;
  longitude?: number | undefined;
}): Position | undefined {
  const { latitude, longitude } = one;
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

/** Where many things are, as one point. */
export function centre(positions: readonly Position[]): Position | undefined {
  if (positions.length === 0) return undefined;
  const mean = (of: (one: Position) => number) => positions.reduce((sum, one) => sum + of(one), 0) / positions.length;
  return { latitude: mean((one) => one.latitude), longitude: mean((one) => one.longitude) };
}
