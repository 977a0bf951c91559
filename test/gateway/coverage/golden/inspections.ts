import type { Day } from '../../../../protocol/vietnam-time.ts';
import { addDays } from '../../../../protocol/vietnam-time.ts';
import { FROM, type Given, type Golden, spread, times } from './given.ts';

const FM = { technology: 'fm' } as const;
const logged = (count: number, from: Day = FROM) => Array.from({ length: count }, (_, day) => addDays(from, day));
/** One FM node with 3 horns, two visits 30 days apart that heard all of them, and 52 of the 64 sessions owed in the log (0.8125). */
const fm = (other: Partial<Given> = {}): Given => ({
  nodes: [FM],
  visits: [{ day: '2026-09-01' }, { day: '2026-10-01' }],
  logged: logged(52),
  ...other,
});
const MET = { verdict: 'met', byInspection: true, basis: 'inspections', technologies: ['fm'] } as const;
const OPEN = { verdict: 'insufficient', byInspection: false } as const;
const PASSED = [{ day: '2026-09-01' }, { day: '2026-10-01' }] as const;

/** FM and wired: two visits that count, 30 days apart, at least 80 % of the horns, and 80 % of what is owed in the log. */
export const INSPECTIONS: readonly Golden[] = [
  {
    title: 'FM: two visits 30 days apart and the log kept',
    given: fm(),
    expected: { ...MET, owed: 64, because: { 'by-inspection': { visits: 2, required: 2, log: 52 / 64 } } },
  },
  {
    title: 'wired likewise',
    given: fm({ nodes: [{ technology: 'wired' }], visits: PASSED.map((visit) => ({ ...visit, technology: 'wired' })) }),
    expected: { ...MET, technologies: ['wired'] },
  },
  {
    // 1/9 and 30/9 are 29 days apart: one counts.
    title: '29 days apart',
    given: fm({ visits: [{ day: '2026-09-01' }, { day: '2026-09-30' }] }),
    expected: {
      ...OPEN,
      missing: { sessions: 0, visits: 1 },
      because: { 'visits-missing': { visits: 1, required: 2 } },
    },
  },
  // 51 / 64 = 0.796…
  {
    title: 'a log of less than 80 % of what is owed',
    given: fm({ logged: logged(51) }),
    expected: { ...OPEN, missing: { sessions: 0, visits: 0 }, because: { 'log-missing': { logged: 51, owed: 64 } } },
  },
  // 4 of 5 horns are 80 %.
  {
    title: 'exactly 80 % of the horns',
    given: fm({
      nodes: [{ ...FM, horns: 5 }],
      visits: PASSED.map((visit) => ({ ...visit, hornsThere: 5, hornsSounding: 4 })),
    }),
    expected: MET,
  },
  // 7 of 9 are 77.8 %: the newest visit failed.
  {
    title: 'fewer than 80 % of the horns at the newest visit',
    given: fm({
      nodes: [{ ...FM, horns: 9 }],
      visits: PASSED.map((visit) => ({ ...visit, hornsThere: 9, hornsSounding: 7 })),
    }),
    expected: { verdict: 'not-met', byInspection: false },
  },
  {
    // Failed on 25/8; the count begins anew: 1/9 and 1/10.
    title: 'a failed visit, and two good ones after it',
    given: fm({ visits: [{ day: '2026-08-25', hornsSounding: 0 }, ...PASSED] }),
    expected: MET,
  },
  {
    // Good on 1/9, failed on 16/9, good on 1/10: one counts.
    title: 'a failed visit between two good ones',
    given: fm({ visits: [...PASSED, { day: '2026-09-16', hornsSounding: 0 }] }),
    expected: { ...OPEN, missing: { sessions: 0, visits: 1 } },
  },
  {
    title: 'a visit that was announced does not count',
    given: fm({ visits: [{ day: '2026-09-01' }, { day: '2026-10-01', unannounced: false }] }),
    expected: OPEN,
  },
  {
    title: 'one by the commune itself does not',
    given: fm({ visits: [{ day: '2026-09-01', fromOutside: false }, { day: '2026-10-01' }] }),
    expected: OPEN,
  },
  {
    title: 'one outside a session does not',
    given: fm({ visits: [{ day: '2026-09-01' }, { day: '2026-10-01', duringSession: false }] }),
    expected: OPEN,
  },
  {
    // 3 of 9 horns were looked at, a third: less than two thirds.
    title: 'one that saw only the pole that works does not',
    given: fm({ nodes: [{ ...FM, horns: 9 }] }),
    expected: { ...OPEN, missing: { sessions: 0, visits: 2 } },
  },
  {
    // Two places of 3 horns on one day are one visit of 6 of 9 horns, exactly two thirds.
    title: 'all places of one day are one visit',
    given: fm({ nodes: [{ ...FM, horns: 9 }], visits: [...PASSED, ...PASSED] }),
    expected: MET,
  },
  {
    title: 'one before the window does not',
    given: fm({ visits: [{ day: '2026-08-24' }, { day: '2026-10-01' }] }),
    expected: OPEN,
  },
  {
    title: 'nobody ever went there',
    given: fm({ visits: [] }),
    expected: { ...OPEN, missing: { sessions: 0, visits: 2 } },
  },
  {
    // IP: 72 / 90 by receipts, the FM node not among them; FM: floor 64, 52 logged, two visits. Both pass.
    title: 'mixed: IP by receipts and FM by visits',
    given: fm({
      nodes: [{}, FM],
      mornings: spread(90, 18, 'n'),
      letters: { h: { receipts: [{}, { leftOut: true }] }, n: { receipts: [{ heard: 0 }, { leftOut: true }] } },
    }),
    expected: {
      verdict: 'met',
      basis: 'mixed',
      byInspection: true,
      lower: 0.8,
      upper: 0.8,
      technologies: ['ip', 'fm'],
    },
  },
  {
    title: 'mixed: IP heard, FM never visited',
    given: fm({
      nodes: [{}, FM],
      visits: [],
      mornings: times('h', 90),
      letters: { h: { receipts: [{}, { leftOut: true }] } },
    }),
    expected: { ...OPEN, basis: 'mixed', lower: 1, missing: { sessions: 0, visits: 2 } },
  },
  {
    // 71 / 90 on the IP part: FM does not make it easier.
    title: 'mixed: FM visited, IP not heard enough',
    given: fm({
      nodes: [{}, FM],
      mornings: spread(90, 19, 'n'),
      letters: { h: { receipts: [{}, { leftOut: true }] }, n: { receipts: [{ heard: 0 }, { leftOut: true }] } },
    }),
    expected: { verdict: 'not-met', basis: 'mixed', byInspection: false },
  },
  {
    // FM for 45 days (25/8 to 8/10): half of two visits, one; floor ⌊5 × 45 / 7⌋ = 32, 26 logged = 0.8125.
    // IP for 45 days: 45 of 45 heard.
    title: 'FM became IP in the middle: each part by its own',
    given: {
      nodes: [{ from: '2026-10-09', was: FM }],
      ...{ mornings: times('h', 45), visits: [{ day: '2026-09-10' }], logged: logged(26) },
    },
    expected: { verdict: 'met', basis: 'mixed', byInspection: true, owed: 45, lower: 1, technologies: ['ip', 'fm'] },
  },
  {
    title: 'FM became IP in the middle, and nobody had visited the FM',
    given: { nodes: [{ from: '2026-10-09', was: FM }], mornings: times('h', 45), logged: logged(26) },
    expected: { ...OPEN, basis: 'mixed', missing: { sessions: 0, visits: 1 } },
  },
  {
    // 20 heard, 24 needed, also in 180 days (floor ⌊2 × 180 / 7⌋ = 51). Visits pass; heard and logged are 20 + 21 = 41 of 51 = 0.803…
    title: 'IP with too few sessions: inspected',
    given: {
      ...{ region: 'III', mornings: times('h', 20), logged: logged(21) },
      visits: PASSED.map((visit) => ({ ...visit, technology: 'ip' as const })),
    },
    expected: { verdict: 'met', byInspection: true, basis: 'inspections', days: 180, owed: 51 },
  },
  {
    // 20 + 20 = 40 of 51 = 0.784…: scheduling nothing and being visited twice is not enough.
    title: 'IP with too few sessions, and too little in the log',
    given: {
      ...{ region: 'III', mornings: times('h', 20), logged: logged(20) },
      visits: PASSED.map((visit) => ({ ...visit, technology: 'ip' as const })),
    },
    expected: { ...OPEN, because: { 'log-missing': { logged: 40, owed: 51 } } },
  },
];
