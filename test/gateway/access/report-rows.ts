import type { Person } from '../../../gateway/http/app.ts';
import type { Place } from './place.ts';
import { API, commune, csv, get, inCommune, wholeTable } from './row-words.ts';
import type { Rows } from './rows.ts';

/** A form that the role may have. */
const FORMS: Partial<Record<Person['role'], string>> = {
  technician: 'fault-slips',
  inspector: 'inspection-records',
};
const november = (place: Place) => `area=${commune(place)}&from=2026-11-01&to=2026-11-30`;

/** A figure that no other call takes back. */
let said = 0;
const figure = (place: Place) =>
  ({ area: commune(place), year: 2023, figure: 'horns', source: 'sổ', value: ++said }) as const;

/** Printed forms, and figures of sources. */
export const REPORT_ROWS: Rows = {
  [`GET ${API}/reports/:form`]: {
    call: (place, _world, who) => ({
      path: `${API}/reports/${FORMS[who.role] ?? 'broadcast-log'}?${november(place)}`,
    }),
    reach: inCommune,
  },
  [`GET ${API}/reports/:form/file`]: {
    call: (place, _world, who) => ({
      path: `${API}/reports/${FORMS[who.role] ?? 'investments'}/file?format=csv&${november(place)}`,
    }),
    reach: inCommune,
  },
  [`GET ${API}/figures`]: get((place) => `/figures?area=${commune(place)}`, inCommune),
  [`POST ${API}/imports/figures`]: {
    call: (place) => csv('/imports/figures', `area,year,figure,value,source\n${commune(place)},2023,nodes,7,sổ\n`),
    reach: { within: commune, ...wholeTable },
  },
  [`DELETE ${API}/figures`]: {
    call: async (place, { gateway }) => {
      const one = figure(place);
      await gateway.figures.add(place.maker, [{ ...one, note: '' }]);
      const query = new URLSearchParams({ ...one, year: String(one.year), value: String(one.value) });
      return { path: `${API}/figures?${query}` };
    },
    ...{ reach: inCommune, right: 204 },
  },
};
