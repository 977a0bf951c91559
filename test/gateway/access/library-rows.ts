import { makeBulletin, makeDeputy, makeProgramme, makeRecording } from './place.ts';
import { API, commune, everywhere, get, hidden, inCommune, shown } from './row-words.ts';
import type { Rows } from './rows.ts';

const byContent = everywhere('named by its content: who knows the hash has the sound');
const days = { from: '2026-11-23', to: '2026-11-24' };

/** Listening, judging, standing in, and what the library tells. The operator of a place is a deputy of its approver. */
export const LIBRARY_ROWS: Rows = {
  [`GET ${API}/recordings/:sha256/listened`]: get(
    ({ recording }) => `/recordings/${recording.sha256}/listened`,
    byContent,
  ),
  [`POST ${API}/recordings/:sha256/listened`]: {
    call: ({ recording }) => ({
      path: `${API}/recordings/${recording.sha256}/listened`,
      body: { ranges: [{ from: 0, to: 0 }] },
    }),
    reach: byContent,
  },
  [`GET ${API}/recordings/:sha256/waveform`]: get(
    ({ recording }) => `/recordings/${recording.sha256}/waveform`,
    byContent,
  ),
  [`POST ${API}/recordings/:sha256/replace`]: {
    call: async (place, { gateway }) => {
      const [old, by] = [await makeRecording(gateway, place.commune), await makeRecording(gateway, place.commune)];
      await makeBulletin(gateway, { ...place, recording: old });
      return { path: `${API}/recordings/${old.sha256}/replace`, body: { by: by.sha256 } };
    },
    reach: inCommune,
  },
  [`GET ${API}/bulletins/:id/usage`]: get(({ bulletin }) => `/bulletins/${bulletin}/usage`, hidden('no-such-bulletin')),
  [`POST ${API}/bulletins/:id/return`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/bulletins/${await makeBulletin(gateway, place)}/return`,
      body: { reason: 'content' },
    }),
    reach: inCommune,
  },
  [`POST ${API}/bulletins/:id/submit`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/bulletins/${await makeBulletin(gateway, place, true)}/submit`,
      body: {},
    }),
    reach: inCommune,
  },
  [`POST ${API}/programmes/:id/return`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/${await makeProgramme(gateway, place)}/return`,
      body: { reason: 'time' },
    }),
    reach: inCommune,
  },
  [`POST ${API}/programmes/:id/submit`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/${await makeProgramme(gateway, place, true)}/submit`,
      body: {},
    }),
    reach: inCommune,
  },
  [`GET ${API}/approvals`]: get(
    () => '/approvals',
    shown((place) => place.waiting, commune, 'within'),
  ),
  [`POST ${API}/approvals`]: {
    call: async (place, { gateway }) => {
      const bulletin = await gateway.broadcast.bulletins.get(await makeBulletin(gateway, place));
      const item = { kind: 'bulletin', id: bulletin.id, contentHash: bulletin.contentHash };
      return { path: `${API}/approvals`, body: { items: [item] } };
    },
    reach: everywhere('each item is judged by itself; one of another area comes back as refused'),
  },
  [`GET ${API}/deputies`]: get(
    () => '/deputies',
    shown((place) => place.deputy, commune, 'within'),
  ),
  [`GET ${API}/deputies/candidates`]: get(
    () => '/deputies/candidates',
    shown((place) => place.maker.id, commune, 'within'),
  ),
  [`POST ${API}/deputies`]: {
    call: ({ people, commune }) => ({
      path: `${API}/deputies`,
      body: { account: people.operator.id, area: commune.id, ...days },
    }),
    ...{ reach: inCommune, right: 201 },
  },
  [`DELETE ${API}/deputies/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/deputies/${await makeDeputy(gateway, place)}` }),
    reach: { within: commune, refused: [404, 'no-such-deputy'] },
  },
};
