// pure
import { HOUR_MS } from '../../../protocol/units.ts';
import { isRealDay, TIME_OF_DAY } from '../../../protocol/vietnam-time.ts';

/** Vietnam, all year (protocol/vietnam-time.ts). */
const OFFSET_MS = 7 * HOUR_MS;
const TOKENS = /YYYY|MM|DD|HH|mm|ss|SSS/g;
const DIGITS: Readonly<Record<string, number>> = { YYYY: 4, MM: 2, DD: 2, HH: 2, mm: 2, ss: 2, SSS: 3 };
/** In what an instant is written: ISO 8601 with its offset, a count since 1970, or Vietnamese wall clock by a pattern. */
export const INSTANT_WORDS = ['iso', 'epoch-ms', 'epoch-s'] as const;
export const DURATION_WORDS = ['ms', 's', 'min', 'HH:mm:ss'] as const;
export type DurationWord = (typeof DURATION_WORDS)[number];

/** Problem of a pattern for days, times or instants; undefined for a good one. Each part once, at least those named. */
export function patternProblem(pattern: string, needed: readonly string[]): string | undefined {
  const found: readonly string[] = pattern.match(TOKENS) ?? [];
  if (new Set(found).size < found.length) return `«${pattern}» names a part twice`;
  const missing = needed.filter((token) => !found.includes(token));
  return missing.length === 0 ? undefined : `«${pattern}» lacks ${missing.join(', ')}`;
}

/** `YYYY-MM-DD` as the pattern has it. */
export function writeDay(day: string, pattern: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return filled(pattern, { YYYY: year, MM: month, DD: date });
}

/** Undefined where it is none, or no day of the calendar. */
export function readDay(text: unknown, pattern: string): string | undefined {
  const parts = partsOf(text, pattern);
  const day = parts && `${parts.YYYY}-${parts.MM}-${parts.DD}`;
  return day !== undefined && isRealDay(day) ? day : undefined;
}

export function writeTime(time: string, pattern: string): string {
  const [hour = '', minute = ''] = time.split(':');
  return filled(pattern, { HH: hour, mm: minute, ss: '00' });
}

/** Seconds are left out: nothing is planned by them. */
export function readTime(text: unknown, pattern: string): string | undefined {
  const parts = partsOf(text, pattern);
  const time = parts && `${parts.HH}:${parts.mm}`;
  return time !== undefined && TIME_OF_DAY.test(time) ? time : undefined;
}

export function writeInstant(at: number, form: string): string | number {
  if (form === 'epoch-ms') return at;
  if (form === 'epoch-s') return Math.floor(at / 1_000);
  const local = new Date(at + OFFSET_MS).toISOString();
  if (form === 'iso') return `${local.slice(0, -1)}+07:00`;
  const [year = '', month = '', day = '', hour = '', minute = '', second = '', ms = ''] = local.split(/[-T:.Z]/);
  return filled(form, { YYYY: year, MM: month, DD: day, HH: hour, mm: minute, ss: second, SSS: ms });
}

export function readInstant(value: unknown, form: string): number | undefined {
  if (form === 'epoch-ms' || form === 'epoch-s') {
    const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return undefined;
    return form === 'epoch-ms' ? count : count * 1_000;
  }
  if (form === 'iso') {
    // An instant without an offset would be another one on another machine.
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(value))
      return undefined;
    const at = Date.parse(value);
    return Number.isNaN(at) || !isRealDay(value.slice(0, 10)) ? undefined : at;
  }
  const parts = partsOf(value, form);
  if (!parts || !isRealDay(`${parts.YYYY}-${parts.MM}-${parts.DD}`)) return undefined;
  const { YYYY, MM, DD, HH, mm, ss = '00', SSS = '000' } = parts;
  const at = Date.parse(`${YYYY}-${MM}-${DD}T${HH}:${mm}:${ss}.${SSS}Z`);
  return Number.isNaN(at) ? undefined : at - OFFSET_MS;
}

export function writeDuration(ms: number, form: DurationWord): string | number {
  switch (form) {
    case 'ms':
      return ms;
    case 's':
      return Math.round(ms / 1_000);
    case 'min':
      return Math.ceil(ms / 60_000);
    case 'HH:mm:ss': {
      const seconds = Math.round(ms / 1_000);
      const pad = (value: number) => String(value).padStart(2, '0');
      return `${pad(Math.floor(seconds / 3_600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    }
  }
}

export function readDuration(value: unknown, form: DurationWord): number | undefined {
  if (form === 'HH:mm:ss') {
    const found = typeof value === 'string' ? /^(\d{2,3}):([0-5]\d):([0-5]\d)$/.exec(value) : null;
    return found ? (Number(found[1]) * 3_600 + Number(found[2]) * 60 + Number(found[3])) * 1_000 : undefined;
  }
  const count = typeof value === 'string' && /^\d{1,12}(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isFinite(count) || count < 0) return undefined;
  return Math.round(count * { ms: 1, s: 1_000, min: 60_000 }[form]);
}

function filled(pattern: string, parts: Readonly<Record<string, string>>): string {
  return pattern.replace(TOKENS, (token) => parts[token] ?? token);
}

/** The digits of each token, or undefined where the text is not of that pattern. */
function partsOf(text: unknown, pattern: string): Record<string, string> | undefined {
  if (typeof text !== 'string') return undefined;
  const parts: Record<string, string> = {};
  let rest = text;
  for (const piece of pattern.split(/(YYYY|MM|DD|HH|mm|ss|SSS)/)) {
    const digits = DIGITS[piece];
    if (digits === undefined) {
      if (!rest.startsWith(piece)) return undefined;
      rest = rest.slice(piece.length);
      continue;
    }
    const found = rest.slice(0, digits);
    if (found.length < digits || !/^\d+$/.test(found)) return undefined;
    parts[piece] = found;
    rest = rest.slice(digits);
  }
  return rest === '' ? parts : undefined;
}
