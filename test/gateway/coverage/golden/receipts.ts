import { type Golden, spread, times } from './given.ts';

/**
 * One session a day, mornings, 90 days (25/8 to 22/11/2026): 90 are due, the floor is ⌊5 × 90 / 7⌋ = 64, so 90 are owed. 80 % are
 * 72 heard; a week's sessions are 7 × 90 / 90 = 7 misses in a row. In most cases here 71 are heard, 18 are not, spread so that
 * no two follow each other, and one, `A`, decides: heard it makes 72 / 90 = 0.8 met, else 71 / 90 = 0.788… not met, and
 * unknown it makes 0.788… to 0.8, insufficient.
 */
const deciding = `${spread(89, 18, 'n')}A`;
const MET = { verdict: 'met', lower: 72 / 90, upper: 72 / 90 } as const;
const NOT = { verdict: 'not-met', lower: 71 / 90, upper: 71 / 90 } as const;
const OPEN = { verdict: 'insufficient', lower: 71 / 90, upper: 72 / 90 } as const;
const A = (...receipts: NonNullable<Golden['given']['letters']>[string]['receipts'] & object) => ({
  mornings: deciding,
  letters: { A: { receipts } },
});
const horns = (...counts: number[]) => ({ nodes: counts.map((count) => ({ horns: count })) });

export const RECEIPTS: readonly Golden[] = [
  {
    title: 'every one of 90 sessions heard',
    given: { mornings: times('h', 90) },
    expected: {
      verdict: 'met',
      owed: 90,
      lower: 1,
      upper: 1,
      longestMiss: 0,
      days: 90,
      sessions: { due: 90, heard: 90 },
    },
  },
  { title: 'exactly 80 %: 72 of 90', given: { mornings: spread(90, 18, 'n') }, expected: { ...MET, longestMiss: 1 } },
  {
    // 19 missed: 71 / 90. One more heard would be 72.
    title: 'one session less than 80 %',
    given: { mornings: spread(90, 19, 'n') },
    expected: { ...NOT, missing: { sessions: 1, visits: 0 } },
  },
  {
    // Unknown as not heard: 72 / 90; as heard: 90 / 90. Both pass.
    title: '18 unknown, and 80 % heard all the same',
    given: { mornings: spread(90, 18, 'u') },
    expected: { verdict: 'met', lower: 0.8, upper: 1, sessions: { unknown: 18 } },
  },
  {
    // 71 / 90 at worst, 90 / 90 at best.
    title: '19 unknown decide it',
    given: { mornings: spread(90, 19, 'u') },
    expected: { verdict: 'insufficient', lower: 71 / 90, upper: 1, because: { 'bounds-disagree': { required: 0.8 } } },
  },
  // 1,440,000 of 1,800,000 ms are exactly 80 %.
  { title: 'a session heard for exactly 80.0 % of its minutes', given: A({ heard: 1_440_000 }), expected: MET },
  // 1,438,200 ms are 79.9 %.
  { title: 'a session heard for 79.9 % of its minutes', given: A({ heard: 1_438_200 }), expected: NOT },
  { title: 'a session heard for one millisecond less than 80 %', given: A({ heard: 1_439_999 }), expected: NOT },
  { title: 'sound that begins 2.000 s early', given: A({ begins: -2_000 }), expected: MET },
  // 2.001 s early is another programme: nothing of it counts.
  { title: 'sound that begins 2.001 s early', given: A({ begins: -2_001 }), expected: NOT },
  {
    title: 'sound that begins at the last allowed moment, 600.000 s late',
    given: A({ begins: 600_000 }),
    expected: MET,
  },
  { title: 'sound that begins one millisecond after it', given: A({ begins: 600_001 }), expected: NOT },
  {
    // 600 s played and heard, then a higher rank took the horns for the other 1,200 s: 1,800 s count.
    title: 'pre-empted by a higher rank, which counts as sound',
    given: A({ state: 'preempted', played: 600_000, heard: 600_000 }),
    expected: MET,
  },
  {
    // Heard 299 of the 600 s it played, less than half: the horns were mute already, and what followed is no sound.
    title: 'pre-empted while it was mute',
    given: A({ state: 'preempted', played: 600_000, heard: 299_000 }),
    expected: NOT,
  },
  {
    title: 'refused by the node',
    given: A({ state: 'refused', reason: 'quiet-hours', played: 0, heard: 0 }),
    expected: NOT,
  },
  // No grid, no sun: the failure of its supply counts (DOMAIN §4.8).
  {
    title: 'missed for want of power',
    given: A({ state: 'missed', reason: 'no-power', played: 0, heard: 0 }),
    expected: NOT,
  },
  { title: 'received and never reported', given: A({ state: 'received', silent: true }), expected: OPEN },
  // Its clock was only a floor: when it sounded is not proved, so 0 to all of it.
  { title: 'a receipt by a clock that is not trusted', given: A({ clock: 'floor' }), expected: OPEN },
  {
    // 90 sessions played on a node without a sensor, nothing vouches: 0 to 90.
    title: 'no sensor and nobody who vouches',
    given: { mornings: times('A', 90), letters: { A: { receipts: [{ by: 'none' }] } } },
    expected: {
      ...{ verdict: 'insufficient', lower: 0, upper: 1 },
      because: { 'unknown-unvouched': { sessions: 90 }, 'unknown-sessions': { unknown: 90 } },
    },
  },
  {
    // A visit on the first day heard all 3 horns: it vouches for that day and 90 more, so for the whole window.
    title: 'no sensor, but an inspection vouches',
    given: {
      ...{ mornings: times('A', 90), letters: { A: { receipts: [{ by: 'none' }] } } },
      visits: [{ day: '2026-08-25', node: 0, technology: 'ip' }],
    },
    expected: { verdict: 'met', lower: 1, upper: 1, basis: 'receipts', byInspection: false },
  },
  {
    // The visit of 24/8 vouches up to 22/11 (90 days): A on 22/11 is the 72nd heard. (18 n, 71 vouched v, one A.)
    title: 'the 90th day after an inspection is vouched for',
    given: {
      ...{ mornings: `${spread(89, 18, 'n')}A`, letters: { A: { receipts: [{ by: 'none' }] } } },
      visits: [{ day: '2026-08-24', node: 0, technology: 'ip' }],
    },
    expected: MET,
  },
  {
    // The visit of 23/8 ends on 21/11, the day before.
    title: 'the 91st is not',
    given: {
      ...{ mornings: `${spread(89, 18, 'n')}A`, letters: { A: { receipts: [{ by: 'none' }] } } },
      visits: [{ day: '2026-08-23', node: 0, technology: 'ip' }],
    },
    expected: OPEN,
  },
  {
    // Vouched 45 days; then 2 of 3 horns sounded (67 % < 80 %), and from 9/10 on nothing is known: 45 / 90 to 90 / 90.
    title: 'a later inspection that finds horns silent vouches no more',
    given: {
      ...{ mornings: times('A', 90), letters: { A: { receipts: [{ by: 'none' }] } } },
      visits: [
        { day: '2026-08-24', node: 0, technology: 'ip' },
        { day: '2026-10-09', node: 0, technology: 'ip', hornsSounding: 2 },
      ],
    },
    expected: { verdict: 'insufficient', lower: 0.5, upper: 1, because: { 'unknown-unvouched': { sessions: 45 } } },
  },
  // 4 of 6 horns are exactly two thirds.
  {
    title: 'heard on exactly two thirds of the horns',
    given: { ...A({}, { heard: 0 }), ...horns(4, 2), mornings: `${spread(89, 18, 'm')}A` },
    expected: MET,
  },
  // 3 of 5 horns are 60 %.
  {
    title: 'heard on less than two thirds of the horns',
    given: { ...A({}, { heard: 0 }), ...horns(3, 2), mornings: `${spread(89, 18, 'm')}A` },
    expected: { ...NOT, sessions: { partial: 1 } },
  },
  // 4 of 6 heard it; what the other 2 did changes nothing.
  {
    title: 'decided by the nodes that spoke',
    given: { ...A({}, { silent: true }), ...horns(4, 2), mornings: `${spread(89, 18, 'm')}A` },
    expected: MET,
  },
  // 3 of 6 heard it; the 3 that said nothing decide.
  {
    title: 'open because of the node that said nothing',
    given: { ...A({}, { silent: true }), ...horns(3, 3), mornings: `${spread(89, 18, 'm')}A` },
    expected: OPEN,
  },
  {
    // The left-out node carries 3 of 6 horns: no such run is a session, 0 are due, 64 owed; 0 < 24, and so it is in 180 days.
    title: 'runs sent to half of the horns are no sessions',
    given: { mornings: times('A', 90), letters: { A: { receipts: [{}, { leftOut: true }] } }, ...horns(3, 3) },
    expected: {
      verdict: 'insufficient',
      sessions: { due: 0 },
      owed: 64,
      because: { 'too-few-sessions': { sessions: 0 } },
    },
  },
  {
    // On the last day two runs in one morning: 30 min heard, 30 min mute: 50 % of the session, partly heard.
    title: 'two runs of one morning are one session',
    given: {
      mornings: `${spread(89, 18, 'n')}h`,
      runs: [{ day: '2026-11-22', time: '06:00', receipts: [{ heard: 0 }] }],
    },
    expected: { ...NOT, sessions: { due: 90, partial: 1 } },
  },
  {
    // 30 min heard, 7.5 min mute: 30 / 37.5 = 80 %.
    title: 'and are judged by the minutes of both',
    given: {
      mornings: `${spread(89, 18, 'n')}h`,
      runs: [{ day: '2026-11-22', time: '06:00', ms: 450_000, receipts: [{ heard: 0 }] }],
    },
    expected: MET,
  },
  {
    title: 'a node that was online all the time and mute all month',
    given: { mornings: times('n', 90), online: true },
    expected: { verdict: 'not-met', lower: 0, upper: 0, longestMiss: 90, sessions: { notHeard: 90 } },
  },
  {
    title: 'a node without any network that played from its plan and reported weeks later',
    given: { mornings: times('h', 90), late: true },
    expected: { verdict: 'met', lower: 1, upper: 1, sessions: { unknown: 0 } },
  },
  {
    // Nothing said, nothing seen: unknown from 25/8 00:00 to the end of the morning of 22/11.
    title: 'a node that was never there and never reported',
    given: { mornings: times('u', 90) },
    expected: {
      ...{ verdict: 'insufficient', lower: 0, upper: 1, longestMiss: 90 },
      because: {
        'unknown-offline': {
          sessions: 90,
          from: Date.parse('2026-08-25T00:00:00+07:00'),
          to: Date.parse('2026-11-22T12:00:00+07:00'),
        },
      },
    },
  },
  {
    title: 'every row and receipt twice, in another order',
    given: { ...A({}), twice: true },
    expected: { ...MET, sessions: { due: 90, heard: 72 } },
  },
];
