import type { Place } from './place.ts';
import { API, commune, get, inCommune } from './row-words.ts';
import type { Rows } from './rows.ts';
import type { World } from './world.ts';

const WINDOW = { from: '2026-11-01', to: '2026-11-22' };

const made = new Map<string, Promise<string>>();
/** A dossier ordered once for each place; nobody makes it here, since the gateway is not started. */
function ordered(place: Place, { gateway }: World): Promise<string> {
  const known =
    made.get(place.commune.id) ??
    gateway.dossiers
      .order(place.people.approver, { area: commune(place), ...WINDOW, parts: ['csv'] })
      .then(({ id }) => id);
  made.set(place.commune.id, known);
  return known;
}

/** Dossiers, and what anybody may ask of a code. */
export const DOSSIER_ROWS: Rows = {
  [`POST ${API}/dossiers`]: {
    call: async (place, world) => {
      await ordered(place, world);
      return { path: `${API}/dossiers`, body: { area: commune(place), from: '2026-11-22', to: '2026-11-01' } };
    },
    ...{ reach: inCommune, right: [422, 'bad-window'] },
    because: 'every order is kept for good and only so many wait at once; one that cannot be shows who may ask',
  },
  [`GET ${API}/dossiers`]: get((place) => `/dossiers?area=${commune(place)}`, inCommune),
  [`GET ${API}/dossiers/:id`]: {
    call: async (place, world) => ({ path: `${API}/dossiers/${await ordered(place, world)}` }),
    reach: inCommune,
  },
  [`GET ${API}/dossiers/:id/files/:name`]: {
    call: async (place, world) => ({ path: `${API}/dossiers/${await ordered(place, world)}/files/dossier.zip` }),
    ...{ reach: inCommune, right: [422, 'dossier-not-ready'] },
    because: 'the gateway of the matrix is not started, so that nothing is made',
  },
  [`GET ${API}/verification/:code`]: {
    call: () => ({ path: `${API}/verification/0000-0000-0000` }),
    reach: {
      everywhere: 'whoever holds the paper may ask whether it is genuine; it tells hashes and names, no evidence',
    },
    ...{ right: [404, 'no-such-code'], because: 'no dossier has this code' },
  },
};
