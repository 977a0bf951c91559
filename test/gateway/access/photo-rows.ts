import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import { makeNode, type Place } from './place.ts';
import { API, hamlet, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

const JPEG = Buffer.from('ffd8ffda0002', 'hex');

/** A node of the place, and a photo that its technician has sent. */
async function photographed(gateway: Gateway, place: Place): Promise<{ path: string; sha256: string }> {
  const bytes = Buffer.concat([JPEG, Buffer.from(ulid())]);
  const { sha256 } = await gateway.attachments.add(place.people.technician, 'cot.jpg', bytes);
  return { path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}/photos`, sha256 };
}

/** Photos of how nodes hang. */
export const PHOTO_ROWS: Rows = {
  [`GET ${API}/nodes/:id/photos`]: {
    call: async (place, { gateway }) => ({ path: (await photographed(gateway, place)).path }),
    reach: inHamlet,
  },
  [`POST ${API}/nodes/:id/photos`]: {
    call: async (place, { gateway }) => {
      const { path, sha256 } = await photographed(gateway, place);
      return { path, body: { key: ulid(), photos: [sha256] } };
    },
    reach: inHamlet,
  },
};
