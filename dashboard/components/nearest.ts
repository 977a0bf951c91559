// pure
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_M = 6_371_000;
const RADIANS = Math.PI / 180;

/** Metres between two positions near each other (equirectangular: good to a per mille within a province). */
export function metresBetween(a: Position, b: Position): number {
  const x = (b.longitude - a.longitude) * RADIANS * Math.cos(((a.latitude + b.latitude) / 2) * RADIANS);
  const y = (b.latitude - a.latitude) * RADIANS;
  return Math.hypot(x, y) * EARTH_M;
}

/** How far the nearest node of each hamlet hangs from here; hamlets whose nodes have no coordinates are left out. */
export function hamletDistances(
  here: Position,
  nodes: readonly { hamlet: string; latitude?: number | undefined; longitude?: number | undefined }[],
): Map<string, number> {
  const found = new Map<string, number>();
  for (const { hamlet, latitude, longitude } of nodes) {
    if (latitude === undefined || longitude === undefined) continue;
    const metres = metresBetween(here, { latitude, longitude });
    found.set(hamlet, Math.min(metres, found.get(hamlet) ?? Number.POSITIVE_INFINITY));
  }
  return found;
}
