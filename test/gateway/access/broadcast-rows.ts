import { DAY_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { LIBRARY_ROWS } from './library-rows.ts';
import {
  drillBody,
  emergencyOrder,
  fresh,
  makeBulletin,
  makeDrillTemplate,
  makeProgramme,
  type Place,
  programmeInput,
} from './place.ts';
import { API, commune, everywhere, form, get, hamlet, hidden, inCommune, inHamlet, shown } from './row-words.ts';
import type { Row, Rows } from './rows.ts';

const NO_EVENTS = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'END:VCALENDAR', ''].join('\r\n');

/** What is said, when, and what sounds. */
export const BROADCAST_ROWS: Rows = {
  ...LIBRARY_ROWS,
  ...emergencyRows(),
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
  [`POST ${API}/programmes/:id/occurrences`]: {
    call: async (place, { gateway }) => {
      const id = await makeProgramme(gateway, place);
      const { recurrence } = await gateway.broadcast.programmes.get(id);
      const at = instantAt(recurrence.from, recurrence.times[0] as string); // each programme has a day of its own
      return {
        path: `${API}/programmes/${id}/occurrences`,
        body: { at, change: { do: 'skip', reason: 'tang lễ' } },
      };
    },
    reach: inCommune,
  },
  [`POST ${API}/programmes/:id/undo`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/${await makeProgramme(gateway, place)}/undo`,
      body: {},
    }),
    ...{ reach: inCommune, right: [409, 'nothing-to-undo'] },
    because: 'a programme just made has no change to take back; who may not is refused before that is looked at',
  },
  [`GET ${API}/programmes/:id/history`]: get(
    ({ programme }) => `/programmes/${programme}/history`,
    hidden('no-such-programme'),
  ),
  [`POST ${API}/programmes/copy-week`]: {
    call: (place) => ({
      path: `${API}/programmes/copy-week`,
      body: { area: commune(place), from: '2020-01-06', to: '2020-01-13' },
    }),
    reach: inCommune,
  },
  [`GET ${API}/programmes/calendar.ics`]: get(
    (place) => `/programmes/calendar.ics?area=${hamlet(place)}&from=2026-11-24&to=2026-11-25`,
    inHamlet,
  ),
  [`POST ${API}/programmes/import`]: {
    call: (place) => ({
      ...form('/programmes/import', {}, NO_EVENTS),
      path: `${API}/programmes/import?area=${commune(place)}`,
    }),
    reach: inCommune,
  },
  [`GET ${API}/holidays`]: get(
    () => '/holidays?from=2026-02-01&to=2026-02-28',
    everywhere('the calendar is the same for everybody'),
  ),
  [`GET ${API}/silences`]: get((place) => `/silences?area=${hamlet(place)}`, inHamlet),
  [`POST ${API}/silences`]: {
    call: (place, { clock }) => ({ path: `${API}/silences`, body: silenceBody(place, clock.now()) }),
    ...{ reach: inCommune, right: 201 },
  },
  [`DELETE ${API}/silences/:id`]: {
    call: async (place, { gateway, clock }) => {
      const made = await gateway.broadcast.silences.create(place.maker, silenceBody(place, clock.now()));
      return { path: `${API}/silences/${made.id}` };
    },
    ...{ reach: inCommune, right: 204 },
  },
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

/** A silence that is over before anything else of the matrix is played. */
function silenceBody(place: Place, now: number) {
  return { area: commune(place), from: now + 30 * DAY_MS, to: now + 30 * DAY_MS + 1, reason: 'tang lễ' };
}

/** Emergencies, drills and what STOP came to. */
function emergencyRows(): Rows {
  return {
    [`GET ${API}/emergencies`]: get(
      () => '/emergencies?limit=500',
      shown((place) => place.emergency),
    ),
    [`GET ${API}/emergencies/:id`]: get(({ emergency }) => `/emergencies/${emergency}`, {
      ...{ within: hamlet, refused: [404, 'no-such-emergency'] },
    }),
    [`POST ${API}/emergencies`]: {
      call: (place) => ({
        path: `${API}/emergencies`,
        body: { ...emergencyOrder(place), recording: undefined, template: place.drillTemplate },
      }),
      ...{ reach: inHamlet, right: [422, 'template-status'] },
      because: 'each that is right would sound; who may not is refused before the message is looked at',
    },
    [`POST ${API}/emergencies/:id/cancel`]: ending('cancel'),
    [`POST ${API}/emergencies/:id/clear`]: ending('clear'),
    [`POST ${API}/emergencies/:id/retract`]: {
      ...ending('retract', 'exercise'),
      right: [409, 'drill-not-retracted'],
      reach: everywhere('whose drill it is does not matter: no drill is taken back'),
      because: 'the correction of a real one would have to be spoken first',
    },
    [`POST ${API}/emergencies/:id/review`]: {
      call: async (place, { gateway }) => ({
        path: `${API}/emergencies/${(await gateway.broadcast.emergencies.raise(place.maker, emergencyOrder(place))).id}/review`,
        body: { note: 'phát đúng' },
      }),
      reach: inHamlet,
    },
    [`GET ${API}/emergency-templates`]: get(
      () => '/emergency-templates',
      shown((place) => place.drillTemplate),
    ),
    [`POST ${API}/emergency-templates`]: {
      call: (place) => ({
        path: `${API}/emergency-templates`,
        body: { status: 'exercise', event: 'fire', title: 'Cháy', text: 'Cháy chợ', area: commune(place) },
      }),
      ...{ reach: inCommune, right: [422, 'drill-words'] },
      because: 'each that is right is spoken, which takes a second',
    },
    [`PUT ${API}/emergency-templates/:id`]: {
      call: (place) => ({
        path: `${API}/emergency-templates/${place.drillTemplate}`,
        body: { status: 'actual', event: 'fire', title: 'Cháy', text: 'Cháy chợ' },
      }),
      reach: { within: commune, refused: [404, 'no-such-template'] },
      ...{ right: [422, 'template-status'], because: 'each that is right is spoken, which takes a second' },
    },
    [`DELETE ${API}/emergency-templates/:id`]: {
      call: async (place, { gateway }) => ({
        path: `${API}/emergency-templates/${await makeDrillTemplate(gateway, place)}`,
      }),
      ...{ reach: { within: commune, refused: [404, 'no-such-template'] }, right: 204 },
    },
    [`GET ${API}/emergency-contacts`]: get((place) => `/emergency-contacts?area=${hamlet(place)}`, inHamlet),
    [`PUT ${API}/emergency-contacts`]: {
      call: (place) => ({
        path: `${API}/emergency-contacts`,
        body: { area: commune(place), items: [{ name: 'Trực ban', role: 'trực ban tỉnh', telephone: '0238 123 456' }] },
      }),
      reach: inCommune,
    },
    [`GET ${API}/drills`]: get(
      () => '/drills',
      shown((place) => place.drill),
    ),
    [`POST ${API}/drills`]: {
      call: (place) => ({ path: `${API}/drills`, body: drillBody(place) }),
      ...{ reach: inCommune, right: 201 },
    },
    [`DELETE ${API}/drills/:id`]: {
      call: async (place, { gateway }) => ({
        path: `${API}/drills/${(await gateway.broadcast.drills.create(place.maker, drillBody(place))).id}`,
      }),
      ...{ reach: inCommune, right: 204 },
    },
    [`GET ${API}/stops/:id`]: get(({ stop }) => `/stops/${stop}`, { within: hamlet, refused: [404, 'no-such-stop'] }),
    'GET /dung': {
      call: () => ({ path: '/dung' }),
      reach: everywhere('a form that stops what sounds in the own areas'),
    },
    'POST /dung': {
      call: () => ({ path: '/dung', body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      reach: everywhere('stops what sounds in the own areas, and nothing else'),
    },
  };
}

function ending(how: string, status: 'actual' | 'exercise' = 'actual'): Row {
  return {
    call: async (place, { gateway }) => {
      const raised = await gateway.broadcast.emergencies.raise(place.maker, { ...emergencyOrder(place), status });
      return { path: `${API}/emergencies/${raised.id}/${how}`, body: {} };
    },
    reach: inHamlet,
  };
}

function bulletinBody({ recording, commune }: Place) {
  return { title: fresh('Bản tin'), recording: recording.sha256, area: commune.id };
}
