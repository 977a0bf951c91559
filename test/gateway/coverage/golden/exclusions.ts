import { type Golden, spread, times } from './given.ts';

/** What the province excluded leaves numerator, denominator and floor; «without» is always as if nothing had been. */
export const EXCLUSIONS: readonly Golden[] = [
  {
    // 1/9 to 22/9 are 22 days, all silent: 22 / 90 = 24.4 %. 68 due, 56 heard = 0.823…; without: 56 / 90 = 0.622…
    title: 'a storm of 22 days, within a quarter',
    given: {
      mornings: `${times('h', 7)}${times('n', 22)}${spread(61, 12, 'n')}`,
      exclusions: [{ from: '2026-09-01', to: '2026-09-22' }],
    },
    expected: {
      ...{ verdict: 'met', owed: 68, lower: 56 / 68, sessions: { excluded: 22, due: 68 } },
      without: { verdict: 'not-met', due: 90, heard: 56, lower: 56 / 90, upper: 56 / 90 },
    },
  },
  {
    // 88 sessions (the first two days have none), 22 excluded = exactly 25 %. 66 due, all heard.
    title: 'exactly a quarter excluded',
    given: { mornings: times('h', 88), exclusions: [{ from: '2026-11-01', to: '2026-11-22' }] },
    expected: {
      verdict: 'met',
      owed: 66,
      lower: 1,
      sessions: { excluded: 22 },
      without: { verdict: 'met', heard: 88 },
    },
  },
  {
    // 23 of 88 = 26.1 %.
    title: 'one more than a quarter: insufficient, however good the rest is',
    given: { mornings: times('h', 88), exclusions: [{ from: '2026-10-31', to: '2026-11-22' }] },
    expected: {
      ...{ verdict: 'insufficient', sessions: { excluded: 23, due: 65 }, without: { verdict: 'met' } },
      because: { 'excluded-too-much': { sessions: 23, share: 23 / 88, allowed: 0.25 } },
    },
  },
  {
    // Mornings heard, afternoons of 10 days mute and excluded: 170 due, 170 heard; the mornings of those days count.
    title: 'only the afternoons excluded',
    given: {
      ...{ mornings: times('h', 90), afternoons: `${times('h', 80)}${times('n', 10)}` },
      exclusions: [{ from: '2026-11-13', to: '2026-11-22', parts: ['afternoon'] }],
    },
    expected: {
      verdict: 'met',
      owed: 170,
      lower: 1,
      sessions: { excluded: 10, due: 170 },
      without: { lower: 170 / 180 },
    },
  },
  {
    title: 'a decision for the whole commune covers its hamlets',
    given: {
      mornings: `${times('h', 82)}${times('n', 8)}`,
      exclusions: [{ from: '2026-11-15', to: '2026-11-22', of: 'commune' }],
    },
    expected: { verdict: 'met', longestMiss: 0, sessions: { excluded: 8 }, without: { verdict: 'not-met' } },
  },
  {
    title: 'one for another commune covers nothing here',
    given: {
      mornings: `${times('h', 82)}${times('n', 8)}`,
      exclusions: [{ from: '2026-11-15', to: '2026-11-22', of: 'elsewhere' }],
    },
    expected: { verdict: 'not-met', longestMiss: 8, sessions: { excluded: 0 } },
  },
  {
    // 9 cancelled on excluded days are excluded; the tenth of 81 may still be cancelled: 8 are, none is over.
    title: 'a storm does not eat the tenth that may be cancelled',
    given: {
      mornings: `${times('h', 73)}${times('c', 8)}${times('c', 9)}`,
      exclusions: [{ from: '2026-11-14', to: '2026-11-22' }],
    },
    expected: { verdict: 'met', owed: 73, lower: 1, sessions: { excluded: 9, cancelled: 8 }, without: { due: 81 } },
  },
  {
    // Heard sessions are excluded like any other: 72 heard of 90; without the ten best 62 / 80 = 0.775.
    title: 'excluding heard sessions may cost the verdict: both figures are there',
    given: {
      mornings: `${spread(80, 18, 'n')}${times('h', 10)}`,
      exclusions: [{ from: '2026-11-13', to: '2026-11-22' }],
    },
    expected: { verdict: 'not-met', lower: 62 / 80, without: { verdict: 'met', lower: 72 / 90 } },
  },
  {
    // 8 missed, of which the 4th and 5th excluded: they neither break nor lengthen it: 6 in a row.
    title: 'an excluded session neither ends nor lengthens a silence',
    given: {
      mornings: `${times('h', 82)}${times('n', 8)}`,
      exclusions: [{ from: '2026-11-18', to: '2026-11-19' }],
    },
    expected: { verdict: 'met', longestMiss: 6, sessions: { excluded: 2 } },
  },
];
