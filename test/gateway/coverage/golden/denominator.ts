import { type Golden, spread, times } from './given.ts';

const HOUR_MS = 3_600_000;
const off = (aheadMs: number, reason?: string) => ({ A: { cancelled: { aheadMs, ...(reason && { reason }) } } });
const live = (ms: number, receipt: object = {}) => ({
  ...{
    day: '2026-11-08',
    time: '09:00',
    ms,
    announced: true as const,
    receipts: [{ played: ms, heard: ms, ...receipt }],
  },
});

/** The floor of 90 days: ⌊5 × 90 / 7⌋ = 64, in khu vực III ⌊2 × 90 / 7⌋ = 25, by decision ⌊1 × 90 / 7⌋ = 12. */
export const DENOMINATOR: readonly Golden[] = [
  {
    // 52 / 64 = 0.8125. A week's sessions: 7 × 64 / 90 = 4.97…, so 5 misses in a row are borne.
    title: 'fewer sessions than the floor: the floor is owed',
    given: { mornings: times('h', 52) },
    expected: {
      verdict: 'met',
      owed: 64,
      lower: 52 / 64,
      sessions: { due: 52 },
      because: { 'below-floor': { sessions: 52, floor: 64 } },
    },
  },
  {
    // 51 / 64 = 0.796…; ⌈0.8 × 64⌉ = 52 are needed.
    title: 'a commune that schedules little cannot score 100 %',
    given: { mornings: times('h', 51) },
    expected: { verdict: 'not-met', owed: 64, lower: 51 / 64, upper: 51 / 64, missing: { sessions: 1, visits: 0 } },
  },
  {
    title: 'khu vực III owes two a week: 24 of 25',
    given: { region: 'III', mornings: times('h', 24) },
    expected: { verdict: 'met', owed: 25, lower: 24 / 25 },
  },
  {
    // 3 in a row are more than max(2, round(7 × 26 / 90) = 2).
    title: 'a weekly station may miss two in a row, not three',
    given: { region: 'III', mornings: `${times('h', 12)}nnn${times('h', 11)}` },
    expected: {
      verdict: 'not-met',
      lower: 23 / 26,
      longestMiss: 3,
      because: { 'consecutive-misses': { longest: 3, allowed: 2 } },
    },
  },
  {
    title: 'by decision one a week: 24 registered are more, and owed',
    given: { floorDecision: 'QĐ 12/QĐ-UBND', mornings: spread(24, 4, 'n') },
    expected: { verdict: 'met', owed: 24, lower: 20 / 24 },
  },
  {
    // Came on 24/10: 30 days, floor ⌊5 × 30 / 7⌋ = 21, 24 due.
    title: 'nobody owes sessions before the first node came',
    given: { nodes: [{ from: '2026-10-24' }], mornings: times('h', 24) },
    expected: { verdict: 'met', owed: 24, lower: 1, days: 90 },
  },
  {
    // Registered every day 05:00 to 05:30; 71 of 90 were filled and heard: 71 / 90.
    title: 'a registered session in which nothing was broadcast is not heard',
    given: { slot: ['05:00', '05:30'], mornings: spread(90, 19, '-') },
    expected: { verdict: 'not-met', lower: 71 / 90, upper: 71 / 90, sessions: { due: 90, notHeard: 19 } },
  },
  {
    // Each registered hour holds half an hour heard: 50 % < 80 %, partly heard.
    title: 'a registered hour is owed whole',
    given: { slot: ['05:00', '06:00'], mornings: times('h', 90) },
    expected: { verdict: 'not-met', lower: 0, sessions: { partial: 90 } },
  },
  {
    title: 'a week’s sessions missed in a row are borne: 7',
    given: { mornings: `${times('h', 83)}${times('n', 7)}` },
    expected: { verdict: 'met', longestMiss: 7 },
  },
  {
    // To break a run of 8 one of it would have had to be heard.
    title: 'one more is not, whatever the share',
    given: { mornings: `${times('h', 82)}${times('n', 8)}` },
    expected: { verdict: 'not-met', lower: 82 / 90, longestMiss: 8, missing: { sessions: 1, visits: 0 } },
  },
  {
    // At worst 8 in a row, at best none: 82 / 90 passes, the run does not.
    title: 'eight in a row that are only unknown leave it open',
    given: { mornings: `${times('h', 82)}${times('u', 8)}` },
    expected: {
      verdict: 'insufficient',
      lower: 82 / 90,
      upper: 1,
      because: { 'consecutive-misses': { longest: 8, surely: 0 } },
    },
  },
  {
    // Missed 4 to 11/11. On 8/11 at 09:00, after that morning's session, 60 s live: runs of 5 and 3.
    title: 'a live announcement of 60 s ends a run of silence',
    given: { mornings: `${times('h', 71)}${times('n', 8)}${times('h', 11)}`, runs: [live(60_000)] },
    expected: {
      ...{ verdict: 'met', lower: 82 / 90, longestMiss: 5 },
      because: { 'live-ended-silence': { at: Date.parse('2026-11-08T00:00:00+07:00') } },
    },
  },
  {
    title: 'one of 59.999 s does not',
    given: { mornings: `${times('h', 71)}${times('n', 8)}${times('h', 11)}`, runs: [live(59_999)] },
    expected: { verdict: 'not-met', longestMiss: 8 },
  },
  {
    title: 'one that nobody heard does not',
    given: { mornings: `${times('h', 71)}${times('n', 8)}${times('h', 11)}`, runs: [live(60_000, { heard: 0 })] },
    expected: { verdict: 'not-met', longestMiss: 8 },
  },
  {
    // Perhaps it sounded: at worst 8 in a row, at best 5.
    title: 'one of which the node said nothing leaves it open',
    given: { mornings: `${times('h', 71)}${times('n', 8)}${times('h', 11)}`, runs: [live(60_000, { silent: true })] },
    expected: { verdict: 'insufficient', longestMiss: 8, because: { 'consecutive-misses': { longest: 8, surely: 5 } } },
  },
  {
    // 71 / 90 as before: the announcement is no session.
    title: 'an announcement never enters the ratio',
    given: { mornings: spread(90, 19, 'n'), runs: [live(1_800_000)] },
    expected: { verdict: 'not-met', lower: 71 / 90, sessions: { due: 90, heard: 71 } },
  },
  {
    // 4 missed, one stopped, 4 missed: the stopped one neither breaks nor lengthens. 89 due, 81 heard.
    title: 'STOP is neutral: it ends no silence',
    given: { mornings: `${times('h', 81)}nnnnxnnnn` },
    expected: { verdict: 'not-met', lower: 81 / 89, longestMiss: 8, sessions: { due: 89, excluded: 0 } },
  },
  {
    // 60 of 75 due = 0.8; the floor is 64 less the 15 stopped.
    title: 'STOP costs nothing: 15 stopped, 60 of 75 heard',
    given: { mornings: `${spread(75, 15, 'n')}${times('x', 15)}` },
    expected: { verdict: 'met', owed: 75, lower: 0.8 },
  },
  {
    // ⌊0.1 × 90⌋ = 9 may be cancelled; 65 of 81 = 0.802…
    title: 'a tenth cancelled ahead leaves the ratio',
    given: { mornings: `${spread(81, 16, 'n')}${times('c', 9)}` },
    expected: { verdict: 'met', owed: 81, lower: 65 / 81, sessions: { cancelled: 9, due: 81 } },
  },
  {
    // 10 cancelled, 9 allowed: one counts as not heard. 64 of 80 + 1 = 0.790… (64 of 80 would have been 0.8).
    title: 'one more than a tenth is not heard',
    given: { mornings: `${spread(80, 16, 'n')}${times('c', 10)}` },
    expected: {
      verdict: 'not-met',
      owed: 81,
      lower: 64 / 81,
      because: { 'cancelled-too-often': { over: 1, allowed: 0.1 } },
    },
  },
  {
    // 72 of 89 with it out = 0.808…, 72 of 90 = 0.8 with it owed: so 71 + … see the next.
    title: 'cancelled exactly an hour ahead, with a reason: out',
    given: { mornings: `${spread(89, 18, 'n')}A`, letters: off(HOUR_MS, 'lễ tang') },
    expected: { verdict: 'not-met', owed: 89, lower: 71 / 89, sessions: { cancelled: 1, due: 89 } },
  },
  {
    title: 'cancelled 59:59 ahead: owed and silent',
    given: { mornings: `${spread(89, 18, 'n')}A`, letters: off(HOUR_MS - 1_000, 'lễ tang') },
    expected: { verdict: 'not-met', owed: 90, lower: 71 / 90, sessions: { cancelled: 0, due: 90 } },
  },
  {
    title: 'cancelled without a reason: owed and silent',
    given: { mornings: `${spread(89, 17, 'n')}A`, letters: off(HOUR_MS) },
    expected: { verdict: 'met', owed: 90, lower: 72 / 90, sessions: { cancelled: 0, notHeard: 18 } },
  },
  {
    // 23 in the window, 24 needed; 40 more in the 90 days before: 63 due in 180 days, floor ⌊2 × 180 / 7⌋ = 51. 63 / 63.
    title: 'too few: 180 days are looked at',
    given: { region: 'III', mornings: `${times('h', 40)}${times('-', 67)}${times('h', 23)}` },
    expected: { verdict: 'met', days: 180, owed: 63, lower: 1, because: { 'looked-back': { days: 180 } } },
  },
  {
    // 24 are enough, and nobody looks back. Of the floor of 25: 24 / 25.
    title: 'enough: only the window is looked at',
    given: { region: 'III', mornings: `${times('n', 40)}${times('-', 66)}${times('h', 24)}` },
    expected: { verdict: 'met', days: 90, owed: 25, lower: 24 / 25 },
  },
  {
    // 23 in 180 days. Owed in the window 25, so ⌈0.8 × 25⌉ = 20 are heard already; one more registered would make 24.
    title: 'too few even so, and nobody went there',
    given: { region: 'III', mornings: times('h', 23) },
    expected: {
      ...{ verdict: 'insufficient', days: 90, missing: { sessions: 1, visits: 2 }, basis: 'receipts' },
      because: { 'too-few-sessions': { sessions: 23, required: 24 } },
    },
  },
  {
    title: 'no node ever',
    given: { nodes: [] },
    expected: {
      verdict: 'not-met',
      lower: 0,
      upper: 0,
      nodes: 0,
      horns: 0,
      basis: 'none',
      because: { 'no-nodes': {} },
    },
  },
  {
    title: 'its only node was taken down on the last day but one',
    given: { nodes: [{ until: '2026-11-22' }], mornings: `${times('h', 89)}-` },
    expected: { verdict: 'not-met', nodes: 0, basis: 'none', because: { 'no-nodes': {} } },
  },
];
