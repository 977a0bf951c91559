import { z } from 'zod';
import { BULLETIN_CLASSES, RESUME_RULES, SOURCE_LEVELS } from '../classes.ts';
import { AREA_ID, GATEWAY_ID, NODE_ID, SHA256_HEX, ULID } from '../ids.ts';
import { STREAM_KINDS } from '../streams.ts';
import { TIME_OF_DAY } from '../vietnam-time.ts';

/** Version of every body. A peer that reads another number refuses the message with a clear log line. */
export const WIRE_VERSION = 1;
export const version = z.literal(WIRE_VERSION);

/** Epoch milliseconds UTC. */
export const instant = z.number().int().min(0).max(8_640_000_000_000_000);
export const durationMs = z.number().int().min(0).max(86_400_000);
export const counter = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const nodeId = z.string().regex(NODE_ID, 'is not a node id');
export const areaId = z.string().regex(AREA_ID, 'is not an area id');
export const gatewayId = z.string().regex(GATEWAY_ID, 'is not a gateway id');
export const ulid = z.string().regex(ULID, 'is not a ULID');
export const sha256 = z.string().regex(SHA256_HEX, 'is not a SHA-256 in hexadecimal');
export const shortText = z.string().max(256);
export const jws = z
  .string()
  .min(16)
  .max(64 * 1024);
export const timeOfDay = z.string().regex(TIME_OF_DAY, 'is not a time HH:MM');
export const bulletinClass = z.enum(BULLETIN_CLASSES);
export const sourceLevel = z.enum(SOURCE_LEVELS);
export const resumeRule = z.enum(RESUME_RULES);
export const percent = z.number().int().min(0).max(100);
export const quietWindow = z.object({ from: timeOfDay, to: timeOfDay });

/** Stable across plans: a programme's original recurrence instant, or the ULID of a play-now run (DESIGN §8, run identity). */
export const runRef = z.union([z.object({ programme: ulid, dueAt: instant }), z.object({ run: ulid })]);
export type RunRef = z.infer<typeof runRef>;

/** One text for one run, usable as a key. */
export function runKey(ref: RunRef): string {
  return 'run' in ref ? ref.run : `${ref.programme}@${ref.dueAt}`;
}

const recordedPart = z.object({
  sha256,
  durationMs,
  opus: sha256.optional(),
  mp3: sha256.optional(),
});

/** Where a part comes from that is no file: somebody who speaks now, or another station. */
export const stream = z.object({
  kind: z.enum(STREAM_KINDS),
  /** A path of the gateway, fetched with the node's credential, or the http(s) address of the station itself. */
  url: z.string().min(1).max(1_024),
  /** So long below `silenceDb`, or without any data, and it counts as lost. A live part that ends is complete. */
  silenceMs: durationMs,
  silenceDb: z.number().min(-120).max(0),
  /** What sounds while it is lost, over and over; without any the part is silent until it is back. */
  fallback: z.array(recordedPart).max(4).optional(),
});
export type StreamSource = z.infer<typeof stream>;

/**
 * One piece of audio: `sha256` names the content (a recording; of a stream `streamContent` in streams.ts), `opus` and `mp3` the
 * encoded file to fetch. With `stream` there is no file: it sounds from there for `durationMs` at most. A node without the
 * capability `stream` finds no audio and says so.
 */
export const part = recordedPart.extend({ stream: stream.optional() });
export type Part = z.infer<typeof part>;
