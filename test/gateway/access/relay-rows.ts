import type { Gateway } from '../../../gateway/gateway.ts';
import { fresh, makeRelay, type Place, STATION_URL } from './place.ts';
import { API, commune, everywhere, get, hidden, inCommune, shown } from './row-words.ts';
import type { Rows } from './rows.ts';

/** Made for the call, and taken away before the commune has too many. */
async function another(gateway: Gateway, place: Place): Promise<string> {
  for (const { id, area } of gateway.relays.stations.all())
    if (area === place.commune.id && id !== place.relay) await gateway.relays.delete(place.maker, id);
  return makeRelay(gateway, place);
}

/** Who keeps the stations that are passed on, and who may hear them. */
export const RELAY_ROWS: Rows = {
  [`GET ${API}/relays`]: get(
    () => '/relays',
    shown((place) => place.relay),
  ),
  [`POST ${API}/relays`]: {
    call: async (place, { gateway }) => {
      await another(gateway, place);
      return { path: `${API}/relays`, body: { name: fresh('VOV'), url: STATION_URL, area: commune(place) } };
    },
    ...{ reach: inCommune, right: 201 },
  },
  [`PATCH ${API}/relays/:id`]: {
    call: ({ relay }) => ({ path: `${API}/relays/${relay}`, body: { name: 'VOV2' } }),
    reach: hidden('no-such-relay'),
  },
  [`DELETE ${API}/relays/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/relays/${await another(gateway, place)}` }),
    ...{ reach: hidden('no-such-relay'), right: 204 },
  },
  [`POST ${API}/relays/:id/check`]: {
    call: ({ relay }) => ({ path: `${API}/relays/${relay}/check` }),
    reach: hidden('no-such-relay'),
  },
  [`GET ${API}/relays/:id/events`]: get(({ relay }) => `/relays/${relay}/events`, hidden('no-such-relay')),
  [`GET ${API}/relays/:id/stream.mp3`]: {
    call: () => ({ path: `${API}/relays/01ARZ3NDEKTSV4RRFFQ69G5FAV/stream.mp3` }),
    ...{
      reach: everywhere(
        'people hear what they see in the list (relays/routes.test.ts); a plan may name it to any node',
      ),
    },
    right: [404, 'no-such-relay'],
    because: 'the sound of a station has no end',
  },
};
