// pure
import type { Part } from '../../protocol/messages/fields.ts';
import type { Reason, ReceiptBody } from '../../protocol/messages/uplink.ts';

/** A stretch of a run to be sounded without a break. */
export interface Piece {
  readonly key: string;
  readonly parts: readonly Part[];
  readonly repeat: number;
  /** Where in the content it begins and how long it may sound. */
  readonly fromMs: number;
  readonly limitMs: number;
  /** Percent. */
  readonly volume: number;
}

/** What one stretch came to. */
export interface SoundResult {
  readonly playedMs: number;
  /** Milliseconds in which the sensor heard the horns; 0 without a sensor. */
  readonly heardMs: number;
  readonly levelDb?: number | undefined;
  readonly failure?: Reason | undefined;
  /** How long after `start` the first sample left. */
  readonly delayMs?: number | undefined;
  /** With streams: how long it had the horns, silence included. Absent: all of it sounded. */
  readonly takenMs?: number | undefined;
  /** What became of each stream; instants by the player's monotonic clock. */
  readonly streams?: NonNullable<ReceiptBody['streams']> | undefined;
  /** Whoever spoke has ended: the content is over though shorter than was allowed. */
  readonly endedEarly?: boolean | undefined;
}

export interface Sounding {
  /** So far, without ending it. */
  progress(): SoundResult;
  /**
   * Falls silent at once, with a fade too short to notice, or `softly`, for what gives way to an ordinary programme; `ended` is not
   * called any more.
   */
  stop(softly?: boolean): SoundResult;
  /** Goes on louder or quieter from here, slowly (percent). */
  setVolume(percent: number): void;
}

/** The node's mouth and ear: real (ffmpeg and a sound card) or counted by the clock. */
export interface Player {
  /** Why the content cannot sound yet; undefined when it can. */
  lacking(parts: readonly Part[]): Reason | undefined;
  /** Decodes ahead so that `start` sounds at once. A hint. */
  prepare(piece: Piece): void;
  /** `ended` is called once, when the content, the limit or a failure ends it. */
  start(piece: Piece, ended: (result: SoundResult) => void): Sounding;
}
