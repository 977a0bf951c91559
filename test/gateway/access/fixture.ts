import { ALARMS_PATH, ROSTER_PATH } from '../../../protocol/roster.ts';
import { TestDevice } from '../nodes/devices.ts';
import { PEOPLE_ROWS } from './people-rows.ts';
import {
  claimCode,
  fresh,
  makeBulletin,
  makeLabel,
  makeNode,
  makeProgramme,
  type Place,
  programmeInput,
  ROUND,
  START,
} from './place.ts';
import type { Call, Reach, Row, Rows } from './rows.ts';
import { planOf } from './world.ts';

const API = '/api/v1';
const commune = (place: Place) => place.commune.id;
const hamlet = (place: Place) => place.hamlet.id;
const inCommune: Reach = { within: commune };
const inHamlet: Reach = { within: hamlet };
/** The item's existence is nobody's business elsewhere. */
const hidden = (code: string, area = commune): Reach => ({ touches: area, refused: [404, code] });
const shown = (lists: (place: Place) => string, area = commune, how: 'within' | 'touches' = 'touches'): Reach => ({
  lists,
  ...{ in: how, area },
});

const get = (path: (place: Place) => string, reach: Reach): Row => ({
  call: (place) => ({ path: API + path(place) }),
  reach,
});
const csv = (path: string, text: string): Call => ({
  ...{ path: API + path, body: text },
  headers: { 'content-type': 'text/csv' },
});
const everywhere = (why: string): Reach => ({ everywhere: why });
const wholeTable = { refused: [422, 'import-refused'] as const };

/** Every route of the gateway, one row each. A route without a row fails the matrix, and so does a row without a route. */
export const ROWS: Rows = {
  ...PEOPLE_ROWS,
  [`GET ${API}/audit`]: get(
    ({ bulletin }) => `/audit?subject=${bulletin}`,
    shown((place) => place.bulletin, commune, 'within'),
  ),

  // areas
  [`GET ${API}/areas`]: get(() => '/areas?limit=500', shown(hamlet, hamlet)),
  [`GET ${API}/areas/:id`]: get((place) => `/areas/${commune(place)}`, { touches: commune }),
  [`POST ${API}/areas`]: {
    call: (place) => ({
      path: `${API}/areas`,
      body: { kind: 'hamlet', name: fresh('Thôn mới'), parent: commune(place) },
    }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PATCH ${API}/areas/:id`]: {
    ...{ call: (place) => ({ path: `${API}/areas/${hamlet(place)}`, body: { households: 120 } }), reach: inHamlet },
  },
  [`GET ${API}/areas/:area/quiet-hours`]: get((place) => `/areas/${commune(place)}/quiet-hours`, inCommune),
  [`PUT ${API}/areas/:area/quiet-hours`]: {
    call: (place) => ({
      path: `${API}/areas/${commune(place)}/quiet-hours`,
      body: { windows: [{ from: '21:00', to: '05:00' }], reason: 'Theo quy chế' },
    }),
    reach: inCommune,
  },
  [`GET ${API}/stations`]: get(
    () => '/stations?limit=500',
    shown((place) => `Đài ${place.commune.name}`),
  ),
  [`PUT ${API}/stations/:area`]: {
    call: (place) => ({
      path: `${API}/stations/${commune(place)}`,
      body: { name: `Đài ${place.commune.name}`, upgrade: 'none' },
    }),
    reach: inCommune,
  },
  [`POST ${API}/imports/areas`]: {
    call: ({ commune, hamlet }) =>
      csv('/imports/areas', `hamlet,commune,households\n${hamlet.name},${commune.name},121\n`),
    reach: { within: hamlet, ...wholeTable },
  },
  [`POST ${API}/imports/stations`]: {
    call: ({ commune }) => csv('/imports/stations', `commune,note\n${commune.name},mới\n`),
    reach: { within: commune, ...wholeTable },
  },

  // nodes
  [`GET ${API}/nodes`]: get(
    () => '/nodes?limit=500',
    shown((place) => place.node, hamlet, 'within'),
  ),
  [`GET ${API}/nodes/:id`]: get(({ node }) => `/nodes/${node}`, inHamlet),
  [`POST ${API}/nodes`]: {
    call: (place) => ({ path: `${API}/nodes`, body: { hamlet: hamlet(place), code: fresh('N'), horns: 2 } }),
    ...{ reach: inHamlet, right: 201 },
  },
  [`PATCH ${API}/nodes/:id`]: {
    ...{ call: ({ node }) => ({ path: `${API}/nodes/${node}`, body: { place: 'nhà văn hóa' } }), reach: inHamlet },
  },
  [`DELETE ${API}/nodes/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}` }),
    ...{ reach: inHamlet, right: 204 },
  },
  [`POST ${API}/nodes/:id/revoke`]: {
    call: async (place, { gateway }) => ({ path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}/revoke` }),
    reach: inHamlet,
  },
  [`POST ${API}/nodes/:id/claim`]: {
    ...{ call: ({ node }) => ({ path: `${API}/nodes/${node}/claim` }), reach: inHamlet, right: 201 },
  },
  [`POST ${API}/imports/nodes`]: {
    call: ({ commune, hamlet }) =>
      csv('/imports/nodes', `code,hamlet,commune,horns\n${fresh('NI')},${hamlet.name},${commune.name},2\n`),
    reach: { within: hamlet, ...wholeTable },
  },
  [`GET ${API}/nodes/:id/presence`]: get(({ node }) => `/nodes/${node}/presence?from=0&to=${1_000}`, inHamlet),
  [`POST ${API}/enrol`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/enrol`,
      body: new TestDevice().enrolBody(await claimCode(gateway, place)),
    }),
    ...{ reach: everywhere('the one-time code says which node it is'), right: 201 },
  },
  [`GET ${API}/labels`]: get(
    () => '/labels',
    shown((place) => place.label, hamlet, 'within'),
  ),
  [`POST ${API}/labels`]: {
    call: (place) => ({ path: `${API}/labels`, body: { area: commune(place), count: 1, days: 7 } }),
    ...{ reach: inCommune, right: 201 },
  },
  [`DELETE ${API}/labels/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/labels/${(await makeLabel(gateway, place)).id}` }),
    ...{ reach: inCommune, right: 204 },
  },
  [`GET ${API}/enrolments`]: get(
    () => '/enrolments',
    shown((place) => place.label, hamlet, 'within'),
  ),
  [`POST ${API}/enrolments/look-up`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/enrolments/look-up`,
      body: { code: (await makeLabel(gateway, place)).code },
    }),
    reach: { within: commune, refused: [403, 'foreign-code'] },
  },
  [`POST ${API}/enrolments/confirm`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/enrolments/confirm`,
      body: {
        code: (await makeLabel(gateway, place)).code,
        node: { hamlet: hamlet(place), code: fresh('NE'), horns: 2 },
      },
    }),
    ...{ reach: { within: commune, refused: [403, 'foreign-code'] }, right: 201 },
  },

  // devices and the broker
  [`GET ${API}/device/plans/:sha256.json`]: {
    call: async ({ node }, world) => ({ path: `${API}/device/plans/${await planOf(world, node)}.json` }),
    reach: { own: 'its own', refused: [404, 'no-such-plan'] },
  },
  'GET /audio/:file': {
    call: ({ recording }) => ({ path: `/audio/${recording.opus}.opus` }),
    reach: everywhere('named by its content: who knows the hash was told it by a plan or a list'),
  },
  [`GET ${ROSTER_PATH}`]: { call: () => ({ path: ROSTER_PATH }), reach: everywhere('the broker serves every node') },
  [`POST ${ALARMS_PATH}`]: {
    call: () => ({ path: ALARMS_PATH, body: { alarms: [] } }),
    ...{ reach: everywhere('the broker serves every node'), right: 204 },
  },

  // broadcasting
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

  // faults, coverage, evidence
  [`GET ${API}/faults`]: get(
    () => '/faults?limit=500',
    shown((place) => place.fault, hamlet, 'within'),
  ),
  [`GET ${API}/rules`]: get(() => '/rules', everywhere('the rules are the same for every place and public')),
  [`GET ${API}/coverage`]: get((place) => `/coverage?area=${commune(place)}`, inCommune),
  [`GET ${API}/coverage/:hamlet`]: get((place) => `/coverage/${hamlet(place)}`, inHamlet),
  [`GET ${API}/overview`]: get((place) => `/overview?area=${commune(place)}`, inCommune),
  [`GET ${API}/evidence/checkpoint`]: get(
    () => '/evidence/checkpoint',
    everywhere('sizes and hashes of the whole log, for witnesses outside'),
  ),
  [`GET ${API}/evidence/:position`]: get(({ evidence }) => `/evidence/${evidence}`, inHamlet),

  // appraisal
  [`GET ${API}/rounds`]: get(
    () => '/rounds?limit=500',
    shown((place) => place.round),
  ),
  [`GET ${API}/rounds/:id`]: get(({ round }) => `/rounds/${round}`, { touches: commune }),
  [`POST ${API}/rounds`]: {
    call: (place) => ({
      path: `${API}/rounds`,
      body: { year: 2026, level: 'model', kind: 'review', title: 'Đợt mới', communes: [commune(place)], ...ROUND },
    }),
    ...{ reach: inCommune, right: 201 },
  },
  [`PATCH ${API}/rounds/:id`]: {
    ...{ call: ({ round }) => ({ path: `${API}/rounds/${round}`, body: { title: 'Đợt một' } }), reach: inCommune },
  },
  [`GET ${API}/rounds/:id/visits`]: get(({ round }) => `/rounds/${round}/visits`, { touches: commune }),
  [`POST ${API}/rounds/:id/visits`]: {
    call: (place) => ({ path: `${API}/rounds/${place.round}/visits`, body: visitBody(place) }),
    ...{ reach: { within: commune, refused: [403, 'not-member'] }, right: 201 },
  },
  [`GET ${API}/rounds/:id/conclusions`]: get(({ round }) => `/rounds/${round}/conclusions`, { touches: commune }),
  [`PUT ${API}/rounds/:id/conclusions/:area`]: {
    call: (place) => ({
      path: `${API}/rounds/${place.round}/conclusions/${hamlet(place)}`,
      body: { verdict: 'met', text: 'Đã nghe' },
    }),
    reach: { within: commune, refused: [403, 'not-member'] },
  },

  // the server itself
  [`GET ${API}/feed`]: {
    call: () => ({ path: `${API}/feed`, socket: true }),
    ...{ reach: everywhere('each listener is sent only what happens in its own areas'), right: 101 },
  },
  [`GET ${API}/openapi.json`]: get(() => '/openapi.json', everywhere('the description of this API is public')),
  'GET /healthz': { call: () => ({ path: '/healthz' }), reach: everywhere('says that the process answers') },
  'GET /readyz': {
    call: () => ({ path: '/readyz' }),
    ...{ reach: everywhere('says which parts work'), right: 503, because: 'there is no broker here' },
  },
  'GET /metrics': { call: () => ({ path: '/metrics' }), reach: everywhere('counts, and only for this machine') },
  'GET /*': { call: () => ({ path: '/' }), reach: everywhere('the pages themselves hold nothing') },
};

function bulletinBody({ recording, commune }: Place) {
  return { title: fresh('Bản tin'), recording: recording.sha256, area: commune.id };
}

export function visitBody({ hamlet }: Place) {
  const seen = { hornsThere: 3, hornsSounding: 3, duringSession: true, unannounced: true };
  return { hamlet: hamlet.id, at: START - 3_600_000, ...seen };
}

function form(path: string, fields: Record<string, string>, sound: string): Call {
  const parts = Object.entries(fields).map(([name, value]) => `name="${name}"\r\n\r\n${value}`);
  parts.push(`name="file"; filename="tin.mp3"\r\ncontent-type: audio/mpeg\r\n\r\n${sound}`);
  const body = parts.map((part) => `--x\r\ncontent-disposition: form-data; ${part}\r\n`).join('');
  return { path: API + path, body: `${body}--x--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
}
