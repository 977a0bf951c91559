import { z } from 'zod';
import { LIVE_ENDS, LIVE_STATES, LONGEST_LIVE_MINUTES, USUAL_LIVE_MINUTES } from '../live.ts';
import { areaId, bulletinClass, nodeId, sha256, ulid } from '../messages/fields.ts';
import { target } from './broadcast.ts';

/**
 * `POST /live`: opens the microphone. Quiet hours, silences, licences of class and place are checked now; a node on which somebody
 * speaks already answers 409 `someone-speaks` with `who`, `until`; nodes on which something else sounds 409 `busy` with `playing`
 * unless `interrupt` gives the reason. `key` makes a repeated send one session. Operators in their communes, approvers, hamlet
 * heads in their hamlet; class `emergency` as for POST /emergencies (role, unlocked).
 */
export const liveInput = z.object({
  key: ulid,
  targets: z.array(target).min(1).max(500),
  class: bulletinClass.default('normal'),
  title: z.string().trim().min(1).max(120).optional(),
  minutes: z.number().int().min(1).max(LONGEST_LIVE_MINUTES).default(USUAL_LIVE_MINUTES),
  interrupt: z.string().trim().min(3).max(200).optional(),
});
export type LiveInput = z.infer<typeof liveInput>;

/** `GET /live` (not ended, in scope), `GET /live/{id}`. */
export const liveSession = z.object({
  id: ulid,
  /** The run that carries its deliveries and receipts; the same id. */
  run: z.string(),
  title: z.string(),
  class: bulletinClass,
  area: areaId,
  areaNames: z.array(z.string()),
  state: z.enum(LIVE_STATES),
  byName: z.string(),
  own: z.boolean(),
  createdAt: z.number(),
  /** When the nodes begin: with the chime, where there is one, else with the first word. */
  soundsAt: z.number(),
  /** When the countdown ends and the first word may be said. */
  startsAt: z.number(),
  endsAt: z.number(),
  endedAt: z.number().optional(),
  end: z.enum(LIVE_ENDS).optional(),
  /** Parts of it that were silenced by hand while it went on for the others. */
  partsStopped: z
    .array(z.object({ at: z.number(), byName: z.string(), areaNames: z.array(z.string()), nodes: z.number().int() }))
    .optional(),
  /** Nodes addressed, and how many play it now by their own beat, acknowledgement or open stream. */
  nodes: z.number().int(),
  playing: z.number().int(),
  /** What was said, when it ended. */
  recording: sha256.optional(),
  durationMs: z.number().int().optional(),
  /** For VLC, mpv, ffplay: address with a key of its own, valid while it lasts. Only for who may play there. */
  listen: z.string().optional(),
});
export type LiveSession = z.infer<typeof liveSession>;

/** `GET /live/outlook?targets=…` (JSON of targets, `class`): what stands in the way before the button is pressed. */
export const liveOutlook = z.object({
  nodes: z.number().int(),
  online: z.number().int(),
  /** Online and able to play a stream. */
  able: z.number().int(),
  hamlets: z.number().int(),
  /** Until when nothing but emergencies may sound; absent: it may. */
  quietUntil: z.number().optional(),
  quietNow: z.boolean(),
  speaker: z.object({ byName: z.string(), until: z.number() }).optional(),
  playing: z.array(z.object({ title: z.string(), until: z.number(), nodes: z.number().int() })).max(20),
});
export type LiveOutlook = z.infer<typeof liveOutlook>;

/**
 * `GET /live/{id}/microphone` (WebSocket, same origin, session cookie, the speaker's own): text frames are JSON of these, binary
 * frames are what MediaRecorder gives (WebM or MP4, Opus or AAC), in order.
 */
export const microphoneSays = z.discriminatedUnion('type', [
  /** First, before any sound. */
  z.object({ type: z.literal('begin'), mime: z.string().max(100) }),
  z.object({ type: z.literal('end') }),
  /** Measures the way there and back. */
  z.object({ type: z.literal('ping'), at: z.number() }),
]);
export type MicrophoneSays = z.infer<typeof microphoneSays>;
export const microphoneHears = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), startsAt: z.number(), endsAt: z.number() }),
  /** Each second: level (dB below full scale) as the server hears it, nodes that play, mouth to horn as estimated. */
  z.object({
    type: z.literal('state'),
    at: z.number(),
    levelDb: z.number(),
    silentMs: z.number(),
    playing: z.number().int(),
    nodes: z.number().int(),
    delayMs: z.number().optional(),
  }),
  z.object({ type: z.literal('pong'), at: z.number() }),
  z.object({ type: z.literal('ended'), end: z.enum(LIVE_ENDS) }),
]);
export type MicrophoneHears = z.infer<typeof microphoneHears>;

/** `POST /live/{id}/end` by who speaks or may stop there; `POST /stop` with its run does the same. Answers the session. */
export const liveDelay = z.object({ node: nodeId, ms: z.number() });
