import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Place } from './place.ts';
import { API, commune, get, inCommune, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

const asked = async ({ remote }: Gateway, { people, node }: Place) =>
  (await remote.actions.act(people.technician, node, { key: ulid(), type: 'fetch-log' })).id;

/** Remote actions, self-tests, and the lines a device brings. */
export const REMOTE_ROWS: Rows = {
  [`POST ${API}/nodes/:id/actions`]: {
    // What everybody may who may anything here; that the rest is for engineers is the domain's rule (remote/actions.test.ts).
    call: ({ node }) => ({
      path: `${API}/nodes/${node}/actions`,
      body: { key: ulid(), type: 'volume', percent: 50 },
    }),
    ...{ reach: inHamlet, right: 202 },
  },
  [`GET ${API}/nodes/:id/actions`]: get(({ node }) => `/nodes/${node}/actions`, inHamlet),
  [`GET ${API}/actions/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/actions/${await asked(gateway, place)}` }),
    reach: inHamlet,
  },
  [`GET ${API}/nodes/:id/self-tests`]: get(({ node }) => `/nodes/${node}/self-tests?from=0&to=1000`, inHamlet),
  [`GET ${API}/nodes/:id/log`]: get(({ node }) => `/nodes/${node}/log`, inHamlet),
  [`POST ${API}/device/logs/:id`]: {
    call: async (place, { gateway }) => ({
      ...{ path: `${API}/device/logs/${await asked(gateway, place)}`, body: 'on the line' },
      headers: { 'content-type': 'text/plain' },
    }),
    ...{ reach: { own: 'a node brings the log it was asked for', refused: [403, 'not-asked'] }, right: 204 },
  },
  [`GET ${API}/areas/:area/self-test`]: get((place) => `/areas/${commune(place)}/self-test`, inCommune),
  [`PUT ${API}/areas/:area/self-test`]: {
    call: (place, { gateway }) => {
      const { area: _, ...settings } = gateway.selfTestSettings.shownAt(commune(place));
      return { path: `${API}/areas/${commune(place)}/self-test`, body: { ...settings, enabled: true, at: '09:00' } };
    },
    reach: inCommune,
  },
};
