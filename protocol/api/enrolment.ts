import { z } from 'zod';
import { areaId, jws, nodeId } from '../messages/fields.ts';

export const claim = z.object({ node: nodeId, code: z.string(), expiresAt: z.number() });
export type Claim = z.infer<typeof claim>;

/** What a node sends to enrol: its own public key (Ed25519, SPKI as base64url DER) with the one-time code. */
export const enrolInput = z.object({
  code: z.string().min(8).max(64),
  publicKey: z.string().min(40).max(200),
  firmware: z.string().max(64),
});
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
