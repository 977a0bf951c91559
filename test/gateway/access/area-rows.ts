import { fresh } from './place.ts';
import { API, commune, csv, get, hamlet, inCommune, inHamlet, shown, wholeTable } from './row-words.ts';
import type { Rows } from './rows.ts';

/** The tree of areas and its stations. */
export const AREA_ROWS: Rows = {
  [`GET ${API}/areas`]: get(() => '/areas?limit=500', shown(hamlet, hamlet)),
  [`GET ${API}/areas/:id`]: get((place) => `/areas/${commune(place)}`, { touches: commune }),
  [`POST ${API}/areas`]: {
    call: (place) => ({
      path: `${API}/areas`,
      body: { kind: 'hamlet', name: fresh('Thôn mới'), parent: commune(place) },
    }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PATCH ${API}/areas/:id`]: {
    ...{ call: (place) => ({ path: `${API}/areas/${hamlet(place)}`, body: { households: 120 } }), reach: inHamlet },
  },
  [`GET ${API}/areas/:area/quiet-hours`]: get((place) => `/areas/${commune(place)}/quiet-hours`, inCommune),
  [`PUT ${API}/areas/:area/quiet-hours`]: {
    call: (place) => ({
      path: `${API}/areas/${commune(place)}/quiet-hours`,
      body: { windows: [{ from: '21:00', to: '05:00' }], reason: 'Theo quy chế' },
    }),
    reach: inCommune,
  },
  [`GET ${API}/areas/:area/allowed-hours`]: get((place) => `/areas/${commune(place)}/allowed-hours`, inCommune),
  [`PUT ${API}/areas/:area/allowed-hours`]: {
    call: (place) => ({
      path: `${API}/areas/${commune(place)}/allowed-hours`,
      body: { windows: [], reason: 'Theo quy chế' },
    }),
    reach: inCommune,
  },
  [`GET ${API}/areas/:area/broadcast-settings`]: get(
    (place) => `/areas/${commune(place)}/broadcast-settings`,
    inCommune,
  ),
  [`PUT ${API}/areas/:area/broadcast-settings`]: {
    call: (place) => ({
      path: `${API}/areas/${commune(place)}/broadcast-settings`,
      body: {
        ...{ volume: { emergency: 100, priority: 90, normal: 80 }, chime: {}, overrun: 'refuse', maxRunMinutes: 180 },
        ...{ stagger: { seconds: 0 }, reason: 'Theo quy chế' },
      },
    }),
    reach: inCommune,
  },
  [`GET ${API}/stations`]: get(
    () => '/stations?limit=500',
    shown((place) => `Đài ${place.commune.name}`),
  ),
  [`PUT ${API}/stations/:area`]: {
    call: (place) => ({
      path: `${API}/stations/${commune(place)}`,
      body: { name: `Đài ${place.commune.name}`, upgrade: 'none' },
    }),
    reach: inCommune,
  },
  [`POST ${API}/imports/areas`]: {
    call: ({ commune, hamlet }) =>
      csv('/imports/areas', `hamlet,commune,households\n${hamlet.name},${commune.name},121\n`),
    reach: { within: hamlet, ...wholeTable },
  },
  [`POST ${API}/imports/stations`]: {
    call: ({ commune }) => csv('/imports/stations', `commune,note\n${commune.name},mới\n`),
    reach: { within: commune, ...wholeTable },
  },
};
