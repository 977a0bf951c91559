import { CREDENTIAL_CONFIRM_PATH, CREDENTIAL_PATH } from '../../../protocol/api/paths.ts';
import { ALARMS_PATH, ROSTER_PATH } from '../../../protocol/roster.ts';
import { TestDevice } from '../nodes/devices.ts';
import { claimCode, fresh, makeLabel, makeNode } from './place.ts';
import { API, commune, csv, everywhere, get, hamlet, inCommune, inHamlet, shown, wholeTable } from './row-words.ts';
import type { Rows } from './rows.ts';
import { planOf } from './world.ts';

/** Nodes, how they are enrolled, and what they and the broker fetch. */
export const NODE_ROWS: Rows = {
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
  [`POST ${API}/nodes/:id/rotate`]: {
    ...{ call: ({ node }) => ({ path: `${API}/nodes/${node}/rotate` }), reach: inHamlet, right: 202 },
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
  [`POST ${CREDENTIAL_PATH}`]: {
    call: () => ({ path: CREDENTIAL_PATH, body: { proof: `${'x'.repeat(20)}.${'x'.repeat(20)}.${'x'.repeat(20)}` } }),
    reach: everywhere('a node asks for itself alone'),
    ...{ right: [403, 'bad-proof'], because: 'a right proof would change the credential for the calls that follow' },
  },
  [`POST ${CREDENTIAL_CONFIRM_PATH}`]: {
    call: () => ({ path: CREDENTIAL_CONFIRM_PATH }),
    ...{ reach: everywhere('a node confirms its own alone'), right: 204 },
  },
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
};
