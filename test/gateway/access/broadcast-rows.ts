import { fresh, makeBulletin, makeProgramme, type Place, programmeInput } from './place.ts';
import { API, commune, everywhere, form, get, hamlet, hidden, inCommune, inHamlet, shown } from './row-words.ts';
import type { Rows } from './rows.ts';

/** What is said, when, and what sounds. */
export const BROADCAST_ROWS: Rows = {
  [`POST ${API}/recordings`]: {
    call: (place) => form('/recordings', { area: commune(place) }, 'no sound at all'),
    ...{ reach: inCommune, right: [422, 'recording-not-audio'] },
    because: 'ffmpeg takes a second for each that is sound; who may not is refused before the sound is looked at',
  },
  [`GET ${API}/recordings`]: get(
    () => '/recordings?limit=500',
    shown((place) => place.recording.sha256),
  ),
  [`GET ${API}/recordings/:sha256`]: get(
    ({ recording }) => `/recordings/${recording.sha256}`,
    everywhere('named by its content: who knows the hash has the sound'),
  ),
  [`GET ${API}/bulletins`]: get(
    () => '/bulletins?limit=500',
    shown((place) => place.bulletin),
  ),
  [`GET ${API}/bulletins/:id`]: get(({ bulletin }) => `/bulletins/${bulletin}`, hidden('no-such-bulletin')),
  [`POST ${API}/bulletins`]: {
    call: (place) => ({ path: `${API}/bulletins`, body: bulletinBody(place) }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PUT ${API}/bulletins/:id`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/bulletins/${await makeBulletin(gateway, place)}`,
      body: bulletinBody(place),
    }),
    reach: inCommune,
  },
  [`DELETE ${API}/bulletins/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/bulletins/${await makeBulletin(gateway, place)}` }),
    reach: inCommune,
  },
  [`POST ${API}/bulletins/:id/approve`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/bulletins/${await makeBulletin(gateway, place)}/approve`,
      body: {},
    }),
    reach: inCommune,
  },
  [`GET ${API}/programmes`]: get(
    () => '/programmes?limit=500',
    shown((place) => place.programme),
  ),
  [`GET ${API}/programmes/:id`]: get(({ programme }) => `/programmes/${programme}`, hidden('no-such-programme')),
  [`GET ${API}/programmes/preview`]: get(
    (place) => `/programmes/preview?area=${hamlet(place)}&from=2026-11-24&to=2026-11-25`,
    inHamlet,
  ),
  [`POST ${API}/programmes/conflicts`]: {
    call: (place) => ({ path: `${API}/programmes/conflicts`, body: programmeInput(place) }),
    reach: inCommune,
  },
  [`GET ${API}/programmes/orders`]: get((place) => `/programmes/orders?area=${hamlet(place)}`, inHamlet),
  [`POST ${API}/programmes/orders`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/orders`,
      body: { first: place.programme, second: await makeProgramme(gateway, place) },
    }),
    ...{ reach: inCommune, right: 204 },
  },
  [`POST ${API}/programmes`]: {
    call: (place) => ({ path: `${API}/programmes`, body: programmeInput(place) }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PUT ${API}/programmes/:id`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/${await makeProgramme(gateway, place)}`,
      body: programmeInput(place),
    }),
    reach: inCommune,
  },
  [`DELETE ${API}/programmes/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/programmes/${await makeProgramme(gateway, place)}` }),
    reach: inCommune,
  },
  [`POST ${API}/programmes/:id/approve`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/${await makeProgramme(gateway, place)}/approve`,
      body: {},
    }),
    reach: inCommune,
  },
  [`GET ${API}/runs`]: get((place) => `/runs?area=${hamlet(place)}`, inHamlet),
  [`GET ${API}/runs/:id`]: get(({ run }) => `/runs/${run}`, {
    ...{ within: hamlet, refused: [404, 'no-such-run'] },
  }),
  [`POST ${API}/runs`]: {
    call: (place) => ({
      path: `${API}/runs`,
      body: { bulletin: place.bulletin, targets: [{ area: hamlet(place) }] },
    }),
    ...{ reach: inHamlet, right: 201 },
  },
  [`POST ${API}/stop`]: {
    call: (place) => ({ path: `${API}/stop`, body: { area: hamlet(place), why: 'nhầm' } }),
    reach: inHamlet,
  },
};

function bulletinBody({ recording, commune }: Place) {
  return { title: fresh('Bản tin'), recording: recording.sha256, area: commune.id };
}
