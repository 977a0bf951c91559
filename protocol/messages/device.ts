import { z } from 'zod';
import { LISTENING_RESULTS } from '../listening.ts';
import { LINE_STATES, TEST_RESULTS } from '../remote.ts';
import { areaId, instant, runRef, sha256, shortText, ulid } from './fields.ts';

/** The driver of the horns and the wire to them, as the amplifier measures them while idle or playing. */
export const lineState = z.enum(LINE_STATES);
export const amplifierState = z.enum(['ok', 'fault']);

/** A self-test, signed: of the node's own timetable (config), or of a command. */
export const selfTestBody = z.object({
  command: ulid.optional(),
  mode: z.enum(['silent', 'tone', 'calibrate']),
  /** Up to three tries ten minutes apart. */
  attempt: z.number().int().min(1).max(3),
  result: z.enum(TEST_RESULTS),
  by: z.enum(['microphone', 'current', 'none']),
  /** What the sensor measured, the noise before it, and the reference it is compared with (dB below full scale). */
  levelDb: z.number().min(-120).max(40).optional(),
  noiseDb: z.number().min(-120).max(40).optional(),
  referenceDb: z.number().min(-120).max(40).optional(),
  milliamps: z.number().min(0).max(20_000).optional(),
  referenceMilliamps: z.number().min(0).max(20_000).optional(),
});
export type SelfTestBody = z.infer<typeof selfTestBody>;

/** What became of a firmware. `confirmed`: it ran, beat, and stays; `rolled-back`: the other slot runs again. */
export const updateBody = z.object({
  from: shortText,
  to: shortText,
  manifest: sha256,
  state: z.enum(['downloaded', 'installed', 'confirmed', 'rolled-back', 'refused']),
  reason: shortText.optional(),
});
export type UpdateBody = z.infer<typeof updateBody>;

/**
 * What a listening node heard of a hamlet's session: the same kind of word as a receipt, by somebody who only listens. `hamlet` is
 * the one it was set to; `matched` is sound that agreed with a fingerprint of what was due, `sound` is any sound above the noise.
 */
export const listeningBody = z.object({
  hamlet: areaId,
  /** What was due, when the node knew it; absent for a station whose programme is not in LoaXã. */
  run: runRef.optional(),
  against: z.enum(['recording', 'relay', 'nothing']),
  content: z.array(sha256).max(64),
  from: instant,
  to: instant,
  /** How long what was due lasts; the whole session where nobody knows what it is. */
  dueMs: z.number().int().min(0),
  soundMs: z.number().int().min(0),
  matchedMs: z.number().int().min(0),
  /** Which stretches matched, by the node's clock, to the second. */
  matched: z.array(z.object({ from: instant, to: instant })).max(64),
  levelDb: z.number().min(-120).max(40).optional(),
  noiseDb: z.number().min(-120).max(40).optional(),
  result: z.enum(LISTENING_RESULTS),
});
export type ListeningBody = z.infer<typeof listeningBody>;
