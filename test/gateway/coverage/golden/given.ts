import type { Exclusion, Visit } from '../../../../gateway/coverage/sources.ts';
import type { Area } from '../../../../protocol/api/areas.ts';
import type { HamletVerdict } from '../../../../protocol/api/coverage.ts';
import type { Technology } from '../../../../protocol/nodes.ts';
import type { Day, TimeOfDay } from '../../../../protocol/vietnam-time.ts';

/** The 90 days most cases are judged in: 25/8 to 22/11/2026. */
export const FROM: Day = '2026-08-25';
export const TO: Day = '2026-11-22';
/** A run lasts half an hour, so 80 % of it are 1,440,000 ms; it may begin up to ten minutes late. */
export const RUN_MS = 1_800_000;
export const LATENESS_MS = 600_000;

/** What a node left in its delivery; what is not said is that of a run heard from beginning to end. */
export interface Receipt {
  readonly state?: string;
  readonly reason?: string;
  /** Milliseconds after the due instant; before it when negative. */
  readonly begins?: number;
  readonly played?: number;
  readonly heard?: number;
  readonly by?: 'microphone' | 'current' | 'none';
  readonly clock?: 'trusted' | 'floor';
  /** No word of it at all. */
  readonly silent?: true;
  /** Not sent to this node. */
  readonly leftOut?: true;
}

/** What became of one run: receipts node by node (the last one counts for every further node), or it was taken off. */
export interface Outcome {
  readonly receipts?: readonly Receipt[];
  readonly cancelled?: { readonly aheadMs: number; readonly reason?: string };
}

/** Letters of the patterns: heard, mute, no word, the node says it missed it, stopped by hand, cancelled two hours ahead. */
export const LETTERS: Readonly<Record<string, Outcome>> = {
  h: { receipts: [{}] },
  n: { receipts: [{ heard: 0 }] },
  u: { receipts: [{ silent: true }] },
  m: { receipts: [{ state: 'missed', played: 0, heard: 0 }] },
  x: { receipts: [{ state: 'partial', reason: 'stopped', played: 9_000, heard: 9_000 }] },
  c: { cancelled: { aheadMs: 7_200_000, reason: 'lễ tang' } },
};

export interface GivenNode {
  readonly horns?: number;
  readonly technology?: Technology;
  /** The day it came (1/1/2025 when not said) and the first day it was gone. */
  readonly from?: Day;
  readonly until?: Day;
  /** Stays elsewhere or as something else before, oldest first: it is this only from `from` on. */
  readonly was?: { readonly technology?: Technology; readonly horns?: number };
}

/** One more run besides the patterns. */
export interface GivenRun extends Outcome {
  readonly day: Day;
  /** HH:MM or HH:MM:SS. */
  readonly time: string;
  readonly ms?: number;
  /** Live or play-now: out of the ratio. */
  readonly announced?: true;
}

export interface GivenHamlet {
  readonly nodes?: readonly GivenNode[];
  /** One letter a day, the last one on the last day of the window: runs at 05:00 and at 17:00. */
  readonly mornings?: string;
  readonly afternoons?: string;
  readonly letters?: Readonly<Record<string, Outcome>>;
  readonly runs?: readonly GivenRun[];
  /** A session of the registered timetable on every day. */
  readonly slot?: readonly [from: TimeOfDay, to: TimeOfDay];
  readonly households?: number;
  readonly floorDecision?: string;
  /** Beats all the time. */
  readonly online?: true;
}

export interface Given extends GivenHamlet {
  readonly window?: readonly [from: Day, to: Day];
  readonly region?: Area['region'];
  readonly exclusions?: readonly (Pick<Exclusion, 'from' | 'to' | 'parts'> & {
    readonly of?: 'commune' | 'elsewhere';
  })[];
  readonly visits?: readonly (Partial<Omit<Visit, 'node'>> & { readonly day: Day; readonly node?: number })[];
  /** Days of which the hand log has a morning broadcast. */
  readonly logged?: readonly Day[];
  /** Hamlets this one was made of on a day; a pattern of theirs ends on the day before. */
  readonly madeOf?: readonly GivenHamlet[];
  readonly since?: Day;
  /** The receipts come only after everything was rolled up once. */
  readonly late?: true;
  /** Every row and receipt comes twice, in another order. */
  readonly twice?: true;
}

export interface Golden {
  readonly title: string;
  readonly given: Given;
  readonly expected: Partial<Omit<HamletVerdict, 'sessions' | 'without' | 'reasons' | 'technologies'>> & {
    readonly technologies?: readonly Technology[];
    readonly sessions?: Partial<HamletVerdict['sessions']>;
    readonly without?: Partial<HamletVerdict['without']>;
    /** Codes that must be among the reasons, and figures of theirs. */
    readonly because?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

export const times = (letter: string, count: number) => letter.repeat(count);
/** `misses` letters of `all`, spread evenly over days that are heard. */
export function spread(all: number, misses: number, letter: string, other = 'h'): string {
  return Array.from({ length: all }, (_, index) =>
    Math.floor(((index + 1) * misses) / all) > Math.floor((index * misses) / all) ? letter : other,
  ).join('');
}
