// pure
import type { BodyForm } from '../../protocol/notify.ts';

/** What takes the place of `{phone}`, `{text}`, `{link}`, `{key}`. */
export interface Filling {
  readonly phone: string;
  readonly text: string;
  readonly link: string;
  readonly key: string;
}

const PLACE = /\{(phone|text|link|key)\}/g;

/** In an address: percent-encoded (RFC 3986), so that a text adds no parameter of its own. */
export function fillAddress(template: string, filling: Filling): string {
  return fill(template, filling, encodeURIComponent);
}

/** In a body: as part of a JSON string, of a form (application/x-www-form-urlencoded), or as it is. */
export function fillBody(template: string, form: BodyForm, filling: Filling): string {
  switch (form) {
    case 'json':
      return fill(template, filling, (value) => JSON.stringify(value).slice(1, -1));
    case 'form':
      return fill(template, filling, encodeURIComponent);
    case 'text':
      return fill(template, filling, (value) => value);
    default:
      return form satisfies never;
  }
}

/** In a header: what would begin another header, or is no Latin-1, is left out (RFC 9110 §5.5). */
export function fillHeader(template: string, filling: Filling): string {
  return fill(template, filling, (value) => value.replace(/[^\x20-\x7e\xa0-\xff]/g, ''));
}

/** Is the template still JSON when it is filled with the worst that people write? */
export function isJsonWhenFilled(template: string): boolean {
  try {
    JSON.parse(fillBody(template, 'json', { phone: '+84912345678', text: 'a"\\\n{}', link: 'https://a/', key: '"' }));
    return true;
  } catch {
    return false;
  }
}

/** One pass: a text that holds `{key}` does not get the key. */
function fill(template: string, filling: Filling, escaped: (value: string) => string): string {
  return template.replace(PLACE, (_all, name: keyof Filling) => escaped(filling[name]));
}
