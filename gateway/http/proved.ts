// pure
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';

/** A proof of the person holds for one shift (UX §9 a): nothing but the hold stands in the emergency path. */
export const SHIFT_MS = 12 * HOUR_MS;
/**
 * What opens a way in that lasts longer than the session (a device, a token, a link, another authenticator) asks who is there now: a
 * session taken over in the middle of a shift must not be enough to stay.
 */
export const LATELY_MS = 15 * MINUTE_MS;

/** How far the proof reaches: this shift, and the last quarter of an hour. `unlockedUntil` and `now` in ms UTC. */
export function provedAt(unlockedUntil: number, now: number): { readonly shift: boolean; readonly lately: boolean } {
  return { shift: now < unlockedUntil, lately: now < unlockedUntil - SHIFT_MS + LATELY_MS };
}
