import { ulid } from 'ulid';
import type { Gateway } from '../../../gateway/gateway.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { inspectionInput } from '../../../protocol/api/inspections.ts';
import { fresh, type Place, START } from './place.ts';
import { API, commune, form, get, hamlet, hidden, inCommune, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

const PHOTO = '\xff\xd8\xff\xe0';

function record(place: Place, who?: Person) {
  return inspectionInput.parse({
    ...{ id: ulid(), commune: commune(place), at: START - 3_600_000, unannounced: true },
    ...(who?.role === 'appraiser' ? { round: place.round } : {}),
    lines: [
      {
        ...{ hamlet: hamlet(place), technology: 'fm', hornsThere: 3, hornsSounding: 3, quality: 'clear' },
        ...{ amplifier: 'good', wiring: 'good', power: 'grid', duringSession: true },
      },
    ],
  });
}

const made = new Map<Place, Promise<string>>();
/** A record of the place, made once. */
function recordOf({ inspections }: Gateway, place: Place): Promise<string> {
  const known = made.get(place) ?? makeRecord(inspections, place, place.people.inspector);
  made.set(place, known);
  return known;
}

async function makeRecord(inspections: Gateway['inspections'], place: Place, who: Person): Promise<string> {
  return (await inspections.record(who, record(place, who))).inspection.id;
}

function photo({ attachments }: Gateway, who: Person): Promise<{ sha256: string }> {
  return attachments.add(who, 'a.jpg', Buffer.from(`${PHOTO}${fresh('ảnh')}`, 'latin1'));
}

function entry(place: Place) {
  const said = { field: 'general', genre: 'news', language: 'vi', onDuty: '', note: '' } as const;
  return { id: ulid(), commune: commune(place), day: '2026-11-22', from: '05:00', to: '05:30', title: 'Tin', ...said };
}

/** Visits, the log kept by hand, licences, and their papers. */
export const INSPECTION_ROWS: Rows = {
  [`POST ${API}/attachments`]: {
    call: () => form('/attachments', {}, '%PDF-1.4 giấy'),
    ...{ reach: { everywhere: 'a file belongs to nowhere until something cites it' }, right: 201 },
  },
  [`GET ${API}/attachments/:sha256`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/attachments/${(await photo(gateway, place.people.operator)).sha256}`,
    }),
    reach: hidden('no-attachment'),
  },
  [`GET ${API}/inspections`]: {
    call: async (place, { gateway }) => {
      await recordOf(gateway, place);
      return { path: `${API}/inspections?area=${hamlet(place)}` };
    },
    reach: inHamlet,
  },
  [`GET ${API}/inspections/due`]: get((place) => `/inspections/due?area=${hamlet(place)}`, inHamlet),
  [`GET ${API}/inspections/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/inspections/${await recordOf(gateway, place)}` }),
    reach: { within: hamlet, refused: [404, 'no-inspection'] },
  },
  [`POST ${API}/inspections`]: {
    call: (place, _world, who) => ({ path: `${API}/inspections`, body: record(place, who) }),
    ...{ reach: inCommune, right: 201 },
  },
  [`POST ${API}/inspections/:id/confirm`]: {
    call: async (place, { gateway }, who) => {
      const isHead = who.role === 'hamlet-head';
      const by = isHead || !mayRecord(who, place) ? place.people.inspector : who;
      const id = await makeRecord(gateway.inspections, place, by);
      const proof = isHead ? {} : { photo: (await photo(gateway, who)).sha256 };
      const body = { hamlet: hamlet(place), name: 'Trưởng thôn', agrees: true, ...proof };
      return { path: `${API}/inspections/${id}/confirm`, body };
    },
    reach: { within: hamlet, refused: [404, 'no-inspection'] },
  },
  [`GET ${API}/hand-log`]: get((place) => `/hand-log?area=${hamlet(place)}`, inHamlet),
  [`POST ${API}/hand-log`]: {
    call: (place) => ({ path: `${API}/hand-log`, body: entry(place) }),
    ...{ reach: inCommune, right: 201 },
  },
  [`POST ${API}/hand-log/:id/cancel`]: {
    call: async (place, { gateway }) => {
      const { entry: one } = await gateway.handLog.enter(place.people.operator, entry(place));
      return { path: `${API}/hand-log/${one.id}/cancel`, body: { reason: 'ghi nhầm' } };
    },
    reach: inCommune,
  },
  [`GET ${API}/licences`]: get((place) => `/licences?area=${commune(place)}`, inCommune),
  [`PUT ${API}/licences/:commune`]: {
    call: (place) => ({
      path: `${API}/licences/${commune(place)}`,
      body: { number: '12/GP', frequencyMhz: 92.5, from: '2025-01-01', to: '2028-01-01' },
    }),
    reach: inCommune,
  },
};

/** Does the account belong to this place and to a role that records? */
function mayRecord(who: Person, place: Place): boolean {
  return ['inspector', 'technician', 'appraiser'].includes(who.role) && who.areas.includes(commune(place));
}
