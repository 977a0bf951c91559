import { z } from 'zod';
import { UPDATE_REASONS } from '../../protocol/firmware.ts';
import { command, config, planFile, planPointer } from '../../protocol/messages/downlink.ts';
import {
  areaId,
  bulletinClass,
  counter,
  instant,
  jws,
  nodeId,
  part,
  percent,
  resumeRule,
  runRef,
  sourceLevel,
  ulid,
} from '../../protocol/messages/fields.ts';
import { ack, reason, receiptBody } from '../../protocol/messages/uplink.ts';

const claim = z.object({
  key: z.string(),
  run: runRef,
  command: ulid.optional(),
  planVersion: counter.optional(),
  class: bulletinClass,
  level: sourceLevel,
  startAt: instant,
  dueAt: instant.optional(),
  latenessMs: z.number(),
  parts: z.array(part),
  repeat: z.number(),
  volume: percent.optional(),
  resume: resumeRule,
  maxMs: z.number(),
  until: instant.optional(),
  freeUntil: instant.optional(),
});

const turn = z.object({
  claim,
  startedAt: z.number().optional(),
  heldAt: z.number().optional(),
  positionMs: z.number(),
  playedMs: z.number(),
  heardMs: z.number(),
  takenMs: z.number().optional(),
  lengthMs: z.number().optional(),
  streams: receiptBody.shape.streams,
  restarted: z.boolean().optional(),
  levelDb: z.number().optional(),
  segments: z.array(z.object({ from: z.number(), to: z.number() })),
  failure: reason.optional(),
});

/** A command this node has answered: its id is never obeyed twice, also after a restart. */
const seenCommand = z.object({ exp: instant, ack, play: command.optional() });
export type SeenCommand = z.infer<typeof seenCommand>;

/** Time in which nothing could sound, as far as the node can prove it. */
const gap = z.object({ from: z.number(), to: z.number(), why: z.enum(['no-power', 'clock-untrusted']) });
export type Gap = z.infer<typeof gap>;

/** Client certificate with its own key, PEM. */
const tlsIdentity = z.object({ key: z.string(), certificate: z.string(), notAfter: instant });
/** What a node signs in with, at the broker and over HTTP. */
const access = z.object({ credential: z.string(), tls: tlsIdentity.optional() });
export type Access = z.infer<typeof access>;

const slotName = z.enum(['a', 'b']);
/** The slots a device boots from, and the firmware on its way: what a boot loader and the running firmware both read and write. */
const firmware = z.object({
  active: slotName,
  /** What each slot holds; a slot never written holds what the device came with. */
  slots: z.object({ a: z.string().optional(), b: z.string().optional() }),
  /** Highest release counter of a firmware that proved itself. */
  counter,
  update: z
    .object({
      command: ulid.optional(),
      manifest: jws,
      url: z.string(),
      confirmWithinMs: z.number(),
      /** `trying`: booted from the other slot until it proves itself; `failed`: it did not, and the device is back. */
      stage: z.enum(['fetching', 'waiting', 'trying', 'failed']),
      /** Boots it may still try. */
      tries: z.number(),
      why: z.enum(UPDATE_REASONS).optional(),
    })
    .optional(),
});

export const reference = z.object({
  volume: percent,
  levelDb: z.number().optional(),
  noiseDb: z.number().optional(),
  milliamps: z.number().optional(),
});

/** What a node keeps besides its log; one small file (or record) each. */
export const DOCUMENTS = {
  identity: access.extend({
    node: nodeId,
    groups: z.array(areaId),
    /** The root key pinned for good, and the list it signed then; a newer list is a document of its own. */
    root: z.string(),
    keyList: jws,
    mqttUrl: z.string(),
    httpUrl: z.string(),
    /** Runs due before the enrolment are not this node's. */
    enrolledAt: instant,
    /** SHA-256 of the credential of the enrolment: a fleet tells by it whether its file or its own store is newer. */
    enrolledAs: z.string().optional(),
  }),
  /** A change of credential under way: `wanted` until the next one came, `next` until the gateway knows that it arrived. */
  rotation: z.object({ wanted: z.boolean(), next: access.optional() }),
  config,
  plan: z.object({ pointer: planPointer, file: planFile, etag: z.string().optional() }),
  keys: z.object({ jws }),
  clock: z.object({ floor: instant }),
  commands: z.array(seenCommand),
  playing: z.array(turn),
  alive: z.object({ at: instant, gaps: z.array(gap) }),
  faults: z.array(z.string()),
  /** The tone as it was when somebody heard it, and the day of the last test by the timetable. */
  selfTest: z.object({
    reference: reference.optional(),
    lastDay: z.string().optional(),
  }),
  /** The command that is done when the node is up again. */
  reboot: z.object({ command: ulid.optional() }),
  firmware,
  /** Of a listening node: sessions before `until` are spoken of; how its ear has been. */
  listening: z.object({
    until: instant,
    health: z.object({ flat: z.number().int(), flatSince: instant }).optional(),
  }),
} as const;

export type DocumentName = keyof typeof DOCUMENTS;
export type Document<N extends DocumentName> = z.infer<(typeof DOCUMENTS)[N]>;
export type NodeIdentity = Document<'identity'>;
