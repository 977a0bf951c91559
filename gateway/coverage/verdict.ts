// pure
import type { HamletVerdict, Rule, VerdictReason, VerdictWord } from '../../protocol/api/coverage.ts';
import { byReceipts } from './by-receipts.ts';
import { byVisits, owedByVisits } from './by-visits.ts';
import { NO_SESSION, worstOf } from './day-states.ts';
import { type HamletRecord, type Measured, neededOf, owedIn, STRIP_DAYS, type Window } from './hamlet-record.ts';
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
    strip: stripOf(record.chains, window),
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
  const lower = owed === 0 ? 0 : tally.heard / owed;
  const upper = owed === 0 ? 0 : tally.atMostHeard / owed;
  const longest = longestMiss(chains, 'worst');
  const measured: Measured = { tally, owed, lower, upper, longestMiss: longest };
  if (!record.hasNodes) {
    const missing = { sessions: Math.max(numbers.minSessions, neededOf(owed, tally, numbers)), visits: 0 };
    const reasons: VerdictReason[] = [{ code: 'no-nodes', figures: {} }];
    return { ...measured, verdict: 'not-met', basis: 'none', byInspection: false, missing, reasons };
  }
  const receipts = record.receipts && byReceipts(record, chains, measured, numbers, window);
  const visits =
    record.byVisits &&
    byVisits(record, record.byVisits, record.byVisits.horns, owedByVisits(record, measured), 0, numbers, window);
  const verdict = bothOf(receipts?.verdict, visits?.verdict);
  const inspected = receipts?.inspected ?? false;
  const reasons: VerdictReason[] = [];
  if (receipts) reasons.push(...receipts.reasons);
  if (visits) reasons.push(...visits.reasons);
  reasons.push(...receiptReasons(record, chains, measured, numbers, window), ...unknownReasons(chains, window));
  return {
    verdict,
    tally,
    owed,
    lower,
    upper,
    reasons,
    longestMiss: longest,
    basis: basisOf(receipts !== undefined, visits !== undefined, inspected),
    byInspection: verdict === 'met' && (visits !== undefined || inspected),
    missing: {
      sessions: receipts?.missing.sessions ?? 0,
      visits: Math.max(receipts?.missing.visits ?? 0, visits?.missing.visits ?? 0),
    },
  };
}

/** Of the parts there are, one that fails decides, and all must pass. */
function bothOf(a: VerdictWord | undefined, b: VerdictWord | undefined): VerdictWord {
  if (a === 'not-met' || b === 'not-met') return 'not-met';
  return (a ?? b) === 'met' && (b ?? a) === 'met' ? 'met' : 'insufficient';
}

function basisOf(receipts: boolean, visits: boolean, inspected: boolean): HamletVerdict['basis'] {
  if (receipts && visits) return 'mixed';
  return visits || inspected ? 'inspections' : 'receipts';
}

/** The weightiest chain: a strip shows days as they were, not a mean of them. */
function stripOf(chains: readonly Chain[], { lastDays, faces }: Window): Judgement['strip'] {
  let chain = chains[0] ?? NO_CHAIN;
  for (const other of chains) if (other.weight > chain.weight) chain = other;
  const padded = chain.letters.padStart(STRIP_DAYS * 3, NO_SESSION).slice(-STRIP_DAYS * 3);
  return lastDays.map((day, index) => {
    const letters = padded.slice(index * 3, index * 3 + 3);
    const known = faces[index]?.get(letters);
    if (known) return known;
    const state = worstOf(letters);
    const face = state === undefined ? { day } : { day, state };
    faces[index]?.set(letters, face);
    return face;
  });
}

const NO_CHAIN: Chain = { letters: '', marks: '', weight: 0 };
