// pure
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, instantAt, timeOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import { CALENDAR_ZONE } from './calendar-export.ts';

/** More than a commune plans in a year. */
const MOST_EVENTS = 500;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const OFFSET_MINUTES = 420;

/** An event of a calendar, as far as a programme can say it. */
export interface ImportedEvent {
  readonly title: string;
  readonly recurrence: Recurrence;
  /** Ids and targets that our own export wrote; `also` are those beside the groups. */
  readonly bulletins: readonly string[];
  readonly targets: readonly string[];
  readonly groups: readonly string[];
  readonly also: readonly string[];
}
export interface LeftEvent {
  readonly title: string;
  readonly why: string;
  readonly code: string;
}

/** The events of an iCalendar file: what can be a programme, and what cannot with the reason. Throws on what is no calendar. */
export function readCalendar(text: string): { events: ImportedEvent[]; left: LeftEvent[] } {
  const components = parsed(text);
  const all = components.flatMap((one) => one.getAllSubcomponents('vevent'));
  if (all.length > MOST_EVENTS)
    throw new RuleError('too-many', `The calendar has more than ${MOST_EVENTS} events; export a smaller part of it.`);
  const singles = new Map<string, ICAL.Component[]>();
  for (const one of all.filter(isSingle)) singles.set(uidOf(one), [...(singles.get(uidOf(one)) ?? []), one]);
  const events: ImportedEvent[] = [];
  const left: LeftEvent[] = [];
  for (const event of all.filter((one) => !isSingle(one))) {
    const title = textOf(event, 'summary').slice(0, 200) || 'Không tên';
    try {
      events.push(readEvent(event, title, singles.get(uidOf(event)) ?? []));
      singles.delete(uidOf(event));
    } catch (error) {
      // The parser throws bare errors at values that are none, when they are asked for.
      const why =
        error instanceof Unreadable ? error.message : 'It holds a value that cannot be read; export it again.';
      left.push({ title, why, code: 'event-unreadable' });
    }
  }
  const known = new Set(all.filter((one) => !isSingle(one)).map(uidOf));
  for (const [uid, [orphan]] of singles)
    if (orphan && !known.has(uid))
      left.push({ title: textOf(orphan, 'summary'), why: 'Its series is not in the file.', code: 'event-unreadable' });
  return { events, left };
}

/** Why one event cannot be a programme. */
class Unreadable extends Error {}

function parsed(text: string): ICAL.Component[] {
  try {
    const jcal: unknown[] = ICAL.parse(text);
    // One calendar, or a list of them, in the library's own form.
    const calendars = (Array.isArray(jcal[0]) ? (jcal as unknown[][]) : [jcal]).map((one) => new ICAL.Component(one));
    if (calendars.every((one) => one.name === 'vcalendar')) return calendars;
  } catch (error) {
    throw new InvalidInputError('no-calendar', 'This is no iCalendar file (.ics); export it again.', {}, error);
  }
  throw new InvalidInputError('no-calendar', 'This is no iCalendar file (.ics); it holds no VCALENDAR.');
}

function readEvent(event: ICAL.Component, title: string, singles: readonly ICAL.Component[]): ImportedEvent {
  if (textOf(event, 'status') === 'CANCELLED') throw new Unreadable('It was cancelled.');
  if (event.getAllProperties('rdate').length > 0)
    throw new Unreadable('It lists its dates (RDATE); a programme needs weekdays or a rule.');
  const rules = event.getAllProperties('rrule');
  const { instant: start, zone } = instantOf(event.getFirstProperty('dtstart'));
  if (start % MINUTE_MS !== 0) throw new Unreadable('It begins within a minute; programmes begin on whole minutes.');
  if (rules.length > 1) throw new Unreadable('It has several rules (RRULE).');
  if (rules.length > 0 && !isVietnamese(zone, start))
    throw new Unreadable(`It repeats by the clock of ${zone}; save it in Asia/Ho_Chi_Minh.`);
  const repeated = rules[0]?.getFirstValue();
  const excluded = event.getAllProperties('exdate').flatMap((one) => one.getValues().map((value) => dayIn(one, value)));
  const bulletins = ownProperties(event, 'x-loaxa-bulletin');
  const recurrence: Recurrence = {
    ...daysOf(repeated === undefined || repeated === null ? undefined : String(repeated), start),
    times: [timeOf(start)],
    except: [...new Set(excluded)],
  };
  const exceptions = singles.flatMap((one) => exceptionsOf(one, bulletins));
  return {
    ...{ title, bulletins, targets: ownProperties(event, 'x-loaxa-target') },
    ...{ groups: ownProperties(event, 'x-loaxa-group'), also: ownProperties(event, 'x-loaxa-also') },
    recurrence: exceptions.length === 0 ? recurrence : { ...recurrence, exceptions },
  };
}

function exceptionsOf(single: ICAL.Component, usual: readonly string[]): NonNullable<Recurrence['exceptions']> {
  const id = single.getFirstProperty('recurrence-id');
  if (id?.getFirstParameter('range')) throw new Unreadable('A change of it holds for later runs too (RANGE).');
  const at = instantOf(id).instant;
  if (textOf(single, 'status') === 'CANCELLED') return [{ at, do: 'skip' }];
  const to = instantOf(single.getFirstProperty('dtstart')).instant;
  const said = ownProperties(single, 'x-loaxa-bulletin');
  return [
    ...(to === at ? [] : [{ at, do: 'move' as const, to }]),
    ...(said.length === 0 || said.join() === usual.join() ? [] : [{ at, do: 'replace' as const, bulletins: said }]),
  ];
}

/** First and last day, and weekdays or rule, of an event that begins at `start`. */
function daysOf(rule: string | undefined, start: number): Pick<Recurrence, 'from' | 'to' | 'weekdays' | 'rule'> {
  const from = dayOf(start);
  if (rule === undefined) return { from, to: from, weekdays: [] };
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const until = parts.get('UNTIL');
  parts.delete('UNTIL');
  const ends = until === undefined ? {} : { to: lastDay(until, start) };
  const rest = [...parts].filter(([name, value]) => name !== 'WKST' && !(name === 'INTERVAL' && value === '1'));
  const others = rest.filter(([name]) => name !== 'FREQ').map(([name]) => name);
  if (parts.get('FREQ') === 'DAILY' && others.length === 0) return { from, ...ends, weekdays: [] };
  const named = (parts.get('BYDAY') ?? WEEKDAYS[weekdayOf(from) - 1] ?? '')
    .split(',')
    .map((day) => WEEKDAYS.indexOf(day));
  const weekly = parts.get('FREQ') === 'WEEKLY' && others.every((name) => name === 'BYDAY');
  if (weekly && !named.includes(-1)) return { from, ...ends, weekdays: named.map((index) => index + 1).sort() };
  return { from, ...ends, weekdays: [], rule: [...parts].map(([name, value]) => `${name}=${value}`).join(';') };
}

/** The last day whose run does not begin after UNTIL, which is a day or an instant. */
function lastDay(until: string, start: number): Day {
  const digits = until.replaceAll(/[-:]/g, '');
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  if (digits.length === 8) return day;
  const time = `${digits.slice(9, 11)}:${digits.slice(11, 13)}:${digits.slice(13, 15)}`;
  const instant = Date.parse(`${day}T${time}${digits.endsWith('Z') ? 'Z' : '+07:00'}`);
  const last = dayOf(instant);
  return instantAt(last, timeOf(start)) <= instant ? last : addDays(last, -1);
}

function instantOf(property: ICAL.Property | null): { instant: number; zone: string } {
  const value = property?.getFirstValue();
  if (!property || !(value instanceof ICAL.Time)) throw new Unreadable('It has no beginning.');
  if (value.isDate) throw new Unreadable('It lasts whole days; a programme needs a time of day.');
  const { year, month, day, hour, minute, second } = value;
  if (value.zone === ICAL.Timezone.utcTimezone)
    return { instant: Date.UTC(year, month - 1, day, hour, minute, second), zone: 'UTC' };
  // A time without a zone is the time of whoever looks at it: here a Vietnamese one.
  const zone = property.getFirstParameter('tzid') || CALENDAR_ZONE;
  try {
    const local = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second });
    return { instant: local.toZonedDateTime(zone).epochMilliseconds, zone };
  } catch {
    // A name of its own ("SE Asia Standard Time"): the file must say what it means.
    if (value.zone?.component) return { instant: value.toUnixTime() * 1_000, zone };
    throw new Unreadable(`Its time zone ${zone} is unknown; save it in Asia/Ho_Chi_Minh.`);
  }
}

function isVietnamese(zone: string, start: number): boolean {
  const half = [start, start + 182 * 24 * 60 * MINUTE_MS];
  try {
    return half.every(
      (at) =>
        Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 60e9 === OFFSET_MINUTES,
    );
  } catch {
    return /^SE Asia Standard Time$/i.test(zone);
  }
}

function dayIn(property: ICAL.Property, value: unknown): Day {
  if (value instanceof ICAL.Time && value.isDate) return value.toString().slice(0, 10);
  const single = new ICAL.Property('dtstart', property.parent);
  const zone = property.getFirstParameter('tzid');
  if (zone) single.setParameter('tzid', zone);
  single.setValue(value as ICAL.Time);
  return dayOf(instantOf(single).instant);
}

function ownProperties(event: ICAL.Component, name: string): string[] {
  return event.getAllProperties(name).map((one) => String(one.getFirstValue()));
}

function isSingle(event: ICAL.Component): boolean {
  return event.getFirstProperty('recurrence-id') !== null;
}

function uidOf(event: ICAL.Component): string {
  return textOf(event, 'uid');
}

function textOf(event: ICAL.Component, name: string): string {
  return String(event.getFirstPropertyValue(name) ?? '').trim();
}
