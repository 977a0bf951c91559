// pure
import type { MapBox, MapCluster, NodeMap } from '../../protocol/api/fleet.ts';
import { FLEET_MEANINGS, type FleetMeaning } from '../../protocol/nodes.ts';

/** A node as the map knows it. */
export interface Placed {
  readonly id: string;
  readonly code: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly meaning: FleetMeaning;
  readonly hamlet: string;
  readonly commune: string;
}

export interface MapNames {
  /** Name of an area. */
  readonly nameOf: (area: string) => string;
}

/** So many nodes are shown one by one; of more the eye sees a blot, and the answer would outgrow 30 kB. */
export const SINGLE_NODES = 500;
const MOST_CLUSTERS = 200;
const MAX_ZOOM = 20;
/** Cells of the grid across a window of the size that a zoom stands for (360° at zoom 0, half of it with each further). */
const CELLS_ACROSS = 8;

/** What is in view: the nodes where they are few, clusters of a grid where they are many. Without a box, everything. */
export function mapOf(
  placed: readonly Placed[],
  { nameOf }: MapNames,
  asked: { readonly box?: MapBox | undefined; readonly zoom?: number | undefined },
): Omit<NodeMap, 'unplaced'> {
  const box = asked.box ?? boxAround(placed);
  const inside = placed.filter((one) => isInside(one, box));
  let zoom = asked.zoom ?? zoomOf(box);
  const answer = { box, inView: inside.length };
  if (inside.length <= SINGLE_NODES)
    return {
      ...{ ...answer, zoom, clusters: [] },
      nodes: inside.map(({ id, code, latitude, longitude, meaning, hamlet }) => ({
        ...{ id, code, latitude, longitude, meaning, hamletName: nameOf(hamlet) },
      })),
    };
  let cells = gridOf(inside, zoom);
  // A box far wider than its zoom says: a coarser grid, so that the answer stays small.
  while (cells.length > MOST_CLUSTERS && zoom > 0) cells = gridOf(inside, --zoom);
  return { ...answer, zoom, nodes: [], clusters: cells.map((cell) => clusterOf(cell, nameOf)) };
}

/** Nodes by the cell of the grid they lie in, the same cells whatever the box: clusters do not jump when the map is moved. */
function gridOf(placed: readonly Placed[], zoom: number): Placed[][] {
  const size = 360 / 2 ** zoom / CELLS_ACROSS;
  const cells = new Map<string, Placed[]>();
  for (const one of placed) {
    const key = `${Math.floor(one.latitude / size)} ${Math.floor(one.longitude / size)}`;
    const cell = cells.get(key);
    if (cell) cell.push(one);
    else cells.set(key, [one]);
  }
  return [...cells.values()];
}

function clusterOf(nodes: readonly Placed[], nameOf: MapNames['nameOf']): MapCluster {
  const counts: Partial<Record<FleetMeaning, number>> = {};
  for (const { meaning } of nodes) counts[meaning] = (counts[meaning] ?? 0) + 1;
  const area = common(nodes, ({ hamlet }) => hamlet) ?? common(nodes, ({ commune }) => commune);
  return {
    latitude: round(nodes.reduce((sum, { latitude }) => sum + latitude, 0) / nodes.length),
    longitude: round(nodes.reduce((sum, { longitude }) => sum + longitude, 0) / nodes.length),
    ...{ nodes: nodes.length, counts },
    worst: FLEET_MEANINGS.find((meaning) => counts[meaning] !== undefined) ?? 'unknown',
    ...(area === undefined ? {} : { area, name: nameOf(area) }),
  };
}

function common(nodes: readonly Placed[], of: (node: Placed) => string): string | undefined {
  const [first] = nodes;
  const value = first && of(first);
  return nodes.every((node) => of(node) === value) ? value : undefined;
}

function boxAround(placed: readonly Placed[]): MapBox {
  if (placed.length === 0) return VIETNAM;
  const box = { south: 90, west: 180, north: -90, east: -180 };
  for (const { latitude, longitude } of placed) {
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
  }
  return box;
}

const VIETNAM: MapBox = { south: 8, west: 102, north: 23.5, east: 110 };

/** The zoom whose window the box fills. */
function zoomOf({ south, west, north, east }: MapBox): number {
  const span = Math.max(east - west, north - south, 360 / 2 ** MAX_ZOOM);
  return Math.max(0, Math.min(MAX_ZOOM, Math.floor(Math.log2(360 / span))));
}

function isInside({ latitude, longitude }: Placed, { south, west, north, east }: MapBox): boolean {
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east;
}

/** A ten-thousandth of a degree is eleven metres: enough for the middle of many. */
function round(degrees: number): number {
  return Math.round(degrees * 1e4) / 1e4;
}
