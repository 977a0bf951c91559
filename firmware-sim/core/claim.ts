// pure
import type { Bid } from '../../protocol/arbiter.ts';
import type { BulletinClass, ResumeRule, SourceLevel } from '../../protocol/classes.ts';
import type { Command, PlanItem } from '../../protocol/messages/downlink.ts';
import { type Part, type RunRef, runKey } from '../../protocol/messages/fields.ts';

/** A run this node shall play, whoever asked for it: a plan or a command. */
export interface RunClaim {
  readonly key: string;
  readonly run: RunRef;
  readonly command?: string | undefined;
  readonly planVersion?: number | undefined;
  readonly class: BulletinClass;
  readonly level: SourceLevel;
  readonly startAt: number;
  /** When the gateway expects it, where the node begins later on purpose; absent: `startAt`. */
  readonly dueAt?: number | undefined;
  readonly latenessMs: number;
  readonly parts: readonly Part[];
  readonly repeat: number;
  readonly volume?: number | undefined;
  readonly resume: ResumeRule;
  readonly maxMs: number;
  /** No repetition begins after this instant. */
  readonly until?: number | undefined;
  /** Quiet hours do not hold it before this instant. */
  readonly freeUntil?: number | undefined;
}

/** `freeUntil`: the end of its permit, where it has one that was verified. */
export function claimOfPlanItem(item: PlanItem, planVersion: number, freeUntil?: number): RunClaim {
  const { permit: _, ...planned } = item;
  return { ...planned, key: runKey(item.run), planVersion, repeat: 1, ...(freeUntil !== undefined && { freeUntil }) };
}

/** `now`: when it was taken up, so that what is repeated until an instant is said less often by a node that comes late. */
export function claimOfCommand(command: Extract<Command, { type: 'play' }>, now: number): RunClaim {
  const { args, id } = command;
  const claim = { ...args, key: runKey(args.run), command: id, class: command.class, repeat: args.repeat ?? 1 };
  return { ...claim, repeat: repeatsFrom(claim, 0, Math.max(now, args.startAt)) };
}

/** A claim whose turn was cut by a power failure, as it goes on from `positionMs` of its content. */
export function claimGoingOn(claim: RunClaim, positionMs: number, now: number): RunClaim {
  return { ...claim, repeat: repeatsFrom(claim, positionMs, now) };
}

/** Spoken at least twice (DOMAIN §3.9), then until the last instant at which a repetition may begin. */
function repeatsFrom(claim: Pick<RunClaim, 'until' | 'parts' | 'repeat'>, positionMs: number, now: number): number {
  if (claim.until === undefined) return claim.repeat;
  const rounds = Math.ceil((positionMs + Math.max(0, claim.until - now)) / Math.max(1, contentLengthMs(claim.parts)));
  return Math.min(claim.repeat, Math.max(2, rounds));
}

/** It begins later than its neighbours', and may begin no later than before. An emergency waits for nobody. */
export function staggered(claim: RunClaim, staggerMs: number): RunClaim {
  if (claim.class === 'emergency' || staggerMs === 0) return claim;
  const later = Math.min(staggerMs, claim.latenessMs);
  return { ...claim, dueAt: claim.startAt, startAt: claim.startAt + later, latenessMs: claim.latenessMs - later };
}

/** It has a part that goes on whether it sounds here or not. */
export function isRunning(claim: Pick<RunClaim, 'parts'>): boolean {
  return claim.parts.some(({ stream }) => stream !== undefined);
}

/** Somebody speaks in it: nobody knows its length before its end. */
export function isLive(claim: Pick<RunClaim, 'parts'>): boolean {
  return claim.parts.some(({ stream }) => stream?.kind === 'live');
}

export function contentLengthMs(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.durationMs, 0);
}

/** The claim as the arbiter weighs it; the node's own longest run caps every maximum. */
export function bidOf(claim: RunClaim, maxRunMs: number): Bid {
  return {
    key: claim.key,
    class: claim.class,
    level: claim.level,
    startAt: claim.startAt,
    latenessMs: claim.latenessMs,
    lengthMs: contentLengthMs(claim.parts) * claim.repeat,
    maxMs: Math.min(claim.maxMs, maxRunMs),
    resume: claim.resume,
    ...(isRunning(claim) && { running: true }),
    ...(claim.freeUntil !== undefined && { freeUntil: claim.freeUntil }),
  };
}
