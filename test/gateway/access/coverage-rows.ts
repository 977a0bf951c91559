import { API, get, hamlet, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

/** How hamlets stand, beside the verdicts themselves. */
export const COVERAGE_ROWS: Rows = {
  [`GET ${API}/coverage/:area/trend`]: get((place) => `/coverage/${hamlet(place)}/trend?months=1`, inHamlet),
};
