// pure
import type { FaultKind } from '../../protocol/faults.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import { BRIDGED_INTERVALS } from '../presence/period.ts';

/** How many observations in a row take a fault up, and how many end it. */
export interface Steadiness {
  readonly down: number;
  readonly up: number;
}

/**
 * Every number a fault hangs on (ours; each with its reason). A beat comes every 30 s ± 10 %: what takes `down` beats is shown
 * at the latest `down` × 33 s after it began, so three is the most that keeps the 100 s of EN 54-16. With one of these beats lost it
 * is 104 s at the latest (streaks.ts).
 */
export const STEADINESS = {
  /** The node says itself that its power is going: there is no second word. */
  'mains-lost': { down: 1, up: 1 },
  /** One beat may be sent while a relay switches over. */
  'on-battery': { down: 2, up: 2 },
  /** Radio fades for seconds; a third reading in a row is no fade. */
  'weak-signal': { down: 3, up: 3 },
  /** A beat that waited on the line arrives late; two that waited are not late by the same. */
  'clock-wrong': { down: 2, up: 2 },
  'too-hot': { down: 2, up: 2 },
  'storage-full': { down: 2, up: 2 },
  /** Measured by the amplifier itself; twice against a loose contact. */
  'line-open': { down: 2, up: 2 },
  'line-short': { down: 2, up: 2 },
  amplifier: { down: 2, up: 2 },
  /** The speaker may pause between two sentences, not for a minute. */
  'not-heard': { down: 2, up: 2 },
} as const satisfies Partial<Record<FaultKind, Steadiness>>;
export type ObservedKind = keyof typeof STEADINESS;
export const OBSERVED_KINDS = Object.keys(STEADINESS) as readonly ObservedKind[];

export const LIMITS = {
  /** 3GPP TS 27.007 AT+CSQ: below 5 of 31 (−103 dBm) calls drop; it is well again a little above. */
  signalLostDbm: -103,
  signalWellDbm: -97,
  /** Class-D amplifiers and SD cards are rated up to 85 °C; ten degrees before. */
  hotCelsius: 75,
  coolCelsius: 65,
  /** Fourteen days of plan at an hour a day take about 200 MB. */
  fullBytes: 200e6,
  freeBytes: 400e6,
  /** TT 39 allows 90 to 240 V; below this nothing runs from it. */
  deadVolts: 50,
  /** Two neighbours that far apart are heard as an echo, and a programme of TT 39 begins noticeably wrong. */
  clockErrorMs: 5 * SECOND_MS,
  /** Who did not know the time at its birth is right since its signed answer, which took at most 2 s (DESIGN §8, clock). */
  unprovedClockErrorMs: 2.5 * SECOND_MS,
  /** Two beats of one clock differ by what the line adds to either. */
  clockScatterMs: 2.5 * SECOND_MS,
  /** Nothing waits longer on a line: MQTT hangs up after one and a half times the keep-alive (3.1.1, 3.1.2.10), ours is 60 s. */
  lineHoldsMs: 3 * MINUTE_MS,
  /** Of what was played, the sensor must confirm this much; the same share as the node's own word. */
  heardShare: 0.1,
  /** A shorter run says too little about the horns. */
  tellingMs: 10 * SECOND_MS,
  /** Boots within the window that are no accident any more. */
  boots: 3,
  bootWindowMs: 30 * MINUTE_MS,
  /** A credential refused this long ago does not explain a silence any more. */
  refusedMs: 10 * MINUTE_MS,
  /** Who was enrolled calls within the hour; who was entered is mounted within the day. */
  neverHeardEnrolledMs: HOUR_MS,
  neverHeardMadeMs: 24 * HOUR_MS,
  /** What comes back within this is the same fault, and it must then keep well for as long. */
  holdMs: 10 * MINUTE_MS,
  /** The gateway's own gap that is worth a word. */
  watchGapMs: 2 * MINUTE_MS,
} as const;

/**
 * Three beats that did not come are a silence. Each comes up to a tenth of its interval late (the firmware's own spread), so the third
 * is missed only after three tenths more: without them two lost beats and a late one were a false alarm, on a line that loses 3 % about
 * once a day for each node. With beats of 30 s a silence is shown at the latest 99 s after the last beat.
 */
export function silentAfterMs(intervalMs: number): number {
  return BRIDGED_INTERVALS * intervalMs * (1 + BEAT_SPREAD);
}
/** Firmware beats its interval ± this share, so that a fleet does not beat together. */
export const BEAT_SPREAD = 0.1;
/** Who is late by more than its spread and this has lost a beat. */
export function overdueAfterMs(intervalMs: number): number {
  return intervalMs * (1 + BEAT_SPREAD) + SURELY_AFTER_MS;
}

/** Causes that begin within this of each other may be one. */
export const GROUPING_MS = 120 * SECOND_MS;
/** A common cause: at least so many nodes, and this share of those that hang on it. */
export const GROUP_NODES = 3;
export const GROUP_SHARE = 0.5;
/** Told once more when it holds twice what people were told, and at least five more. */
export const GREW_TIMES = 2;
export const GREW_NODES = 5;
/** Restored when this share is back, and the others had this long to follow. */
export const RESTORED_SHARE = 0.8;
export const STRAGGLE_MS = 120 * SECOND_MS;
/** Jitter and the way through the broker: a beat this long after the first miss was sent after it. */
export const SURELY_AFTER_MS = 5 * SECOND_MS;
