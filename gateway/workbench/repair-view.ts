// pure
import type { Case, Repair } from '../../protocol/api/cases.ts';

/** A page a phone keeps: rows and bytes of JSON at most. */
export const MOST_ROWS = 200;
export const MOST_BYTES = 98_000;

/** What a row needs of a case; its story is read where the case is. */
export function slim(one: Case): Case {
  const { detail: _d, reporter: _r, resolved: _s, closed: _c, confirmed: _f, cause: _k, ...kept } = one;
  const { costVnd: _v, workMinutes: _w, soundHeard: _h, incident: _i, ...rest } = kept;
  const { latitude, longitude, acknowledged } = rest;
  const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
  return {
    ...rest,
    ...(latitude === undefined ? {} : { latitude: round(latitude) }),
    ...(longitude === undefined ? {} : { longitude: round(longitude) }),
    ...(acknowledged ? { acknowledged: { at: acknowledged.at, by: acknowledged.by } } : {}),
    opened: { at: one.opened.at, by: one.opened.by },
    ...{ measure: '', parts: '', photos: [] },
  };
}

/** As many rows from the top as a phone is to keep. */
export function kept(rows: readonly Repair[], bytesOf: (row: Repair) => number): Repair[] {
  let bytes = 0;
  const end = rows.slice(0, MOST_ROWS).findIndex((row) => {
    bytes += bytesOf(row) + 1;
    return bytes > MOST_BYTES;
  });
  return rows.slice(0, end < 0 ? MOST_ROWS : end);
}
