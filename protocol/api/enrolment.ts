import { z } from 'zod';
import { DEVICE_NAME } from '../device-name.ts';
import { areaId, jws, nodeId, ulid } from '../messages/fields.ts';
import { nodeInput } from './areas.ts';

const code = z.string().min(8).max(64);

export const claim = z.object({ node: nodeId, code: z.string(), expiresAt: z.number() });
export type Claim = z.infer<typeof claim>;

/** What a node sends to enrol: its own public key (Ed25519, SPKI as base64url DER) with the one-time code. */
export const enrolInput = z.object({
  code,
  publicKey: z.string().min(40).max(200),
  firmware: z.string().max(64),
  /** See enrol-proof.ts. */
  proof: z.string().min(16).max(2_048),
});
export type EnrolInput = z.infer<typeof enrolInput>;
/** 202: the code is right, and a technician has not confirmed the place yet; ask again after so long. */
export const enrolWaiting = z.object({ state: z.literal('waiting'), retryAfterMs: z.number().int().min(0) });
export type EnrolWaiting = z.infer<typeof enrolWaiting>;
/** 201. Unknown fields are ignored: more may be added. */
export const enrolment = z.object({
  node: nodeId,
  /** 256 random bits, base64url; the gateway keeps only its SHA-256. */
  credential: z.string(),
  groups: z.array(areaId),
  /** The root key to pin: Ed25519, SPKI as base64url DER. */
  root: z.string(),
  /** The keys to trust, signed by it. */
  keyList: jws,
  mqttUrl: z.string(),
  serverTime: z.number(),
});
export type Enrolment = z.infer<typeof enrolment>;

export const MAX_LABELS_AT_ONCE = 200;
export const labelOrder = z.object({
  area: areaId,
  count: z.number().int().min(1).max(MAX_LABELS_AT_ONCE),
  /** How long they are good. */
  days: z.number().int().min(1).max(365),
});
export type LabelOrder = z.infer<typeof labelOrder>;
/** Shown this once: the gateway keeps only the hash of the code. */
export const madeLabels = z.object({
  areaName: z.string(),
  expiresAt: z.number(),
  labels: z.array(z.object({ id: ulid, code: z.string(), text: z.string() })),
});
export type MadeLabels = z.infer<typeof madeLabels>;

/** A device that called with a label's code. */
const callingDevice = z.object({
  name: z.string().regex(DEVICE_NAME),
  firmware: z.string(),
  since: z.number(),
  lastCallAt: z.number(),
  /** Calls of other devices with the same code: somebody copied the label. */
  otherCalls: z.number().int(),
});
export const openLabel = z.object({
  id: ulid,
  area: areaId,
  areaName: z.string(),
  createdAt: z.number(),
  createdByName: z.string().optional(),
  expiresAt: z.number(),
  /** Bound by a technician, and waiting for its device. */
  node: nodeId.optional(),
  nodeCode: z.string().optional(),
  device: callingDevice.optional(),
});
export type OpenLabel = z.infer<typeof openLabel>;

/** A device that calls and waits for a technician, or has just been confirmed. */
export const waitingDevice = callingDevice.extend({
  label: ulid,
  area: areaId,
  areaName: z.string(),
  node: nodeId.optional(),
  nodeCode: z.string().optional(),
});
export type WaitingDevice = z.infer<typeof waitingDevice>;

/** What a technician reads before confirming; the code travels in the body, never in an address. */
export const enrolmentQuestion = z.object({ code });
export const enrolmentConfirm = z.object({
  code,
  /** A new node, or one whose device is replaced: the place keeps its history. */
  node: z.union([nodeInput, z.object({ id: nodeId })]),
  /** The device the technician saw calling: with another one the confirmation is void. */
  device: z.string().regex(DEVICE_NAME).optional(),
});
export type EnrolmentConfirm = z.infer<typeof enrolmentConfirm>;
export const enrolmentConfirmed = z.object({ node: nodeId, nodeCode: z.string(), device: callingDevice.optional() });
export type EnrolmentConfirmed = z.infer<typeof enrolmentConfirmed>;
