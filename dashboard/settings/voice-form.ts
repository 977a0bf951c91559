// pure
import type { BroadcastSettings } from '../../protocol/api/broadcast-settings.ts';
import { BULLETIN_CLASSES, type BulletinClass } from '../../protocol/classes.ts';

/** Longest run anybody may ask for (protocol/api/broadcast-settings, which brings zod along). */
export const LONGEST_RUN_MINUTES = 180;
const LONGEST_STAGGER_SECONDS = 15;
const NEAREST_METRES = 10;
const FARTHEST_METRES = 5_000;
export const LONGEST_CHIME_MS = 60_000;

export const CHIME_CLASSES = ['priority', 'normal'] as const;

/** Volume and chime, as typed. */
export interface TypedVoice {
  readonly volume: Record<BulletinClass, string>;
  readonly chime: Record<(typeof CHIME_CLASSES)[number], string>;
}
/** Limits and stagger, as typed; no metres means the nodes of one hamlet. */
export interface TypedLimits {
  readonly overrun: BroadcastSettings['overrun'];
  readonly maxRunMinutes: string;
  readonly seconds: string;
  readonly metres: string;
}

export function typedVoice({ volume, chime }: BroadcastSettings): TypedVoice {
  return {
    volume: {
      emergency: String(volume.emergency),
      priority: String(volume.priority),
      normal: String(volume.normal),
    },
    chime: { priority: chime.priority ?? '', normal: chime.normal ?? '' },
  };
}

export function typedLimits({ overrun, maxRunMinutes, stagger }: BroadcastSettings): TypedLimits {
  return {
    overrun,
    maxRunMinutes: String(maxRunMinutes),
    seconds: String(stagger.seconds),
    metres: stagger.metres === undefined ? '' : String(stagger.metres),
  };
}

/** The settings with this half changed, and the fields that are out of their range. */
export function readVoice(typed: TypedVoice, before: BroadcastSettings): Read<BulletinClass> {
  const read = (one: BulletinClass) => wholeNumber(typed.volume[one], 0, 100);
  const { priority, normal } = typed.chime;
  return {
    settings: {
      ...before,
      volume: {
        emergency: read('emergency') ?? before.volume.emergency,
        priority: read('priority') ?? before.volume.priority,
        normal: read('normal') ?? before.volume.normal,
      },
      chime: { ...(priority ? { priority } : {}), ...(normal ? { normal } : {}) },
    },
    bad: BULLETIN_CLASSES.filter((one) => read(one) === undefined),
  };
}

export function readLimits(
  typed: TypedLimits,
  before: BroadcastSettings,
): Read<'maxRunMinutes' | 'seconds' | 'metres'> {
  const minutes = wholeNumber(typed.maxRunMinutes, 1, LONGEST_RUN_MINUTES);
  const seconds = wholeNumber(typed.seconds, 0, LONGEST_STAGGER_SECONDS);
  const sameHamlet = typed.metres.trim() === '';
  const metres = wholeNumber(typed.metres, NEAREST_METRES, FARTHEST_METRES);
  return {
    settings: {
      ...before,
      overrun: typed.overrun,
      maxRunMinutes: minutes ?? before.maxRunMinutes,
      stagger: { seconds: seconds ?? before.stagger.seconds, ...(metres === undefined ? {} : { metres }) },
    },
    bad: [
      ...(minutes === undefined ? (['maxRunMinutes'] as const) : []),
      ...(seconds === undefined ? (['seconds'] as const) : []),
      ...(metres === undefined && !sameHamlet ? (['metres'] as const) : []),
    ],
  };
}

interface Read<Field extends string> {
  readonly settings: BroadcastSettings;
  readonly bad: readonly Field[];
}

/** Undefined when it is none, or out of its range. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  if (!/^\s*\d+\s*$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}
