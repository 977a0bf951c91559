import type { Gateway } from '../../../gateway/gateway.ts';
import { printPath } from '../../../protocol/api/paths.ts';
import { fresh, type Place, SYSTEM } from './place.ts';
import { API, everywhere, get, hamlet, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

/** A node without horns, made for the call. */
async function ear({ nodes }: Gateway, place: Place): Promise<string> {
  const input = { hamlet: hamlet(place), code: fresh('CN'), place: '', technology: 'ip', horns: 0 } as const;
  return (await nodes.create(SYSTEM, input)).id;
}

/** Who sets nodes to listen, and who reads what they heard. */
export const LISTENING_ROWS: Rows = {
  [`GET ${API}/listeners`]: get((place) => `/listeners?area=${hamlet(place)}`, inHamlet),
  [`PUT ${API}/listeners/:node`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/listeners/${await ear(gateway, place)}`,
      body: { hamlet: hamlet(place) },
    }),
    reach: inHamlet,
  },
  [`DELETE ${API}/listeners/:node`]: {
    call: async (place, { gateway }) => {
      const node = await ear(gateway, place);
      await gateway.listeners.set(place.people.technician, node, hamlet(place));
      return { path: `${API}/listeners/${node}` };
    },
    ...{ reach: inHamlet, right: 204 },
  },
  [`GET ${API}/areas/:area/listening`]: get((place) => `/areas/${hamlet(place)}/listening?from=0&to=1000`, inHamlet),
  [`GET ${printPath(':recording')}`]: {
    call: async ({ recording }, { gateway }) => {
      await gateway.recordings.files.keepPrint(recording.sha256, new Uint8Array(12));
      return { path: printPath(recording.sha256) };
    },
    reach: everywhere('named by the hash of its content, and says less than the sound'),
  },
};
