// pure
import type { BulletinClass } from '../../protocol/classes.ts';
import { outcomeOf, outranks, type Party } from '../../protocol/preemption.ts';
import { soundingMs } from '../../protocol/quiet-hours.ts';
import { MAY_CONFIRM, type Role } from '../../protocol/roles.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { EDITORS } from '../broadcast/item-query.ts';
import { distinctManners, longestMs, type Manner } from '../broadcast/manner.ts';
import { requireOutsideQuietHours } from '../broadcast/quiet-rule.ts';
import { RuleError } from '../errors.ts';

/** How late a node may still join: it has the words of now, or none. */
export const LIVE_LATENESS_MS = 10_000;
/** Shorter than this nothing is begun before quiet hours. */
const SHORTEST_MS = 10_000;

/**
 * How long somebody may speak from `startsAt`: as asked, but no longer than a commune lets anything sound, the chime from `soundsAt`
 * included, and to the beginning of the next quiet hours. Throws RuleError `quiet-hours` with `nextAllowedAt` and what an emergency may do instead.
 */
export function allowedMs(
  manners: readonly Manner[],
  urgency: BulletinClass,
  { soundsAt, startsAt }: { readonly soundsAt: number; readonly startsAt: number },
  minutes: number,
): number {
  const chimeMs = startsAt - soundsAt;
  const wanted = minutes * MINUTE_MS;
  const lengths = distinctManners(manners).map((manner) =>
    Math.min(soundingMs(manner.quiet, 'trim', urgency, soundsAt, wanted + chimeMs), longestMs(manner, urgency)),
  );
  const length = Math.min(wanted, ...lengths.map((whole) => whole - chimeMs));
  if (length >= SHORTEST_MS) return length;
  try {
    requireOutsideQuietHours(manners, urgency, [soundsAt], SHORTEST_MS + chimeMs);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const hint = 'Where there is danger, speak as an emergency.';
    throw new RuleError(error.code, `${error.message} ${hint}`, { ...error.extra, emergency: true });
  }
  return length;
}

/** Whose word something is said by. */
export interface SpeakerNow {
  readonly role: Role;
  readonly areas: readonly string[];
}

/** What keeps somebody who speaks from going on: the account, its role, or a place that is not theirs any more; undefined: nothing. */
export function lostBy(
  speaker: SpeakerNow | undefined,
  { urgency, places }: { readonly urgency: BulletinClass; readonly places: readonly string[] },
  isWithin: (place: string, areas: readonly string[]) => boolean,
): 'account' | 'role' | 'areas' | undefined {
  if (!speaker) return 'account';
  const roles: readonly Role[] = urgency === 'emergency' ? MAY_CONFIRM : EDITORS.roles;
  if (!roles.includes(speaker.role)) return 'role';
  return places.every((place) => isWithin(place, speaker.areas)) ? undefined : 'areas';
}

export function titleOf(given: string | undefined, place: string, at: number): string {
  const [, month, day] = dayOf(at).split('-');
  return given ?? `Nói trực tiếp ${place} ${day}/${month} ${timeOf(at)}`;
}

/**
 * What must become of what sounds so that somebody can speak: it `gives-way` by itself (the node decides so), it must be `stop`ped
 * first, or it `stays` because it goes before.
 */
export function wayPast(holder: Party, speaker: Party): 'gives-way' | 'stop' | 'stays' {
  if (outcomeOf('during', holder, speaker) === 'interrupts') return 'gives-way';
  return outranks(holder, speaker) || holder.class === 'emergency' ? 'stays' : 'stop';
}

/** What the node adds between the stream and its horns: 300 ms held against an uneven line, 150 ms of its output. Not measured. */
const ASSUMED_NODE_BUFFER_MS = 450;

/**
 * From mouth to horn, as far as the gateway can tell: a chunk waits in the browser until it is whole, half the way there and back, what the gateway
 * itself measured, and what a node is assumed to hold. An estimate.
 */
export function estimatedDelayMs(known: { chunkMs: number; roundTripMs: number; gatewayMs: number }): number {
  return Math.round(known.chunkMs + known.roundTripMs / 2 + known.gatewayMs + ASSUMED_NODE_BUFFER_MS);
}
