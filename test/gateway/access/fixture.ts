import { ALERT_ROWS } from './alert-rows.ts';
import { AREA_ROWS } from './area-rows.ts';
import { BROADCAST_ROWS } from './broadcast-rows.ts';
import { BULK_ROWS } from './bulk-rows.ts';
import { CASE_ROWS } from './case-rows.ts';
import { COVERAGE_ROWS } from './coverage-rows.ts';
import { DOSSIER_ROWS } from './dossier-rows.ts';
import { EVIDENCE_ROWS } from './evidence-rows.ts';
import { FAULT_ROWS } from './fault-rows.ts';
import { FIRMWARE_ROWS } from './firmware-rows.ts';
import { FLEET_ROWS } from './fleet-rows.ts';
import { GROUP_ROWS } from './group-rows.ts';
import { INSPECTION_ROWS } from './inspection-rows.ts';
import { LISTENING_ROWS } from './listening-rows.ts';
import { LIVE_ROWS } from './live-rows.ts';
import { NODE_ROWS } from './node-rows.ts';
import { NOTIFY_ROWS } from './notify-rows.ts';
import { PEOPLE_ROWS } from './people-rows.ts';
import { PHOTO_ROWS } from './photo-rows.ts';
import { type Place, ROUND, START } from './place.ts';
import { PLAN_ROWS } from './plan-rows.ts';
import { RELAY_ROWS } from './relay-rows.ts';
import { REMOTE_ROWS } from './remote-rows.ts';
import { REPORT_ROWS } from './report-rows.ts';
import { API, commune, everywhere, get, hamlet, inCommune, inHamlet, shown } from './row-words.ts';
import type { Rows } from './rows.ts';
import { RULE_ROWS } from './rule-rows.ts';
import { SOURCE_ROWS } from './source-rows.ts';
import { SPEECH_ROWS } from './speech-rows.ts';
import { TIMETABLE_ROWS } from './timetable-rows.ts';

/** Every route of the gateway, one row each. A route without a row fails the matrix, and so does a row without a route. */
export const ROWS: Rows = {
  ...PEOPLE_ROWS,
  ...AREA_ROWS,
  ...NODE_ROWS,
  ...FLEET_ROWS,
  ...BROADCAST_ROWS,
  ...TIMETABLE_ROWS,
  ...PLAN_ROWS,
  ...COVERAGE_ROWS,
  ...SPEECH_ROWS,
  ...DOSSIER_ROWS,
  ...RULE_ROWS,
  ...INSPECTION_ROWS,
  ...EVIDENCE_ROWS,
  ...REPORT_ROWS,
  ...FAULT_ROWS,
  ...REMOTE_ROWS,
  ...BULK_ROWS,
  ...FIRMWARE_ROWS,
  ...CASE_ROWS,
  ...PHOTO_ROWS,
  ...GROUP_ROWS,
  ...NOTIFY_ROWS,
  ...LISTENING_ROWS,
  ...LIVE_ROWS,
  ...ALERT_ROWS,
  ...RELAY_ROWS,
  ...SOURCE_ROWS,

  [`GET ${API}/audit`]: get(
    ({ bulletin }) => `/audit?subject=${bulletin}`,
    shown((place) => place.bulletin, commune, 'within'),
  ),

  // coverage
  [`GET ${API}/rules`]: get(() => '/rules', everywhere('the rules are the same for every place and public')),
  [`GET ${API}/coverage`]: get((place) => `/coverage?area=${commune(place)}`, inCommune),
  [`GET ${API}/coverage/:hamlet`]: get((place) => `/coverage/${hamlet(place)}`, inHamlet),
  [`GET ${API}/overview`]: get((place) => `/overview?area=${commune(place)}`, inCommune),

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
  [`GET ${API}/keys`]: get(() => '/keys', everywhere('one installation signs with one ring; public keys and counts')),
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

export function visitBody({ hamlet }: Place) {
  const seen = { hornsThere: 3, hornsSounding: 3, duringSession: true, unannounced: true };
  return { hamlet: hamlet.id, at: START - 3_600_000, ...seen };
}
