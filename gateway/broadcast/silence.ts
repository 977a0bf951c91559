// pure
import type { BulletinClass } from '../../protocol/classes.ts';

/** A time in which nothing but emergencies sounds in an area and everything below it; ms UTC, `to` excluded. */
export interface Silent {
  readonly id: string;
  readonly area: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export type IsWithin = (area: string, scope: readonly string[]) => boolean;

/** The silence that keeps a sound of a class off a place, the one that lasts longest; undefined where it may sound. */
export function silenceAt(
  silences: readonly Silent[],
  isWithin: IsWithin,
  place: string,
  sound: { readonly class: BulletinClass; readonly startAt: number; readonly durationMs: number },
): Silent | undefined {
  const there = silences.filter((silence) => meets(silence, sound) && isWithin(place, [silence.area]));
  return there.sort((a, b) => b.to - a.to || (a.id < b.id ? -1 : 1))[0];
}

/**
 * The silence because of which a sound is not made at all: it keeps off every one of the places. Where only some are silent the
 * others hear it. `places` is asked only when some silence lies in that time.
 */
export function silenceEverywhere(
  silences: readonly Silent[],
  isWithin: IsWithin,
  places: () => readonly string[],
  sound: { readonly class: BulletinClass; readonly startAt: number; readonly durationMs: number },
): Silent | undefined {
  const near = silences.filter((silence) => meets(silence, sound));
  if (near.length === 0) return undefined;
  let first: Silent | undefined;
  for (const place of places()) {
    const here = silenceAt(near, isWithin, place, sound);
    if (!here) return undefined;
    first ??= here;
  }
  return first;
}

function meets(
  silence: Silent,
  sound: { readonly class: BulletinClass; readonly startAt: number; readonly durationMs: number },
): boolean {
  if (sound.class === 'emergency') return false;
  return sound.startAt < silence.to && sound.startAt + Math.max(sound.durationMs, 1) > silence.from;
}
