import { type Golden, spread, times } from './given.ts';

/** Made on 24/10/2026: of 90 days 60 belong to what was there before (25/8 to 23/10), 30 are its own. */
const SINCE = '2026-10-24';

export const PLACES: readonly Golden[] = [
  {
    // 60 of the old, 30 of the new, 72 heard of 90.
    title: 'a hamlet renamed: history follows the place',
    given: { since: SINCE, madeOf: [{ mornings: spread(60, 12, 'n') }], mornings: spread(30, 6, 'n') },
    expected: {
      verdict: 'met',
      owed: 90,
      lower: 0.8,
      sessions: { due: 90, heard: 72 },
      because: { inherited: { predecessors: 1 } },
    },
  },
  {
    // 200 and 50 households: weights 0.8 and 0.2. Heard: 0.8 × (60 + 30) + 0.2 × (30 + 30) = 84 of 90.
    title: 'made of two: the sessions of both by households',
    given: {
      since: SINCE,
      madeOf: [
        { households: 200, mornings: times('h', 60) },
        { households: 50, mornings: spread(60, 30, 'n') },
      ],
      mornings: times('h', 30),
    },
    expected: {
      verdict: 'met',
      owed: 90,
      lower: 84 / 90,
      upper: 84 / 90,
      longestMiss: 1,
      because: { inherited: { predecessors: 2 } },
    },
  },
  {
    // Weights 0.6 and 0.4: 0.6 × 90 + 0.4 × 30 = 66 of 90 = 0.733…; longest silence 0.4 × 60 = 24.
    title: 'made of one that was heard and one that never was',
    given: {
      since: SINCE,
      madeOf: [
        { households: 150, mornings: times('h', 60) },
        { households: 100, mornings: times('n', 60) },
      ],
      mornings: times('h', 30),
    },
    expected: { verdict: 'not-met', lower: 66 / 90, upper: 66 / 90, longestMiss: 24 },
  },
  {
    // Households of one are not known: half and half. 0.5 × 90 + 0.5 × 60 = 75 of 90.
    title: 'made of two of which one has no count of households',
    given: {
      since: SINCE,
      madeOf: [{ households: 400, mornings: times('h', 60) }, { mornings: spread(60, 30, 'n') }],
      mornings: times('h', 30),
    },
    expected: { verdict: 'met', lower: 75 / 90, sessions: { heard: 75, due: 90 } },
  },
  {
    // 0.5 × 30 = 15 unknown: (90 − 15) / 90 to 90 / 90.
    title: 'what is unknown of one stays unknown, by its weight',
    given: {
      since: SINCE,
      madeOf: [
        { households: 10, mornings: times('h', 60) },
        { households: 10, mornings: spread(60, 30, 'u') },
      ],
      mornings: times('h', 30),
    },
    expected: { verdict: 'met', lower: 75 / 90, upper: 1, sessions: { unknown: 15 } },
  },
  {
    // The old one's nodes hung there until it ended; the new one has none: not met, whatever was heard before.
    title: 'made of one with loudspeakers, and has none itself',
    given: { since: SINCE, nodes: [], madeOf: [{ mornings: times('h', 60) }] },
    expected: { verdict: 'not-met', nodes: 0, because: { 'no-nodes': {} } },
  },
  {
    // Only its own 30 days are the window: nothing to inherit.
    title: 'a window that begins after it was made inherits nothing',
    given: {
      ...{ window: ['2026-10-24', '2026-11-22'], since: SINCE, mornings: spread(30, 6, 'n') },
      madeOf: [{ mornings: times('n', 60) }],
    },
    expected: { verdict: 'met', lower: 0.8, sessions: { due: 30 } },
  },
  {
    // The node came to this hamlet on 24/10 (a stay of another place ends there): 30 days, 24 of 30; floor 21.
    title: 'a node that moved in brings nothing of what it did elsewhere',
    given: { nodes: [{ from: '2026-10-24' }], mornings: spread(30, 6, 'n') },
    expected: { verdict: 'met', owed: 30, lower: 0.8 },
  },
  {
    // Two nodes of 3 horns, the second moved away on 24/10. Until then both had to be heard (3 of 6 is half): the 60 days with the
    // second one mute are partly heard, the 30 after it are heard.
    title: 'a node that moved away is still asked for the days it hung here',
    given: {
      nodes: [{}, { until: '2026-10-24' }],
      ...{ mornings: `${times('A', 60)}${times('B', 30)}` },
      letters: { A: { receipts: [{}, { heard: 0 }] }, B: { receipts: [{}, { leftOut: true }] } },
    },
    expected: { verdict: 'not-met', lower: 30 / 90, nodes: 1, sessions: { partial: 60, heard: 30 } },
  },
  {
    // Until 24/10 it drove 6 horns and was left out of every run: the other's 3 of 9 are no session. Then it drove 1: 3 of 4 are.
    // 30 due, the floor 64: 30 / 64.
    title: 'horns count as they were then',
    given: {
      nodes: [{}, { horns: 1, from: '2026-10-24', was: { horns: 6 } }],
      ...{ mornings: times('A', 90), letters: { A: { receipts: [{}, { leftOut: true }] } } },
    },
    expected: { verdict: 'not-met', owed: 64, lower: 30 / 64, sessions: { due: 30 } },
  },
];
