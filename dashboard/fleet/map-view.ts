import type { MapBox } from '../../protocol/api/fleet.ts';

/** Size of the drawing in its own units. */
export const MAP = { width: 960, height: 560 };
const MIN_ZOOM = 4;
const MAX_ZOOM = 18;

/** What is looked at: the middle, and how near; each zoom shows half of the one before. */
export interface MapView {
  readonly latitude: number;
  readonly longitude: number;
  readonly zoom: number;
}

/** The view that shows the whole box with some air around it. */
export function viewOf({ south, west, north, east }: MapBox): MapView {
  const latitude = (south + north) / 2;
  const across = Math.max(east - west, ((north - south) / squeeze(latitude)) * (MAP.width / MAP.height), 0.002) * 1.15;
  return { latitude, longitude: (west + east) / 2, zoom: clamp(Math.log2(360 / across)) };
}

export function boxOf(view: MapView): MapBox {
  const across = 360 / 2 ** view.zoom / 2;
  const up = across * (MAP.height / MAP.width) * squeeze(view.latitude);
  return {
    south: view.latitude - up,
    west: view.longitude - across,
    north: view.latitude + up,
    east: view.longitude + across,
  };
}

/** Where a place lies in the drawing. */
export function pointOf(view: MapView, latitude: number, longitude: number): { x: number; y: number } {
  const perDegree = unitsPerDegree(view);
  return {
    x: MAP.width / 2 + (longitude - view.longitude) * perDegree,
    y: MAP.height / 2 - ((latitude - view.latitude) * perDegree) / squeeze(view.latitude),
  };
}

/** Moves by shares of what is shown, eastwards and northwards. */
export function moved(view: MapView, east: number, north: number): MapView {
  const box = boxOf(view);
  return {
    ...view,
    latitude: view.latitude + (box.north - box.south) * north,
    longitude: view.longitude + (box.east - box.west) * east,
  };
}

export function zoomed(view: MapView, by: number): MapView {
  return { ...view, zoom: clamp(view.zoom + by) };
}

/** A round length that fits a sixth of the drawing, and how long it is there. */
export function scaleOf(view: MapView): { metres: number; width: number } {
  const perMetre = unitsPerDegree(view) / (111_320 * squeeze(view.latitude));
  const most = MAP.width / 6 / perMetre;
  const ten = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((step) => step * ten).find((length) => length <= most) ?? ten;
  return { metres, width: metres * perMetre };
}

function unitsPerDegree({ zoom }: MapView): number {
  return (MAP.width * 2 ** zoom) / 360;
}

/** A degree of longitude is shorter than one of latitude by this. */
function squeeze(latitude: number): number {
  return Math.cos((latitude * Math.PI) / 180);
}

function clamp(zoom: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
}
