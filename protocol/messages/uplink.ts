import { z } from 'zod';
import { amplifierState, lineState, listeningBody, selfTestBody, updateBody } from './device.ts';
import {
  bulletinClass,
  counter,
  durationMs,
  instant,
  jws,
  nodeId,
  percent,
  runRef,
  sha256,
  shortText,
  ulid,
  version,
} from './fields.ts';

export const clockState = z.enum(['trusted', 'floor', 'none']);
export type ClockState = z.infer<typeof clockState>;

/** First word of a session: who I am now and what I hold. */
export const birth = z.object({
  v: version,
  node: nodeId,
  /** New at each power-on. */
  boot: ulid,
  /** New at each connection; wills and states carry it, so that an old will is seen to be old. */
  session: ulid,
  at: instant,
  firmware: shortText,
  capabilities: z.object({
    opus: z.boolean(),
    mp3: z.boolean(),
    /** What lets the node say "heard": its own microphone, the amplifier's current, or nothing. */
    sensor: z.enum(['microphone', 'current', 'none']),
    horns: z.number().int().min(0).max(64),
    /** What it can besides playing; absent in older firmware. */
    can: z
      .array(z.enum(['self-test', 'update', 'listen', 'fetch-log', 'volume', 'reboot', 'stream']))
      .max(16)
      .optional(),
  }),
  /** Serial number on the case. */
  serial: shortText.optional(),
  plan: counter.optional(),
  config: counter.optional(),
  /** Version of the key list held. */
  keys: counter.optional(),
  storage: z.object({ freeBytes: counter, totalBytes: counter }),
  clock: z.object({ state: clockState, source: shortText }),
  log: z.object({ id: ulid, oldest: counter, next: counter }),
});
export type Birth = z.infer<typeof birth>;

/** Retained; the last will says `lost`. A hint, never the truth alone. */
export const state = z.object({
  v: version,
  node: nodeId,
  session: ulid,
  state: z.enum(['online', 'lost']),
  at: instant,
});
export type State = z.infer<typeof state>;

export const powerSource = z.enum(['mains', 'battery', 'solar']);

/** Every `beatMs` ± jitter. `lastGasp` is sent when mains go and only the capacitor is left. */
export const beat = z.object({
  v: version,
  node: nodeId,
  session: ulid,
  seq: counter,
  at: instant,
  uptimeMs: counter,
  /** Configured interval, so that the gateway never guesses it. */
  beatMs: z.number().int().min(1_000).max(3_600_000),
  rssiDbm: z.number().int().min(-200).max(0).optional(),
  mainsVolts: z.number().min(0).max(500).optional(),
  power: powerSource.optional(),
  lastGasp: z.boolean().optional(),
  celsius: z.number().min(-60).max(150).optional(),
  volume: percent.optional(),
  outputWatts: z.number().min(0).max(1_000).optional(),
  freeBytes: counter.optional(),
  line: lineState.optional(),
  amplifier: amplifierState.optional(),
  /** Sound at the microphone, playing or not (dB below full scale). */
  levelDb: z.number().min(-120).max(40).optional(),
  /** Over the mobile network since the node was switched on. */
  sentBytes: counter.optional(),
  receivedBytes: counter.optional(),
  playing: runRef.optional(),
  /** How much of it the sensor has heard so far; absent without a sensor. An unsigned hint, like all of a beat. */
  heardMs: durationMs.optional(),
});
export type Beat = z.infer<typeof beat>;

/** An unsigned hint about a command; receipts are the evidence. */
export const ack = z.object({
  v: version,
  node: nodeId,
  command: ulid,
  status: z.enum(['received', 'accepted', 'rejected', 'done']),
  reason: shortText.optional(),
  result: shortText.optional(),
  at: instant,
});
export type Ack = z.infer<typeof ack>;

/** Signed entries, each a JWS of type ENTRY_TYP by the node's own key. */
export const log = z.object({ v: version, node: nodeId, entries: z.array(jws).min(1).max(64) });
export type Log = z.infer<typeof log>;

/** A node without a trusted clock asks; the answer must echo the nonce within 2 s. */
export const timeRequest = z.object({ v: version, node: nodeId, nonce: z.string().min(16).max(64), at: instant });
export type TimeRequest = z.infer<typeof timeRequest>;

export const RECEIPT_RESULTS = ['full', 'partial', 'refused', 'failed', 'preempted', 'missed'] as const;
export const receiptResult = z.enum(RECEIPT_RESULTS);
export type ReceiptResult = z.infer<typeof receiptResult>;

export const REASONS = [
  'quiet-hours',
  'not-signed',
  'expired',
  'not-addressed',
  'replayed',
  'no-audio',
  'audio-damaged',
  'decoder',
  'output',
  'stopped',
  'too-late',
  'no-power',
  'clock-untrusted',
  'outranked',
  'storage-full',
  'restarted',
  'cancelled',
  'unsupported',
  'bad-command',
  'busy',
  'stream-lost',
  'stream-silent',
] as const;
/** Why a node refused, failed, or did not play; the UI translates them. */
export const reason = z.enum(REASONS);
export type Reason = z.infer<typeof reason>;

/** What the node really did with one run, and whether the horns were heard. Repetitions and interruptions are segments of one receipt. */
export const receiptBody = z.object({
  run: runRef,
  command: ulid.optional(),
  planVersion: counter.optional(),
  content: z.array(sha256).max(64),
  class: bulletinClass,
  result: receiptResult,
  reason: reason.optional(),
  /** When it should have begun. */
  dueAt: instant,
  /** Absent when nothing sounded. */
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  expectedMs: durationMs,
  playedMs: durationMs,
  heard: z.object({
    by: z.enum(['microphone', 'current', 'none']),
    /** Milliseconds during which the sensor confirmed sound; 0 without a sensor. */
    ms: durationMs,
    levelDb: z.number().min(-120).max(40).optional(),
  }),
  segments: z.array(z.object({ from: instant, to: instant })).max(64),
  /** Of each part that was a stream: how long it sounded itself, how long its fallback, and when and why it was away. */
  streams: z
    .array(
      z.object({
        sha256,
        playedMs: durationMs,
        fallbackMs: durationMs,
        breaks: z.array(z.object({ from: instant, to: instant, why: z.enum(['lost', 'silent']) })).max(32),
      }),
    )
    .max(8)
    .optional(),
});
export type ReceiptBody = z.infer<typeof receiptBody>;

const entryHead = {
  v: version,
  node: nodeId,
  /** New storage means a new log id; (node, log, seq) is unique for ever. */
  log: ulid,
  seq: counter,
  at: instant,
  clock: clockState,
};

/** The signed payload of one log entry. */
export const entry = z.discriminatedUnion('kind', [
  z.object({ ...entryHead, kind: z.literal('receipt'), body: receiptBody }),
  z.object({
    ...entryHead,
    kind: z.literal('boot'),
    body: z.object({ boot: ulid, firmware: shortText, cause: z.enum(['power', 'restart', 'watchdog', 'update']) }),
  }),
  z.object({
    ...entryHead,
    kind: z.literal('power'),
    body: z.object({ state: z.enum(['lost', 'back']), source: powerSource }),
  }),
  z.object({
    ...entryHead,
    kind: z.literal('clock'),
    body: z.object({ fromMs: instant, toMs: instant, source: shortText }),
  }),
  z.object({
    ...entryHead,
    kind: z.literal('fault'),
    body: z.object({
      fault: z.string().min(1).max(64),
      state: z.enum(['raised', 'cleared']),
      detail: shortText.optional(),
    }),
  }),
  z.object({
    ...entryHead,
    kind: z.literal('refusal'),
    body: z.object({ what: z.string().min(1).max(64), reason, detail: shortText.optional(), id: shortText.optional() }),
  }),
  z.object({ ...entryHead, kind: z.literal('self-test'), body: selfTestBody }),
  z.object({ ...entryHead, kind: z.literal('update'), body: updateBody }),
  z.object({ ...entryHead, kind: z.literal('listening'), body: listeningBody }),
]);
export type Entry = z.infer<typeof entry>;
export type EntryKind = Entry['kind'];
