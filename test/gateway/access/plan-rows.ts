import { ulid } from 'ulid';
import { makeProgramme } from './place.ts';
import { API, everywhere, get, inCommune } from './row-words.ts';
import type { Rows } from './rows.ts';

/** Leave to sound in quiet hours, and what somebody has begun. */
const OWN = 'the own form, begun and not sent; of others there is none to be named';

export const PLAN_ROWS: Rows = {
  [`GET ${API}/drafts/:of`]: get(() => '/drafts/new', everywhere(OWN)),
  [`PUT ${API}/drafts/:of`]: {
    call: () => ({ path: `${API}/drafts/${ulid()}`, body: { form: { title: 'Nháp' } } }),
    reach: everywhere(OWN),
  },
  [`DELETE ${API}/drafts/:of`]: {
    call: () => ({ path: `${API}/drafts/new` }),
    ...{ reach: everywhere(OWN), right: 204 },
  },
  [`GET ${API}/exceptions`]: get(
    () => '/exceptions',
    everywhere('what waits in the own areas; of others none is named'),
  ),
  [`POST ${API}/programmes/:id/exception/confirm`]: {
    call: async (place, { gateway }) => ({
      path: `${API}/programmes/${await makeProgramme(gateway, place)}/exception/confirm`,
      body: {},
    }),
    ...{ reach: inCommune, right: [409, 'no-exception'] },
    because: 'the programmes of the places lie in the day; who may confirm is asked before',
  },
};
