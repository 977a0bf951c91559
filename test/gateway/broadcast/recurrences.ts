import fc from 'fast-check';
import { originalsOf } from '../../../gateway/broadcast/occurrences.ts';
import type { Recurrence } from '../../../protocol/api/broadcast.ts';
import { HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, startOfDay } from '../../../protocol/vietnam-time.ts';

const RULES = [
  'FREQ=DAILY',
  'FREQ=DAILY;INTERVAL=3',
  'FREQ=DAILY;COUNT=9',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR',
  'FREQ=WEEKLY;BYDAY=TU,TH;COUNT=7',
  'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO',
  'FREQ=MONTHLY;BYDAY=1MO',
  'FREQ=MONTHLY;BYMONTHDAY=1,15,-1',
  'FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=YEARLY;BYMONTH=11,12;BYMONTHDAY=24,25,26',
  'FREQ=DAILY;UNTIL=20261203',
];

const NONE = fc.constant<number[]>([]);
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A timetable of any kind around a day, without changes of single runs. */
export const someTimetable = (around: string): fc.Arbitrary<Recurrence> =>
  fc
    .record({
      from: fc.integer({ min: -40, max: 10 }).map((days) => addDays(around, days)),
      last: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 2 }),
      times: fc.uniqueArray(
        fc.integer({ min: 0, max: 287 }).map((five) => clock(five * 5)),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      days: fc.oneof<fc.Arbitrary<Pick<Recurrence, 'weekdays' | 'rule' | 'lunar'>>[]>(
        fc.constant({ weekdays: [] }),
        fc.record({ weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }) }),
        fc.record({ weekdays: NONE, rule: fc.constantFrom(...RULES) }),
        fc.record({ weekdays: NONE, lunar: fc.record({ day: fc.integer({ min: 1, max: 30 }) }) }),
      ),
      holidays: fc.constantFrom(undefined, 'play' as const, 'skip' as const, 'only' as const),
      except: fc.uniqueArray(
        fc.integer({ min: -5, max: 20 }).map((days) => addDays(around, days)),
        { maxLength: 3 },
      ),
    })
    .map(({ from, last, times, days, holidays, except }) => ({
      ...{ from, times, except, ...days },
      ...(last === undefined ? {} : { to: addDays(from, last) }),
      ...(holidays === undefined ? {} : { holidays }),
    }));

/** The same with some of its runs skipped, moved (to any minute) or replaced by one of these bulletins. */
export const someRecurrence = (around: string, bulletins: readonly string[]): fc.Arbitrary<Recurrence> =>
  fc
    .tuple(
      someTimetable(around),
      fc.array(
        fc.record({
          nth: fc.nat(40),
          kind: fc.constantFrom('skip' as const, 'move' as const, 'replace' as const),
          byMinutes: fc.integer({ min: -3 * 24 * 60, max: 5 * 24 * 60 }),
          bulletin: fc.nat(Math.max(0, bulletins.length - 1)),
        }),
        { maxLength: 5 },
      ),
    )
    .map(([recurrence, changes]) => {
      const from = startOfDay(around) - 72 * HOUR_MS;
      const originals = originalsOf(recurrence, from, from + 21 * 24 * HOUR_MS);
      const exceptions = changes.flatMap(
        ({ nth, kind, byMinutes, bulletin }): NonNullable<Recurrence['exceptions']> => {
          const at = originals[nth % Math.max(1, originals.length)];
          if (at === undefined) return [];
          if (kind === 'skip') return [{ at, do: 'skip' }];
          if (kind === 'move') return [{ at, do: 'move', to: at + byMinutes * MINUTE_MS }];
          const id = bulletins[bulletin];
          return id === undefined ? [] : [{ at, do: 'replace', bulletins: [id] }];
        },
      );
      const each = [...new Map(exceptions.map((one) => [`${one.do} ${one.at}`, one])).values()];
      return each.length === 0 ? recurrence : { ...recurrence, exceptions: each };
    });
