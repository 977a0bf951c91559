// pure
import type { ResumeRule } from './classes.ts';
import { isFromAbove, type Outcome, outcomeOf, type Party, type Phase, rankOf } from './preemption.ts';
import { type QuietWindow, quietRemainingMs, untilQuietMs } from './quiet-hours.ts';

/** What wants a node's horns. */
export interface Bid extends Party {
  /** Names the run (`runKey`). */
  readonly key: string;
  /** When it should begin (ms UTC) and how late it still may. */
  readonly startAt: number;
  readonly latenessMs: number;
  /** Its whole length, repetitions included. */
  readonly lengthMs: number;
  /** It never sounds longer than this. */
  readonly maxMs: number;
  readonly resume: ResumeRule;
  /** A stream goes on whether it sounds here or not: held or late, it joins where the clock is, and its end does not move. */
  readonly running?: boolean | undefined;
  /** Before this instant quiet hours do not hold it: a permit that was verified. */
  readonly freeUntil?: number | undefined;
}

export type Standing =
  | { readonly state: 'waiting' }
  /** `positionMs` is where in the content it is now, `soundedMs` how long it has sounded in all. */
  | { readonly state: 'sounding'; readonly since: number; readonly positionMs: number; readonly soundedMs: number }
  | {
      readonly state: 'held';
      readonly since: number;
      readonly heldAt: number;
      readonly positionMs: number;
      readonly soundedMs: number;
    };

export type Contender = Bid & { readonly standing: Standing };

/** Begun so little late, even what runs is sounded from its beginning: nobody cuts a chime for that. */
const JOINS_AFTER_MS = 1_000;

export type Action =
  | { readonly do: 'start' | 'continue' | 'restart'; readonly key: string; readonly limitMs: number }
  /** It goes on in the middle: it was held, or it runs and begins late. */
  | { readonly do: 'resume'; readonly key: string; readonly fromMs: number; readonly limitMs: number }
  /** It falls silent for another and waits for its turn. */
  | { readonly do: 'interrupt'; readonly key: string; readonly by: string }
  /** It sounded and is at its end. */
  | { readonly do: 'stop'; readonly key: string; readonly why: 'complete' | 'max-length' | 'quiet-hours' }
  /** It sounded, was interrupted and will not go on. */
  | { readonly do: 'drop'; readonly key: string; readonly why: 'outranked' | 'quiet-hours' }
  /** It never began and never will. */
  | { readonly do: 'refuse'; readonly key: string; readonly why: 'quiet-hours' | 'too-late' | 'outranked' | 'busy' };

export interface Decision {
  readonly actions: readonly Action[];
  /** When to ask again if nothing new happens; Infinity when nothing is left to decide. */
  readonly wakeAt: number;
}

/**
 * Who may sound now on one node: nothing but emergencies in quiet hours (DOMAIN §3.3), who goes first as the pre-emption table
 * says, nothing longer than its maximum. Takes every bid with its standing, at most one of them sounding.
 */
export function arbitrate(contenders: readonly Contender[], windows: readonly QuietWindow[], now: number): Decision {
  const holder = contenders.find((contender) => contender.standing.state === 'sounding');
  const actions: Action[] = [];
  const able: Contender[] = [];
  let wakeAt = Number.POSITIVE_INFINITY;
  for (const contender of contenders) {
    if (contender.standing.state === 'waiting' && contender.startAt > now) {
      wakeAt = Math.min(wakeAt, contender.startAt);
      continue;
    }
    const ended = ending(contender, windows, now, holder);
    if (ended) actions.push(ended);
    else able.push(contender);
  }
  const mayGo = withoutUnasked(able);
  const winner = mayGo.length > 0 ? mayGo.reduce(firstOf) : undefined;
  for (const contender of able) {
    if (contender === winner) continue;
    if (contender === holder && winner) actions.push(giveWay(contender, winner));
    wakeAt = Math.min(wakeAt, patienceEnds(contender, now));
    wakeAt = Math.min(wakeAt, now + untilHushedMs(contender, windows, now));
  }
  if (winner) {
    const limitMs = limitOf(winner, windows, now);
    actions.push(turnOf(winner, limitMs, now));
    wakeAt = Math.min(wakeAt, now + limitMs);
  }
  return { actions, wakeAt };
}

/** How long a bid would sound if it had the horns to itself. */
export function expectedMs(bid: Pick<Bid, 'lengthMs' | 'maxMs'>): number {
  return Math.min(bid.lengthMs, bid.maxMs);
}

type Hushable = Pick<Bid, 'class' | 'freeUntil'>;

/** Do quiet hours keep it silent at this instant? Neither an emergency nor, before its end, what has a permit. */
export function isHushed(
  { class: urgency, freeUntil = 0 }: Hushable,
  windows: readonly QuietWindow[],
  now: number,
): boolean {
  return urgency !== 'emergency' && now >= freeUntil && quietRemainingMs(windows, now) > 0;
}

/** Milliseconds from `now`, at which it is not hushed, until it is; Infinity when it never will be. */
function untilHushedMs(
  { class: urgency, freeUntil = 0 }: Hushable,
  windows: readonly QuietWindow[],
  now: number,
): number {
  if (urgency === 'emergency') return Number.POSITIVE_INFINITY;
  const from = Math.max(now, freeUntil);
  return from - now + untilQuietMs(windows, from);
}

function ending(
  contender: Contender,
  windows: readonly QuietWindow[],
  now: number,
  holder: Contender | undefined,
): Action | undefined {
  const { key, standing } = contender;
  const quiet = isHushed(contender, windows, now);
  if (standing.state === 'waiting') {
    const missed = now > contender.startAt + contender.latenessMs || positionOf(contender, now) >= contender.lengthMs;
    if (missed) return { do: 'refuse', key, why: whyNever(contender, holder) };
    return quiet ? { do: 'refuse', key, why: 'quiet-hours' } : undefined;
  }
  if (standing.state === 'held') {
    if (quiet) return { do: 'drop', key, why: 'quiet-hours' };
    const spent =
      standing.soundedMs >= contender.maxMs ||
      now - standing.heldAt > contender.maxMs ||
      (contender.running === true && positionOf(contender, now) >= contender.lengthMs);
    return spent ? { do: 'drop', key, why: 'outranked' } : undefined;
  }
  if (standing.positionMs >= contender.lengthMs) return { do: 'stop', key, why: 'complete' };
  if (standing.soundedMs >= contender.maxMs) return { do: 'stop', key, why: 'max-length' };
  return quiet ? { do: 'stop', key, why: 'quiet-hours' } : undefined;
}

function whyNever(contender: Contender, holder: Contender | undefined): 'too-late' | 'outranked' | 'busy' {
  if (!holder) return 'too-late';
  return rankOf(holder) > rankOf(contender) ? 'outranked' : 'busy';
}

/** A priority bulletin whose order against another is the user's stands aside while the other is there and nobody has decided. */
function withoutUnasked(able: readonly Contender[]): readonly Contender[] {
  if (!able.some(isFromAbove)) return able;
  const standsAside = (one: Contender) =>
    one.standing.state === 'waiting' &&
    able.some((other) => {
      const [holder, challenger] = inTurn(other, one);
      const outcome = outcomeOf(phaseOf(holder, challenger), holder, challenger);
      return outcome === (challenger === one ? 'ask-waits' : 'ask-begins');
    });
  return able.filter((one) => !standsAside(one));
}

function firstOf(a: Contender, b: Contender): Contender {
  const [holder, challenger] = inTurn(a, b);
  if (a.standing.state === 'held' && b.standing.state === 'held')
    return rankOf(challenger) > rankOf(holder) ? challenger : holder;
  return TAKES.has(outcomeOf(phaseOf(holder, challenger), holder, challenger)) ? challenger : holder;
}

const TAKES: ReadonlySet<Outcome> = new Set(['begins', 'interrupts']);

/** The holder is who sounds, then who was interrupted, then who was due first; the key decides between equals. */
function inTurn(a: Contender, b: Contender): [holder: Contender, challenger: Contender] {
  const order =
    STANDING_ORDER[a.standing.state] - STANDING_ORDER[b.standing.state] ||
    sinceOf(a) - sinceOf(b) ||
    (a.key < b.key ? -1 : 1);
  return order <= 0 ? [a, b] : [b, a];
}

const STANDING_ORDER = { sounding: 0, held: 1, waiting: 2 } as const;

function phaseOf(holder: Contender, challenger: Contender): Phase {
  if (holder.standing.state === 'sounding') return 'during';
  if (holder.standing.state === 'held') return 'held';
  return holder.startAt === challenger.startAt ? 'before' : 'late';
}

function sinceOf(contender: Contender): number {
  return contender.standing.state === 'waiting' ? contender.startAt : contender.standing.since;
}

function giveWay(holder: Contender, winner: Contender): Action {
  if (holder.resume === 'drop') return { do: 'drop', key: holder.key, why: 'outranked' };
  return { do: 'interrupt', key: holder.key, by: winner.key };
}

function turnOf(winner: Contender, limitMs: number, now: number): Action {
  const { key, standing } = winner;
  if (standing.state === 'sounding') return { do: 'continue', key, limitMs };
  const fromMs = positionOf(winner, now);
  if (standing.state === 'waiting')
    return fromMs > 0 ? { do: 'resume', key, fromMs, limitMs } : { do: 'start', key, limitMs };
  return winner.resume === 'restart' && !winner.running
    ? { do: 'restart', key, limitMs }
    : { do: 'resume', key, fromMs, limitMs };
}

/** Where in its content it would be if it sounded now. */
function positionOf({ standing, startAt, running }: Contender, now: number): number {
  if (standing.state === 'sounding') return standing.positionMs;
  if (standing.state === 'held') return standing.positionMs + (running ? Math.max(0, now - standing.heldAt) : 0);
  return running && now - startAt > JOINS_AFTER_MS ? now - startAt : 0;
}

/** It ends with its content, with its maximum, or where quiet hours begin. */
function limitOf(winner: Contender, windows: readonly QuietWindow[], now: number): number {
  const { standing } = winner;
  const restarts = standing.state === 'held' && winner.resume === 'restart' && !winner.running;
  const left = winner.lengthMs - (restarts ? 0 : positionOf(winner, now));
  const allowed = winner.maxMs - (standing.state === 'waiting' ? 0 : standing.soundedMs);
  return Math.min(left, allowed, untilHushedMs(winner, windows, now));
}

function patienceEnds(contender: Contender, now: number): number {
  const { standing } = contender;
  const over = contender.running ? now + contender.lengthMs - positionOf(contender, now) : Number.POSITIVE_INFINITY;
  if (standing.state === 'waiting') return Math.min(over, contender.startAt + contender.latenessMs + 1);
  return Math.min(over, (standing.state === 'held' ? standing.heldAt : now) + contender.maxMs + 1);
}
