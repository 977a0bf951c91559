import { type Golden, spread, times } from './given.ts';

/** Days and parts of days are Vietnamese (UTC+7); what lies outside the window does not count. */
const deciding = `${spread(89, 18, 'n')}-`;
const MET = { verdict: 'met', lower: 0.8, sessions: { due: 90 } } as const;

export const DAYS: readonly Golden[] = [
  {
    // 71 of 89 by the pattern; the 72nd at 02:59:59 on the last day, which in UTC is still the day before.
    title: 'a run at 02:59:59 Vietnamese time belongs to that day',
    given: { mornings: deciding, runs: [{ day: '2026-11-22', time: '02:59:59', receipts: [{}] }] },
    expected: MET,
  },
  {
    title: 'a run at 23:59:59 on the last day counts',
    given: { mornings: deciding, runs: [{ day: '2026-11-22', time: '23:59:59', receipts: [{}] }] },
    expected: MET,
  },
  {
    // 89 due: 71 / 89 = 0.7977… The run of 23/11 00:00:00 is another window's.
    title: 'a run one second later does not',
    given: { mornings: deciding, runs: [{ day: '2026-11-23', time: '00:00:00', receipts: [{}] }] },
    expected: { verdict: 'not-met', lower: 71 / 89, sessions: { due: 89 } },
  },
  {
    title: 'a run at 00:00:00 on the first day counts',
    given: { mornings: `-${spread(89, 18, 'n')}`, runs: [{ day: '2026-08-25', time: '00:00:00', receipts: [{}] }] },
    expected: MET,
  },
  {
    title: 'a run one second earlier does not',
    given: { mornings: `-${spread(89, 18, 'n')}`, runs: [{ day: '2026-08-24', time: '23:59:59', receipts: [{}] }] },
    expected: { verdict: 'not-met', lower: 71 / 89, sessions: { due: 89 } },
  },
  {
    // 11:59:59 and 05:00 are one morning: 90 sessions.
    title: '11:59:59 is morning',
    given: { mornings: times('h', 90), runs: [{ day: '2026-11-22', time: '11:59:59', receipts: [{}] }] },
    expected: { verdict: 'met', sessions: { due: 90 } },
  },
  {
    title: '12:00:00 is afternoon, another session',
    given: { mornings: times('h', 90), runs: [{ day: '2026-11-22', time: '12:00:00', receipts: [{}] }] },
    expected: { verdict: 'met', sessions: { due: 91 } },
  },
  {
    title: '18:59:59 is the afternoon of 17:00',
    given: { afternoons: times('h', 90), runs: [{ day: '2026-11-22', time: '18:59:59', receipts: [{}] }] },
    expected: { verdict: 'met', sessions: { due: 90 } },
  },
  {
    title: '19:00:00 is evening',
    given: { afternoons: times('h', 90), runs: [{ day: '2026-11-22', time: '19:00:00', receipts: [{}] }] },
    expected: { verdict: 'met', sessions: { due: 91 } },
  },
  {
    // November: 30 days, 24 heard of 30 = 0.8. The misses of 30/10 and 31/10 are October's: the floor is ⌊5 × 30 / 7⌋ = 21.
    title: 'a window that begins on 1/11 knows nothing of 31/10',
    given: { window: ['2026-11-01', '2026-11-30'], mornings: `nn${spread(30, 6, 'n')}` },
    expected: { verdict: 'met', lower: 0.8, owed: 30, days: 30, longestMiss: 1, sessions: { due: 30 } },
  },
  {
    // October: 31 days. 25 of 31 = 0.806…; the session of 1/11 was missed, one day too late to matter.
    title: 'a window that ends on 31/10 knows nothing of 1/11',
    given: {
      ...{ window: ['2026-10-01', '2026-10-31'], mornings: spread(31, 6, 'n') },
      runs: [{ day: '2026-11-01', time: '05:00', receipts: [{ heard: 0 }] }],
    },
    expected: { verdict: 'met', lower: 25 / 31, days: 31, sessions: { due: 31 } },
  },
  {
    // 8 misses in a row from 28/10 to 4/11, over the end of the month: one more than a week's 7.
    title: 'a run of misses goes on over the end of a month',
    given: { mornings: `${times('h', 64)}${times('n', 8)}${times('h', 18)}` },
    expected: {
      verdict: 'not-met',
      lower: 82 / 90,
      longestMiss: 8,
      because: { 'consecutive-misses': { longest: 8, allowed: 7 } },
    },
  },
  {
    // February 2028 has 29 days: 24 of 29 = 0.8275…; without the 29th it would be 23 of 28 = 0.82…
    title: 'the leap day is a day',
    given: { window: ['2028-02-01', '2028-02-29'], mornings: `${spread(28, 5, 'n')}h` },
    expected: { verdict: 'met', lower: 24 / 29, days: 29, sessions: { due: 29, heard: 24 } },
  },
  {
    // February 2027 has 28: a pattern of 28 fills it.
    title: 'other years have none',
    given: { window: ['2027-02-01', '2027-02-28'], mornings: spread(28, 5, 'n') },
    expected: { verdict: 'met', lower: 23 / 28, days: 28, sessions: { due: 28 } },
  },
  {
    // The gateway was off from 14/3 00:00 to 17/3 00:00 (the watch of this test's database): mornings of 14, 15 and 16 unknown.
    // 90 days up to 31/3/2027: 21 missed, 3 unknown, 66 heard: 66 / 90 to 69 / 90. Both fail.
    title: 'a gateway that was off is said, and does not decide what is clear without',
    given: { window: ['2027-01-01', '2027-03-31'], mornings: `${spread(72, 21, 'n')}uuu${times('h', 15)}` },
    expected: {
      ...{ verdict: 'not-met', lower: 66 / 90, upper: 69 / 90 },
      because: {
        'unknown-unobserved': {
          sessions: 3,
          from: Date.parse('2027-03-14T00:00:00+07:00'),
          to: Date.parse('2027-03-17T00:00:00+07:00'),
        },
      },
    },
  },
  {
    // 70 heard of 90 and 3 unknown: 70 / 90 to 73 / 90 = 0.777… to 0.811…
    title: 'a gateway that was off leaves the verdict open where it could decide',
    given: { window: ['2027-01-01', '2027-03-31'], mornings: `${spread(72, 17, 'n')}uuu${times('h', 15)}` },
    expected: {
      verdict: 'insufficient',
      lower: 70 / 90,
      upper: 73 / 90,
      because: { 'unknown-unobserved': { sessions: 3 } },
    },
  },
  {
    title: 'and late receipts close it again',
    given: { window: ['2027-01-01', '2027-03-31'], mornings: `${spread(72, 17, 'n')}${times('h', 18)}`, late: true },
    expected: { verdict: 'met', lower: 73 / 90, upper: 73 / 90, sessions: { unknown: 0 } },
  },
];
