import { fresh } from './place.ts';
import { API, commune, get, hamlet, inCommune, shown } from './row-words.ts';
import type { Rows } from './rows.ts';

/** Faults, their causes, and what people named as such. */
export const FAULT_ROWS: Rows = {
  [`GET ${API}/faults`]: get(
    () => '/faults?limit=500',
    shown((place) => place.fault, hamlet, 'within'),
  ),
  [`GET ${API}/incidents`]: get(
    () => '/incidents?limit=500',
    shown((place) => place.incident, hamlet, 'within'),
  ),
  [`GET ${API}/parents`]: get(
    () => '/parents',
    shown((place) => place.parent, commune, 'within'),
  ),
  [`POST ${API}/parents`]: {
    call: (place) => ({
      path: `${API}/parents`,
      body: { kind: 'uplink', name: fresh('Cột sóng'), area: commune(place), nodes: [place.node] },
    }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PATCH ${API}/parents/:id`]: {
    call: ({ parent }) => ({ path: `${API}/parents/${parent}`, body: { name: fresh('Cột') } }),
    reach: inCommune,
  },
  [`DELETE ${API}/parents/:id`]: {
    call: async (place, { gateway }) => {
      const made = { kind: 'feeder', name: fresh('Lộ'), area: commune(place), nodes: [] } as const;
      const { id } = await gateway.parents.create(place.people.technician, made);
      return { path: `${API}/parents/${id}` };
    },
    ...{ reach: inCommune, right: 204 },
  },
};
