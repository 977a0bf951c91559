import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { SourceInput } from '../../../protocol/api/sources.ts';
import type { Place } from './place.ts';
import { API, commune, everywhere, shown } from './row-words.ts';
import type { Reach, Row, Rows } from './rows.ts';

const input = (place: Place): SourceInput => ({
  ...{ kind: 'source-system', name: 'HTTTN tỉnh', level: 'province', areas: [commune(place)], mapping: 'default' },
  ...{ statusEverySeconds: 60, signers: [] },
});
const within: Reach = { within: commune };
/** A source of the place, made anew for each call. */
const made = async ({ sources }: Gateway, place: Place) =>
  (await sources.create(place.administrator, input(place))).source.id;
const ofSource = (path: (id: string) => string, body?: unknown): Row => ({
  call: async (place, { gateway }) => ({ path: API + path(await made(gateway, place)), ...(body ? { body } : {}) }),
  reach: within,
});
/** Only a source system gets in, and no caller here is one; what it may do is tested in upstream. */
const above = (path: string, body?: unknown): Row => ({
  call: () => ({ path: `${API}/source${path}`, ...(body ? { body } : {}) }),
  reach: everywhere('a source system is no person and belongs to no place'),
});

/** Systems above, and what they call. */
export const SOURCE_ROWS: Rows = {
  [`GET ${API}/sources`]: {
    call: async (place, { gateway }) => {
      sourceOf.set(place, await made(gateway, place));
      return { path: `${API}/sources` };
    },
    reach: shown((place) => sourceOf.get(place) ?? '', commune, 'within'),
  },
  [`POST ${API}/sources`]: {
    call: (place) => ({ path: `${API}/sources`, body: input(place) }),
    ...{ reach: within, right: 201 },
  },
  [`PATCH ${API}/sources/:id`]: ofSource((id) => `/sources/${id}`, { name: 'HTTTN mới' }),
  [`POST ${API}/sources/:id/secret`]: ofSource((id) => `/sources/${id}/secret`),
  [`POST ${API}/sources/:id/end`]: ofSource((id) => `/sources/${id}/end`),
  [`GET ${API}/sources/:id/calls`]: ofSource((id) => `/sources/${id}/calls`),
  [`GET ${API}/sources/:id/reports`]: ofSource((id) => `/sources/${id}/reports`),

  [`POST ${API}/source/token`]: {
    call: async (place, { gateway }) => {
      const { source, secret } = await gateway.sources.create(place.administrator, input(place));
      return { path: `${API}/source/token`, body: { client_id: source.id, client_secret: secret } };
    },
    reach: everywhere('the secret is the proof'),
  },
  [`GET ${API}/source/nodes`]: above('/nodes'),
  [`POST ${API}/source/nodes`]: above('/nodes', { DanhSachCumLoa: [] }),
  [`POST ${API}/source/volume`]: above('/volume', { AmLuong: 50 }),
  [`POST ${API}/source/bulletins`]: above('/bulletins', { BanTin: { BanTinID: ulid() } }),
  [`POST ${API}/source/bulletins/cancel`]: above('/bulletins/cancel', { BanTinID: ulid() }),
  [`POST ${API}/source/bulletins/reschedule`]: above('/bulletins/reschedule', { BanTinID: ulid() }),
  [`DELETE ${API}/source/bulletins/:reference`]: above('/bulletins/BT-1'),
  [`GET ${API}/source/status`]: above('/status'),
  [`GET ${API}/source/log`]: above('/log'),
};

const sourceOf = new Map<Place, string>();
