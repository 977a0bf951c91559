import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { maintenanceInput } from '../../../protocol/api/cases.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import { makeNode, type Place, START } from './place.ts';
import { API, get, hamlet, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

/** A case of the place, reported by its operator. */
async function makeCase({ cases }: Gateway, place: Place): Promise<string> {
  const report = {
    key: ulid(),
    hamlet: hamlet(place),
    note: 'loa không kêu',
    reporter: '',
    happenedAt: START,
    photos: [],
  };
  return (await cases.report(place.people.operator, report)).case.id;
}

/** The same, repaired by the technician of the place. */
async function makeRepaired(gateway: Gateway, place: Place): Promise<string> {
  const id = await makeCase(gateway, place);
  const step = { key: ulid(), happenedAt: START, note: '', photos: [], measure: '', parts: '' };
  await gateway.cases.step(place.people.technician, id, { ...step, kind: 'resolved', cause: 'breaker' });
  return id;
}

function slipOf(place: Place) {
  const [from, to] = [START + 48 * HOUR_MS, START + 50 * HOUR_MS];
  return maintenanceInput.parse({ key: ulid(), areas: [hamlet(place)], from, to, reason: 'line', askExcusal: true });
}

async function makeSlip({ maintenance }: Gateway, place: Place): Promise<string> {
  return (await maintenance.create(place.people.technician, slipOf(place))).slip.id;
}

const isHead = (who: Person) => who.role === 'hamlet-head';
const hiddenCase = { within: hamlet, refused: [404, 'no-case'] } as const;
const hiddenSlip = { within: hamlet, refused: [404, 'no-maintenance'] } as const;

/** Cases, the repair list, maintenance and assets. */
export const CASE_ROWS: Rows = {
  [`GET ${API}/cases`]: {
    call: async (place, { gateway }) => {
      await makeCase(gateway, place);
      return { path: `${API}/cases?area=${hamlet(place)}` };
    },
    reach: inHamlet,
  },
  [`GET ${API}/cases/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/cases/${await makeCase(gateway, place)}` }),
    reach: hiddenCase,
  },
  [`GET ${API}/cases/:id/repairers`]: {
    call: async (place, { gateway }) => ({ path: `${API}/cases/${await makeCase(gateway, place)}/repairers` }),
    reach: hiddenCase,
  },
  [`POST ${API}/cases`]: {
    call: (place) => ({
      path: `${API}/cases`,
      body: { key: ulid(), hamlet: hamlet(place), note: 'loa rè', happenedAt: START },
    }),
    ...{ reach: inHamlet, right: 201 },
  },
  [`POST ${API}/cases/:id/steps`]: {
    // A head of a hamlet only says that it sounds again; everybody else may write a note.
    call: async (place, { gateway }, who) => ({
      path: `${API}/cases/${await makeRepaired(gateway, place)}/steps`,
      body: { key: ulid(), happenedAt: START, kind: isHead(who) ? 'confirmed' : 'note', note: 'đã nghe' },
    }),
    reach: hiddenCase,
  },
  [`GET ${API}/repairs`]: get((place) => `/repairs?area=${hamlet(place)}`, inHamlet),
  [`GET ${API}/maintenance`]: get((place) => `/maintenance?area=${hamlet(place)}`, inHamlet),
  [`GET ${API}/maintenance/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/maintenance/${await makeSlip(gateway, place)}` }),
    reach: hiddenSlip,
  },
  [`POST ${API}/maintenance`]: {
    call: (place) => ({ path: `${API}/maintenance`, body: slipOf(place) }),
    ...{ reach: inHamlet, right: 201 },
  },
  [`POST ${API}/maintenance/:id/steps`]: {
    // The technician who asked never excuses; the leader of the commune does.
    call: async (place, { gateway }, who) => ({
      path: `${API}/maintenance/${await makeSlip(gateway, place)}/steps`,
      body: { key: ulid(), kind: who.role === 'technician' ? 'cancel' : 'approve-excusal' },
    }),
    reach: hiddenSlip,
  },
  [`GET ${API}/nodes/:id/asset`]: {
    call: async (place, { gateway }) => ({ path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}/asset` }),
    reach: inHamlet,
  },
  [`PUT ${API}/nodes/:id/asset`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}/asset`,
      body: { assetNumber: 'TS-01', version: 0 },
    }),
    reach: inHamlet,
  },
  [`POST ${API}/nodes/:id/asset/serviced`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}/asset/serviced`,
      body: { key: ulid(), on: '2026-11-20' },
    }),
    reach: inHamlet,
  },
  [`GET ${API}/assets/due`]: get((place) => `/assets/due?area=${hamlet(place)}`, inHamlet),
  [`GET ${API}/nodes/:id/devices`]: {
    call: async (place, { gateway }) => ({ path: `${API}/nodes/${await makeNode(gateway, hamlet(place))}/devices` }),
    reach: inHamlet,
  },
};
