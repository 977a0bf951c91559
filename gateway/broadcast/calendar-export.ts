// pure
import ICAL from 'ical.js';
import type { Recurrence, Target } from '../../protocol/api/broadcast.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { addDays, type Day, instantAt, startOfDay } from '../../protocol/vietnam-time.ts';
import { isApproved } from './approval.ts';
import { eventAt, eventsOf, isOriginal, type Occurrence, originalsOf } from './occurrences.ts';
import { firstAt } from './recurrence-check.ts';
import { partOf, withPart } from './recurrence-rule.ts';
import { type Slot, saidAt } from './slots.ts';
import type { Window } from './times.ts';

export const CALENDAR_ZONE = 'Asia/Ho_Chi_Minh';
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Programmes as an iCalendar (RFC 5545) that common calendars read. A programme is one event a time of day: the first has the
 * programme's id as UID, the others the id and the time. What no RRULE can say, lunar days and holidays, are the dates (RDATE)
 * of the window. `now` stamps it.
 */
export function calendarOf(slots: readonly Slot[], window: Window, now: number): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//LoaXa//Lich phat//VI');
  calendar.addPropertyWithValue('calscale', 'GREGORIAN');
  calendar.addPropertyWithValue('method', 'PUBLISH');
  calendar.addSubcomponent(zone());
  for (const slot of slots) {
    if (eventsOf(slot.programme.recurrence, window.from, window.to).length === 0) continue;
    const times = [...new Set(slot.programme.recurrence.times)].sort();
    for (const [index, time] of times.entries()) {
      const uid = index === 0 ? slot.programme.id : `${slot.programme.id}-${time.replace(':', '')}`;
      for (const event of eventsAt(slot, time, window, { uid, now })) calendar.addSubcomponent(event);
    }
  }
  return `${calendar.toString()}\r\n`;
}

interface Stamp {
  readonly uid: string;
  readonly now: number;
}

function eventsAt(slot: Slot, time: string, window: Window, stamp: Stamp): ICAL.Component[] {
  const recurrence = { ...slot.programme.recurrence, times: [time] };
  const changed = (recurrence.exceptions ?? []).filter((one) => isOriginal(recurrence, one.at));
  const skipped = changed.flatMap((one) => (one.do === 'skip' ? [one.at] : []));
  const rule = ruleOf(recurrence);
  const dates = rule ? [] : datesOf(recurrence, rule === '' ? undefined : window).filter((at) => !skipped.includes(at));
  const [only] = dates;
  // A single event is where it was moved to: there is no series that it could be an exception of.
  if (only !== undefined && dates.length === 1) return [eventOf(slot, eventAt(recurrence, only) as Occurrence, stamp)];
  // An excluded first day still anchors the rule; it is excluded by its date.
  const first = rule ? firstAt({ ...recurrence, except: [] }, time)[0] : only;
  if (first === undefined) return [];
  const main = eventOf(slot, { at: first, startAt: first }, stamp);
  if (rule) main.addPropertyWithValue('rrule', ICAL.Recur.fromString(rule));
  // The first is DTSTART too; readers that take RDATE for the whole list would lose it, the others count it once.
  for (const date of dates) addTime(main, 'rdate', date);
  // Only what the rule would give: an EXDATE of nothing leads some calendars astray.
  const excluded = recurrence.except.map((day) => instantAt(day, time));
  const given = excluded.filter((date) => isOriginal({ ...recurrence, except: [] }, date));
  if (rule)
    for (const date of [...new Set([...given, ...skipped])].sort((a, b) => a - b)) addTime(main, 'exdate', date);
  const singles = [...new Set(changed.map((one) => one.at))].flatMap((at) => {
    const event = eventAt(recurrence, at);
    if (!event || (event.startAt === at && !event.bulletins)) return [];
    const single = eventOf(slot, event, stamp);
    addTime(single, 'recurrence-id', at);
    return [single];
  });
  return [main, ...singles];
}

/** The original instants of a single day, or of a window. */
function datesOf(recurrence: Recurrence, window: Window | undefined): number[] {
  const day = { from: startOfDay(recurrence.from), to: startOfDay(addDays(recurrence.from, 1)) };
  const { from, to } = window ?? day;
  return originalsOf(recurrence, from, to);
}

/** The RRULE of a timetable: empty for a single day, undefined where none can say it. */
function ruleOf({ from, to, weekdays, rule, lunar, holidays = 'play' }: Recurrence): string | undefined {
  if (lunar || holidays !== 'play') return undefined;
  const until = (text: string) => (to === undefined ? text : withPart(text, 'UNTIL', utcText(endOf(to))));
  if (rule !== undefined) {
    if (to !== undefined && partOf(rule, 'COUNT') !== undefined) return undefined;
    const own = partOf(rule, 'UNTIL');
    const ends = own === undefined ? undefined : own.length === 8 ? utcText(endOf(dashed(own))) : own;
    if (ends === undefined) return until(rule);
    return withPart(rule, 'UNTIL', to !== undefined && utcText(endOf(to)) < ends ? utcText(endOf(to)) : ends);
  }
  if (from === to) return '';
  if (weekdays.length === 0) return until('FREQ=DAILY');
  const days = [...weekdays].sort().map((weekday) => WEEKDAYS[weekday - 1]);
  return until(`FREQ=WEEKLY;BYDAY=${days.join(',')}`);
}

function eventOf(slot: Slot, event: Occurrence, { uid, now }: Stamp): ICAL.Component {
  const { programme } = slot;
  const said = saidAt(slot, event);
  const ids = event.bulletins ?? programme.bulletins;
  const component = new ICAL.Component('vevent');
  component.addPropertyWithValue('uid', uid);
  component.addPropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(now), true));
  addTime(component, 'dtstart', event.startAt);
  component.addPropertyWithValue(
    'duration',
    ICAL.Duration.fromSeconds(Math.max(1, Math.ceil(said.durationMs / 1_000))),
  );
  component.addPropertyWithValue('summary', programme.title);
  component.addPropertyWithValue('description', said.contents.map((content) => content.title).join('\n'));
  component.addPropertyWithValue('sequence', programme.version);
  component.addPropertyWithValue('status', isApproved(programme) ? 'CONFIRMED' : 'TENTATIVE');
  component.addPropertyWithValue('transp', 'TRANSPARENT');
  for (const id of ids) component.addPropertyWithValue('x-loaxa-bulletin', id);
  for (const target of programme.targets) component.addPropertyWithValue('x-loaxa-target', placeText(target));
  // Beside the places of this moment: an import where the groups are known follows them again.
  for (const group of programme.follows?.groups ?? []) component.addPropertyWithValue('x-loaxa-group', group);
  for (const target of programme.follows?.also ?? []) component.addPropertyWithValue('x-loaxa-also', placeText(target));
  return component;
}

function placeText(target: Target): string {
  return 'area' in target ? `area:${target.area}` : `node:${target.node}`;
}

/** Vietnamese wall-clock time with the zone's name. */
function addTime(component: ICAL.Component, name: string, instant: number): void {
  const property = new ICAL.Property(name, component);
  property.setParameter('tzid', CALENDAR_ZONE);
  const local = new Date(instant + 7 * HOUR_MS).toISOString().slice(0, 19);
  property.setValue(ICAL.Time.fromDateTimeString(local));
  component.addProperty(property);
}

function zone(): ICAL.Component {
  const component = new ICAL.Component('vtimezone');
  component.addPropertyWithValue('tzid', CALENDAR_ZONE);
  const standard = new ICAL.Component('standard');
  standard.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString('1975-06-13T00:00:00'));
  standard.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromString('+07:00'));
  standard.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromString('+07:00'));
  standard.addPropertyWithValue('tzname', '+07');
  component.addSubcomponent(standard);
  return component;
}

function endOf(day: Day): number {
  return instantAt(day, '23:59') + 59_000;
}

function dashed(day: string): Day {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

function utcText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
