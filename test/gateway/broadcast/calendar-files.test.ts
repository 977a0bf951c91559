import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import { calendarOf } from '../../../gateway/broadcast/calendar-export.ts';
import { readCalendar } from '../../../gateway/broadcast/calendar-import.ts';
import { eventsOf } from '../../../gateway/broadcast/occurrences.ts';
import type { StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import { slotOf } from '../../../gateway/broadcast/slots.ts';
import type { Recurrence } from '../../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { someRecurrence } from './recurrences.ts';

const MONDAY = '2026-11-23';
const WINDOW = { from: startOfDay(MONDAY), to: startOfDay(addDays(MONDAY, 40)) };
const hash = 'f'.repeat(64);
const recording = { sha256: 'a'.repeat(64), durationMs: 90_500, opus: 'b'.repeat(64), mp3: 'c'.repeat(64) };
const bulletin = (id: string, title: string): StoredBulletin => ({
  ...{ id, title, class: 'normal', field: 'health', language: 'vi', recording: recording.sha256, area: 'a1' },
  ...{ state: 'approved', contentHash: hash, approval: { by: 'x', at: 1, contentHash: hash } },
  ...{ createdBy: 'y', changedBy: 'y', createdAt: 1 },
});
const B1 = '01ARZ3NDEKTSV4RRFFQ69G5FB1';
const B2 = '01ARZ3NDEKTSV4RRFFQ69G5FB2';
const PROGRAMME = '01ARZ3NDEKTSV4RRFFQ69G5FP1';
const bulletins = new Map([B1, B2].map((id) => [id, bulletin(id, `Bản tin; số, ${id}`)]));
const slot = (recurrence: Recurrence, change: Partial<StoredProgramme> = {}) =>
  slotOf(
    {
      ...{
        id: PROGRAMME,
        title: 'Bản tin sáng, xã An Hòa; đợt 1',
        class: 'normal',
        level: 'commune',
        resume: 'resume',
      },
      ...{
        registered: true,
        area: 'a1',
        createdAt: 1,
        bulletins: [B1],
        targets: [{ area: 'a0123456789' }],
        state: 'approved',
      },
      ...{
        contentHash: hash,
        approval: { by: 'x', at: 1, contentHash: hash },
        createdBy: 'y',
        changedBy: 'y',
        version: 3,
      },
      recurrence,
      ...change,
    },
    bulletins,
    new Map([[recording.sha256, recording]]),
  );
const base: Recurrence = { from: '2026-11-02', times: ['05:30'], weekdays: [], except: [] };

/** The starts of a calendar in the window, as another calendar would show them: by ical.js, not by our engine. */
function shownBy(text: string): { startAt: number; title: string }[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone') as ICAL.Component);
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  const instantOf = (time: ICAL.Time) => {
    const zoned = time.clone();
    zoned.zone = zone;
    return zoned.toUnixTime() * 1_000;
  };
  const shown: { startAt: number; title: string }[] = [];
  for (const event of events.filter((one) => !one.isRecurrenceException())) {
    for (const single of events.filter((one) => one.isRecurrenceException() && one.uid === event.uid))
      event.relateException(single);
    const iterator = event.iterator();
    for (let time = iterator.next(); time; time = iterator.next()) {
      const details = event.getOccurrenceDetails(time);
      const startAt = instantOf(details.startDate);
      if (startAt >= WINDOW.from && startAt < WINDOW.to)
        shown.push({ startAt, title: String(details.item.component.getFirstPropertyValue('x-loaxa-bulletin')) });
      if (instantOf(time) > WINDOW.to + 20 * DAY_MS) break;
    }
  }
  return shown.sort((a, b) => a.startAt - b.startAt || (a.title < b.title ? -1 : 1));
}

describe('the calendar file', () => {
  it('names programme, zone, length, state and place, in lines of at most 75 bytes', () => {
    const text = calendarOf([slot({ ...base, times: ['05:30', '17:00'] })], WINDOW, 0);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const unfolded = text.replaceAll('\r\n ', '');
    for (const line of [
      'TZID:Asia/Ho_Chi_Minh',
      'TZOFFSETTO:+0700',
      `UID:${PROGRAMME}`,
      `UID:${PROGRAMME}-1700`,
      'DTSTART;TZID=Asia/Ho_Chi_Minh:20261102T053000',
      'RRULE:FREQ=DAILY',
      'DURATION:PT1M31S',
      'SUMMARY:Bản tin sáng\\, xã An Hòa\\; đợt 1',
      'STATUS:CONFIRMED',
      'SEQUENCE:3',
      `X-LOAXA-BULLETIN:${B1}`,
      'X-LOAXA-TARGET:area:a0123456789',
      'DTSTAMP:19700101T000000Z',
    ])
      expect(unfolded.split('\r\n')).toContain(line);
  });

  it.each<[string, Partial<Recurrence>, string[]]>([
    [
      'weekdays until a day',
      { weekdays: [3, 1], to: '2026-12-06' },
      ['RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261206T165959Z'],
    ],
    ['a rule', { rule: 'FREQ=MONTHLY;BYDAY=1MO' }, ['RRULE:FREQ=MONTHLY;BYDAY=1MO']],
    ['a single day', { from: MONDAY, to: MONDAY }, ['DTSTART;TZID=Asia/Ho_Chi_Minh:20261123T053000']],
    ['a day left out', { except: ['2026-11-25'] }, ['EXDATE;TZID=Asia/Ho_Chi_Minh:20261125T053000']],
    [
      'lunar days as dates',
      { lunar: { day: 15 } },
      ['DTSTART;TZID=Asia/Ho_Chi_Minh:20261123T053000', 'RDATE;TZID=Asia/Ho_Chi_Minh:20261223T053000'],
    ],
    [
      'a moved run',
      { exceptions: [{ at: instantAt('2026-11-24', '05:30'), do: 'move', to: instantAt('2026-11-24', '06:45') }] },
      ['RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261124T053000', 'DTSTART;TZID=Asia/Ho_Chi_Minh:20261124T064500'],
    ],
  ])('says %s as iCalendar does', (_, change, expected) => {
    const lines = calendarOf([slot({ ...base, ...change })], WINDOW, 0)
      .replaceAll('\r\n ', '')
      .split('\r\n');
    for (const line of expected) expect(lines).toContain(line);
  });

  it('read by another calendar shows exactly the runs of the engine, whatever the timetable', () => {
    fc.assert(
      fc.property(someRecurrence(MONDAY, [B2]), (recurrence) => {
        const text = calendarOf([slot(recurrence)], WINDOW, 0);
        // What no rule can say are dates of the window, and only runs moved within it are known.
        const runs = eventsOf(recurrence, WINDOW.from, WINDOW.to).filter(
          ({ at }) => (!recurrence.lunar && !isDated(recurrence)) || (at >= WINDOW.from && at < WINDOW.to),
        );
        const expected = runs.map(({ startAt, bulletins }) => ({ startAt, title: bulletins?.[0] ?? B1 }));
        expect(shownBy(text)).toEqual(expected.sort((a, b) => a.startAt - b.startAt || (a.title < b.title ? -1 : 1)));
      }),
      { numRuns: 300 },
    );
  });

  it('read back gives the same runs where a rule can say them', () => {
    fc.assert(
      fc.property(someRecurrence(MONDAY, [B2]), (recurrence) => {
        if (recurrence.lunar || isDated(recurrence)) return;
        const { events, left } = readCalendar(calendarOf([slot(recurrence)], WINDOW, 0));
        expect(left).toMatchObject([]);
        // A single run that was moved comes back where it was moved to.
        const runs = (one: Recurrence) =>
          eventsOf(one, WINDOW.from, WINDOW.to).map(({ startAt, bulletins }) => ({
            startAt,
            bulletins: bulletins ?? [B1],
          }));
        const back = events.flatMap((event) =>
          eventsOf(event.recurrence, WINDOW.from, WINDOW.to).map(({ startAt, bulletins }) => ({
            startAt,
            bulletins: bulletins ?? event.bulletins,
          })),
        );
        const inOrder = (list: typeof back) =>
          list.sort((a, b) => a.startAt - b.startAt || (String(a.bulletins) < String(b.bulletins) ? -1 : 1));
        expect(inOrder(back)).toEqual(inOrder(runs(recurrence)));
      }),
      { numRuns: 300 },
    );
  });
});

function isDated({ holidays = 'play', rule, to }: Recurrence): boolean {
  return holidays !== 'play' || (rule !== undefined && /COUNT/.test(rule) && to !== undefined);
}

const file = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR'].join('\r\n');
const event = (...lines: string[]) => file('BEGIN:VEVENT', 'UID:u1', 'SUMMARY:Họp thôn', ...lines, 'END:VEVENT');

describe('a calendar of others', () => {
  it.each<[string, string[], Partial<Recurrence>]>([
    ['Google, in UTC', ['DTSTART:20261201T103000Z'], { from: '2026-12-01', to: '2026-12-01', times: ['17:30'] }],
    [
      'Outlook, in its own zone’s name',
      ['DTSTART;TZID=SE Asia Standard Time:20261201T053000', 'RRULE:FREQ=WEEKLY;BYDAY=TU'],
      { from: '2026-12-01', weekdays: [2], times: ['05:30'] },
    ],
    [
      'a time without a zone',
      ['DTSTART:20261201T053000', 'RRULE:FREQ=DAILY;UNTIL=20261205T000000Z'],
      { from: '2026-12-01', to: '2026-12-05', times: ['05:30'] },
    ],
    [
      'another zone, once',
      ['DTSTART;TZID=America/New_York:20261130T173000'],
      { from: '2026-12-01', to: '2026-12-01', times: ['05:30'] },
    ],
    [
      'a monthly rule',
      ['DTSTART;TZID=Asia/Saigon:20261201T053000', 'RRULE:FREQ=MONTHLY;BYDAY=1TU'],
      { from: '2026-12-01', rule: 'FREQ=MONTHLY;BYDAY=1TU' },
    ],
  ])('is understood: %s', (_, lines, expected) => {
    const outlook = lines[0]?.includes('SE Asia')
      ? [
          'BEGIN:VTIMEZONE',
          'TZID:SE Asia Standard Time',
          'BEGIN:STANDARD',
          'DTSTART:16010101T000000',
          'TZOFFSETFROM:+0700',
          'TZOFFSETTO:+0700',
          'END:STANDARD',
          'END:VTIMEZONE',
        ]
      : [];
    const text = file(...outlook, 'BEGIN:VEVENT', 'UID:u1', 'SUMMARY:Họp thôn', ...lines, 'END:VEVENT');
    const read = readCalendar(text);
    expect(read.left).toEqual([]);
    expect(read.events).toMatchObject([{ title: 'Họp thôn', recurrence: expected }]);
  });

  it.each([
    ['a whole day', ['DTSTART;VALUE=DATE:20261201'], /whole days/],
    [
      'a repetition elsewhere',
      ['DTSTART;TZID=America/New_York:20261130T173000', 'RRULE:FREQ=DAILY'],
      /America\/New_York/,
    ],
    ['an unknown zone', ['DTSTART;TZID=Nowhere:20261201T053000'], /Nowhere/],
    ['dates of its own', ['DTSTART:20261201T103000Z', 'RDATE:20261203T103000Z'], /RDATE/],
    ['seconds', ['DTSTART:20261201T103005Z'], /whole minutes/],
    ['what was cancelled', ['STATUS:CANCELLED', 'DTSTART:20261201T103000Z'], /cancelled/],
    ['no beginning', ['DESCRIPTION:x'], /no beginning/],
  ])('leaves %s, and says why', (_, lines, why) => {
    const read = readCalendar(event(...lines));
    expect(read.events).toEqual([]);
    expect(read.left).toMatchObject([{ title: 'Họp thôn', why: expect.stringMatching(why) }]);
  });

  it.each(['', 'hello', 'BEGIN:VCARD\r\nEND:VCARD', 'BEGIN:VCALENDAR'])('that is none is refused: %j', (text) => {
    expect(() => readCalendar(text)).toThrow(/iCalendar/);
  });

  it('of any bytes is read or refused, and nothing else is thrown', () => {
    const piece = fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART:',
      'DTSTART:20261301T990000',
      'RRULE:FREQ=',
      'RRULE:FREQ=DAILY;UNTIL=x',
      'EXDATE:1',
      'RECURRENCE-ID:20261201T000000Z',
      'UID:a',
      'DTSTART;TZID=../etc:20261201T000000',
      '\u0000',
      ':::',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (lines) => {
        try {
          readCalendar(file(...lines));
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(no-calendar|too-many)$/) });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
