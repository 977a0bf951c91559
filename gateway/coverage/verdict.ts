// pure
import type { HamletVerdict, Rule, VerdictReason, VerdictWord } from '../../protocol/api/coverage.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { byReceipts } from './by-receipts.ts';
import { byVisits, owedByVisits } from './by-visits.ts';
import { NO_SESSION, worstOf } from './day-states.ts';
import { type HamletRecord, neededOf, owedIn, STRIP_DAYS, type Window } from './hamlet-record.ts';
import { receiptReasons, unknownReasons } from './reasons.ts';
import { type Chain, longestMiss, type Tally, tallyOf } from './tally.ts';

export type Judgement = Omit<
  HamletVerdict,
  'hamlet' | 'name' | 'commune' | 'communeName' | 'technologies' | 'households' | 'nodes' | 'horns'
>;

/** Does the window hold too little, so that a longer one is asked (DOMAIN §4.10)? */
export function needsLookBack(chains: readonly Chain[], numbers: Rule['numbers']): boolean {
  return tallyOf(chains, numbers.cancelledShare).due < numbers.minSessions;
}

/**
 * Do a hamlet's loudspeakers work regularly in the window? Pure: the same record gives the same bytes. Lower bound: unknown is not
 * heard; upper: unknown is heard. Met when the lower passes, not met when the upper fails, insufficient between (DOMAIN §4). IP
 * nodes are judged by receipts, FM and wired ones by visits, and where both hang or hung both must pass.
 */
export function judge(record: HamletRecord, numbers: Rule['numbers'], window: Window): Judgement {
  const outcome = outcomeOf(record, record.chains, numbers, window);
  const without = record.unmasked ? outcomeOf(record, record.unmasked, numbers, window) : outcome;
  return {
    verdict: outcome.verdict,
    sessions: sessionsOf(outcome.tally),
    owed: outcome.owed,
    without: {
      verdict: without.verdict,
      due: without.tally.due,
      heard: without.tally.heard,
      lower: without.lower,
      upper: without.upper,
    },
    basis: outcome.basis,
    byInspection: outcome.byInspection,
    days: window.length,
    ...(outcome.verdict !== 'met' && { missing: outcome.missing }),
    lower: outcome.lower,
    upper: outcome.upper,
    longestMiss: outcome.longestMiss,
    strip: stripOf(record.chains, window.lastDays),
    reasons: outcome.reasons,
  };
}

/** Name by name: leaving some out by a rest pattern costs a province's quarter a tenth of its time. */
function sessionsOf({ due, heard, partial, notHeard, unknown, excluded, cancelled }: Tally): Judgement['sessions'] {
  return { due, heard, partial, notHeard, unknown, excluded, cancelled };
}

interface Outcome {
  readonly verdict: VerdictWord;
  readonly tally: Tally;
  readonly owed: number;
  readonly lower: number;
  readonly upper: number;
  readonly longestMiss: number;
  readonly basis: HamletVerdict['basis'];
  readonly byInspection: boolean;
  readonly missing: NonNullable<HamletVerdict['missing']>;
  readonly reasons: VerdictReason[];
}

function outcomeOf(record: HamletRecord, chains: readonly Chain[], numbers: Rule['numbers'], window: Window): Outcome {
  const tally = tallyOf(chains, numbers.cancelledShare);
  const span = record.receipts ?? record.byVisits;
  const owed = record.hasNodes && span ? owedIn(span, tally, record.floorPerWeek) : tally.due;
  const measured = {
    ...{ tally, owed, longestMiss: longestMiss(chains, 'worst') },
    lower: owed === 0 ? 0 : tally.heard / owed,
    upper: owed === 0 ? 0 : tally.atMostHeard / owed,
  };
  if (!record.hasNodes) {
    const missing = { sessions: Math.max(numbers.minSessions, neededOf(owed, tally, numbers)), visits: 0 };
    const reasons: VerdictReason[] = [{ code: 'no-nodes', figures: {} }];
    return { ...measured, verdict: 'not-met', basis: 'none', byInspection: false, missing, reasons };
  }
  const receipts = record.receipts && byReceipts(record, chains, measured, numbers, window);
  const visits =
    record.byVisits &&
    byVisits(record, record.byVisits, record.byVisits.horns, owedByVisits(record, measured), 0, numbers, window);
  const parts = [receipts, visits].filter((part) => part !== undefined);
  const verdict = parts.some((part) => part.verdict === 'not-met')
    ? 'not-met'
    : parts.length > 0 && parts.every((part) => part.verdict === 'met')
      ? 'met'
      : 'insufficient';
  const inspected = receipts?.inspected ?? false;
  return {
    ...measured,
    verdict,
    basis: basisOf(receipts !== undefined, visits !== undefined, inspected),
    byInspection: verdict === 'met' && (visits !== undefined || inspected),
    missing: {
      sessions: receipts?.missing.sessions ?? 0,
      visits: Math.max(receipts?.missing.visits ?? 0, visits?.missing.visits ?? 0),
    },
    reasons: [
      ...parts.flatMap((part) => part.reasons),
      ...receiptReasons(record, chains, measured, numbers, window),
      ...unknownReasons(chains, window),
    ],
  };
}

function basisOf(receipts: boolean, visits: boolean, inspected: boolean): HamletVerdict['basis'] {
  if (receipts && visits) return 'mixed';
  return visits || inspected ? 'inspections' : 'receipts';
}

/** The weightiest chain: a strip shows days as they were, not a mean of them. */
function stripOf(chains: readonly Chain[], lastDays: readonly Day[]): Judgement['strip'] {
  const chain = chains.reduce((most, other) => (other.weight > most.weight ? other : most), NO_CHAIN);
  const padded = chain.letters.padStart(STRIP_DAYS * 3, NO_SESSION).slice(-STRIP_DAYS * 3);
  return lastDays.map((day, index) => {
    const state = worstOfDay(padded.slice(index * 3, index * 3 + 3));
    return state === undefined ? { day } : { day, state };
  });
}

/** Days have few faces: seven letters and none, three times. */
const worstByDay = new Map<string, ReturnType<typeof worstOf>>();

function worstOfDay(letters: string): ReturnType<typeof worstOf> {
  if (!worstByDay.has(letters)) worstByDay.set(letters, worstOf(letters));
  return worstByDay.get(letters);
}

const NO_CHAIN: Chain = { letters: '', marks: '', weight: 0 };
