import { z } from 'zod';
import {
  areaId,
  bulletinClass,
  counter,
  durationMs,
  gatewayId,
  instant,
  jws,
  nodeId,
  part,
  percent,
  quietWindow,
  resumeRule,
  runRef,
  sha256,
  shortText,
  sourceLevel,
  timeOfDay,
  ulid,
  version,
} from './fields.ts';

/** Everything sent down is one signed compact JWS in this envelope. */
export const signedEnvelope = z.object({ v: version, jws });
export type SignedEnvelope = z.infer<typeof signedEnvelope>;

/** Retained and last will of the gateway; unsigned, a hint. */
export const host = z.object({
  v: version,
  gateway: gatewayId,
  session: ulid,
  state: z.enum(['alive', 'lost']),
  at: instant,
});
export type Host = z.infer<typeof host>;

/** The gateway's own voice through the broker; while it returns, the watch is open (DESIGN §8). */
export const echo = z.object({ v: version, gateway: gatewayId, session: ulid, seq: counter, at: instant });
export type Echo = z.infer<typeof echo>;

export const audience = z.union([z.object({ node: nodeId }), z.object({ group: areaId })]);
export type Audience = z.infer<typeof audience>;

const head = {
  v: version,
  id: ulid,
  aud: audience,
  /** Issued at, not before, expires (ms UTC). */
  iat: instant,
  nbf: instant,
  exp: instant,
  class: bulletinClass,
  /** Who caused it: an account id or `system`. */
  by: z.string().min(1).max(64),
  /** Which of that account's areas hold the audience, as the signer knows them; absent for `system`. The node checks it again. */
  scope: z.array(areaId).min(1).max(16).optional(),
};

/** A signed command's payload; `type` decides its arguments. */
export const command = z.discriminatedUnion('type', [
  z.object({
    ...head,
    type: z.literal('play'),
    args: z.object({
      run: runRef,
      level: sourceLevel,
      startAt: instant,
      /** How late it may still begin. */
      latenessMs: durationMs,
      parts: z.array(part).min(1).max(32),
      volume: percent.optional(),
      resume: resumeRule,
      maxMs: durationMs,
      /** How often the whole is said; an emergency at least twice. */
      repeat: z.number().int().min(1).max(1_000).optional(),
      /** No repetition begins after this instant: a node that comes late says it less often, yet at least twice. */
      until: instant.optional(),
    }),
  }),
  /** Silence a run, or everything when no run is named; `spare` leaves an emergency sounding. Done means silent. */
  z.object({
    ...head,
    type: z.literal('stop'),
    args: z.object({ run: runRef.optional(), why: shortText.optional(), spare: z.literal('emergency').optional() }),
  }),
  /** Ask for a new credential (api/rotation.ts), use it, and confirm it. */
  z.object({ ...head, type: z.literal('rotate'), args: z.object({}) }),
  /** Fetch plan and config again. */
  z.object({ ...head, type: z.literal('resync'), args: z.object({}) }),
  /**
   * Measure horns, line and amplifier. `silent`: current and line only; `tone`: a short tone at low level; `calibrate`: the tone of
   * now is the reference from here on. Its result is a signed entry, the ack repeats it as a hint.
   */
  z.object({
    ...head,
    type: z.literal('self-test'),
    args: z.object({
      mode: z.enum(['silent', 'tone', 'calibrate']),
      volume: percent,
      toneMs: z.number().int().min(200).max(3_000),
    }),
  }),
  /** Ordinary volume from now on; the config that follows says the same. */
  z.object({ ...head, type: z.literal('volume'), args: z.object({ percent }) }),
  /** After what sounds, at once when nothing does. Done means: up again, in the next birth. */
  z.object({ ...head, type: z.literal('reboot'), args: z.object({}) }),
  /** Upload the device's own diagnostic lines, `POST {url}` with its credential, at most 64 KiB. */
  z.object({ ...head, type: z.literal('send-log'), args: z.object({ url: z.string().min(1).max(512) }) }),
  /** Fetch a firmware by its manifest, which the offline release key signed. */
  z.object({
    ...head,
    type: z.literal('update'),
    args: z.object({ manifest: jws, url: z.string().min(1).max(512), confirmWithinMs: durationMs }),
  }),
]);
export type Command = z.infer<typeof command>;
export type CommandType = Command['type'];

/** What a node shall be; larger `version` wins. */
export const config = z.object({
  v: version,
  node: nodeId,
  version: counter,
  at: instant,
  /** The areas the node lies in, in this order: hamlet, commune, province. Commands are measured by it. */
  groups: z.array(areaId).max(16),
  beatMs: z.number().int().min(1_000).max(3_600_000),
  volume: z.object({ emergency: percent, priority: percent, normal: percent }),
  quiet: z.array(quietWindow).max(16),
  /** Not louder than this in these hours (Vietnamese wall clock, may pass midnight), emergencies excepted; the smallest holds. */
  loudest: z.array(quietWindow.extend({ percent })).max(9).optional(),
  maxRunMs: durationMs,
  /** It begins this much later than its neighbours, emergencies excepted, so that two horns do not talk over each other. */
  staggerMs: z.number().int().min(0).max(300_000).optional(),
  /** When the node tests its own horns: a short tone at low level, in allowed hours only, up to three tries ten minutes apart. */
  selfTest: z.object({ at: timeOfDay, everyDays: z.number().int().min(1).max(30), volume: percent }).optional(),
  /** For a listening node: the hamlet it hears. What is due there is in its plan's `listen`. */
  listensTo: areaId.optional(),
});
export type Config = z.infer<typeof config>;

/** Where the plan is; the hash makes the fetched file as good as signed. */
export const planPointer = z.object({
  v: version,
  node: nodeId,
  version: counter,
  at: instant,
  sha256,
  url: z.string().min(1).max(512),
});
export type PlanPointer = z.infer<typeof planPointer>;

/** The gateway holds these entries of this log durably: the node may forget them (after its own 14 days). */
export const receiptAck = z.object({
  v: version,
  node: nodeId,
  log: ulid,
  at: instant,
  /** Every sequence below this is stored. */
  below: counter,
  /** And these above it. */
  also: z.array(counter).max(256),
});
export type ReceiptAck = z.infer<typeof receiptAck>;

/** A key the gateway signs with. Its name is the hash of the key; `from` and `to` bound when a signature by it is believed. */
export const listedKey = z.object({
  kid: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** SPKI DER, base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{40,200}$/),
  use: z.enum(['command', 'checkpoint']),
  from: instant,
  to: instant.optional(),
});
export type ListedKey = z.infer<typeof listedKey>;

/** A key that signs firmware. Its private half is never on a server; `name` is who keeps it, for people. */
export const releaseKey = listedKey.omit({ use: true }).extend({ name: z.string().max(120).optional() });
export type ReleaseKey = z.infer<typeof releaseKey>;

/** Every key a node may trust, signed by the offline root key (DESIGN §8, trust). */
export const keyList = z.object({
  v: version,
  version: counter,
  at: instant,
  keys: z.array(listedKey).min(1).max(16),
  /** In a member of their own: nodes that know of none read the rest of the list as before. */
  release: z.array(releaseKey).max(8).optional(),
});
export type KeyList = z.infer<typeof keyList>;

export const time = z.object({ v: version, node: nodeId, nonce: z.string().min(16).max(64), now: instant });
export type Time = z.infer<typeof time>;

/**
 * Leave for one run to sound in quiet hours on the nodes of one hamlet, until an instant. Signed by itself, by the signer of
 * commands: whoever could forge a plan could still not grant it.
 */
export const quietPermit = z.object({
  v: version,
  /** The exception it was given by. */
  id: ulid,
  hamlet: areaId,
  run: runRef,
  startAt: instant,
  until: instant,
  /** What sounds, in order, chime included. */
  content: z.array(sha256).min(1).max(32),
  /** When the second person confirmed. */
  iat: instant,
  /** Who asked, and the two who confirmed. */
  by: z.array(z.string().min(1).max(64)).length(3),
});
export type QuietPermit = z.infer<typeof quietPermit>;

/** A plan as a node fetches it: concrete instants, no recurrence arithmetic. */
export const planItem = z.object({
  run: runRef,
  level: sourceLevel,
  class: bulletinClass,
  startAt: instant,
  latenessMs: durationMs,
  parts: z.array(part).min(1).max(32),
  volume: percent.optional(),
  resume: resumeRule,
  maxMs: durationMs,
  /** A `quietPermit`; without one that holds, the item keeps silent in quiet hours. */
  permit: jws.optional(),
});
export type PlanItem = z.infer<typeof planItem>;

export const planFile = z.object({
  v: version,
  node: nodeId,
  from: instant,
  to: instant,
  items: z.array(planItem).max(5_000),
  /** Audio to have on disk whatever is planned: siren and prepared messages, so that an emergency waits for no download. */
  keep: z.array(part).max(64).optional(),
  /** Of a listening node: the sessions it is to hear, and what is due in them. */
  listen: z
    .array(
      z.object({
        hamlet: areaId,
        from: instant,
        to: instant,
        run: runRef.optional(),
        /** Prints of recordings are fetched by `sha256` of each part (paths.ts, printPath); a relay is printed while it plays. */
        against: z.enum(['recording', 'relay', 'nothing']),
        parts: z.array(part).max(32),
      }),
    )
    .max(500)
    .optional(),
});
export type PlanFile = z.infer<typeof planFile>;
