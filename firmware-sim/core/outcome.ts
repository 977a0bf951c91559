// pure
import type { Reason, ReceiptResult } from '../../protocol/messages/uplink.ts';

/** How a run ended, and why when it was not whole. */
export interface Outcome {
  readonly result: ReceiptResult;
  readonly reason?: Reason | undefined;
}

/** A whole run may lack this much and still be full: encoders pad, resumptions cut at frames. */
export const TOLERANCE_MS = 1_000;
