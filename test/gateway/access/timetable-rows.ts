import type { Gateway } from '../../../gateway/gateway.ts';
import { addDays } from '../../../protocol/vietnam-time.ts';
import type { Place } from './place.ts';
import { API, get, hamlet, inCommune, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

let made = 0;
/** A session of one day that no other call has asked for. */
function session(place: Place) {
  const day = addDays('2027-01-01', ++made);
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  return { area: hamlet(place), weekdays, from: '17:00', to: '17:30', validFrom: day, validTo: day };
}

async function registered({ broadcast }: Gateway, place: Place) {
  return broadcast.registered.register(place.maker, session(place));
}

/** The timetable that is registered ahead. */
export const TIMETABLE_ROWS: Rows = {
  [`GET ${API}/timetable`]: get((place) => `/timetable?area=${hamlet(place)}`, inHamlet),
  [`POST ${API}/timetable`]: {
    call: (place) => ({ path: `${API}/timetable`, body: session(place) }),
    ...{ reach: inHamlet, right: 201 },
  },
  [`DELETE ${API}/timetable/:id`]: {
    call: async (place, { gateway }) => ({ path: `${API}/timetable/${(await registered(gateway, place)).id}` }),
    ...{ reach: inHamlet, right: 204 },
  },
  [`POST ${API}/timetable/:id/cancel`]: {
    call: async (place, { gateway }) => {
      const { id, validFrom: day } = await registered(gateway, place);
      return { path: `${API}/timetable/${id}/cancel`, body: { day, reason: 'mất điện' } };
    },
    reach: inHamlet,
  },
  [`POST ${API}/runs/:id/cancel`]: {
    call: ({ run }) => ({ path: `${API}/runs/${run}/cancel`, body: { reason: 'lễ tang' } }),
    ...{ reach: inCommune, right: [422, 'not-scheduled'] },
    because: 'the run of the place is a play-now; a scheduled one is cancelled once only',
  },
};
