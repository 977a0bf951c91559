import { ulid } from 'ulid';
import { putRollout } from '../../../gateway/firmware/rollout-store.ts';
import type { Gateway } from '../../../gateway/gateway.ts';
import { firmwarePath } from '../../../protocol/api/paths.ts';
import { type Place, START } from './place.ts';
import { API, commune, everywhere, form, get, inCommune, shown } from './row-words.ts';
import type { Rows } from './rows.ts';

const IMAGE = 'f'.repeat(64);
const ids = new Map<Place, string>();

/** An ended roll-out of the place's commune, the same at every call. */
async function rolloutOf(place: Place, { database }: Gateway): Promise<string> {
  const known = ids.get(place);
  if (known !== undefined) return known;
  const id = ulid(START);
  ids.set(place, id);
  await database.write(async (transaction) => {
    const row = { sha256: IMAGE, manifest_sha256: IMAGE, manifest: '', uploaded_at: START, uploaded_by: 'system' };
    await transaction('firmwares').insert(row).onConflict('sha256').ignore();
    const ended = { stages: [100], pauseMs: 0, stage: 0, state: 'aborted', stateAt: START, createdAt: START } as const;
    await putRollout(transaction, { id, firmware: IMAGE, area: commune(place), by: place.administrator.id, ...ended });
  });
  return id;
}

/** Firmware and its roll-outs. */
export const FIRMWARE_ROWS: Rows = {
  [`GET ${API}/firmwares`]: get(
    () => '/firmwares',
    everywhere('signed images belong to no place; versions are counted of the own nodes'),
  ),
  [`POST ${API}/firmwares`]: {
    call: () => {
      const { path, body, headers } = form('/firmwares', { manifest: 'x'.repeat(40) }, 'image');
      return { path, body: String(body).replace('name="file"', 'name="image"'), headers: headers ?? {} };
    },
    reach: everywhere('signed images belong to no place'),
    ...{ right: [422, 'firmware-not-signed'], because: 'only an offline release key could sign one' },
  },
  [`GET ${API}/rollouts`]: {
    call: async (_, { gateway, inside, outside }) => {
      for (const place of [inside, outside]) await rolloutOf(place, gateway);
      return { path: `${API}/rollouts` };
    },
    reach: shown((place) => ids.get(place) ?? '', commune, 'within'),
  },
  [`POST ${API}/rollouts`]: {
    call: (place) => ({
      path: `${API}/rollouts`,
      body: { key: ulid(), firmware: 'e'.repeat(64), area: commune(place) },
    }),
    reach: inCommune,
    ...{ right: [404, 'no-such-firmware'], because: 'only an offline release key could sign one' },
  },
  [`GET ${API}/rollouts/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/rollouts/${await rolloutOf(place, gateway)}` }),
    reach: inCommune,
  },
  [`POST ${API}/rollouts/:id/steps`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/rollouts/${await rolloutOf(place, gateway)}/steps`,
      body: { key: ulid(), kind: 'resume' },
    }),
    reach: inCommune,
    ...{ right: [404, 'rollout-ended'], because: 'the one of the place has ended' },
  },
  [`GET ${firmwarePath(':sha256')}`]: {
    call: () => ({ path: firmwarePath('e'.repeat(64)) }),
    reach: everywhere('named by its content: who knows the hash was told it by a signed manifest'),
    ...{ right: [404, 'no-such-firmware'], because: 'there is none' },
  },
};
