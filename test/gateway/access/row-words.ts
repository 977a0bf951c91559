import type { Place } from './place.ts';
import type { Call, Reach, Row } from './rows.ts';

export const API = '/api/v1';
export const commune = (place: Place) => place.commune.id;
export const hamlet = (place: Place) => place.hamlet.id;
export const inCommune: Reach = { within: commune };
export const inHamlet: Reach = { within: hamlet };
/** The item's existence is nobody's business elsewhere. */
export const hidden = (code: string, area = commune): Reach => ({ touches: area, refused: [404, code] });
export const shown = (
  lists: (place: Place) => string,
  area = commune,
  how: 'within' | 'touches' = 'touches',
): Reach => ({
  lists,
  ...{ in: how, area },
});

export const get = (path: (place: Place) => string, reach: Reach): Row => ({
  call: (place) => ({ path: API + path(place) }),
  reach,
});
export const csv = (path: string, text: string): Call => ({
  ...{ path: API + path, body: text },
  headers: { 'content-type': 'text/csv' },
});
export const everywhere = (why: string): Reach => ({ everywhere: why });
export const wholeTable = { refused: [422, 'import-refused'] as const };

export function form(path: string, fields: Record<string, string>, sound: string): Call {
  const parts = Object.entries(fields).map(([name, value]) => `name="${name}"\r\n\r\n${value}`);
  parts.push(`name="file"; filename="tin.mp3"\r\ncontent-type: audio/mpeg\r\n\r\n${sound}`);
  const body = parts.map((part) => `--x\r\ncontent-disposition: form-data; ${part}\r\n`).join('');
  return { path: API + path, body: `${body}--x--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
}
