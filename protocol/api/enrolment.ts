import { z } from 'zod';
import { areaId, nodeId } from '../messages/fields.ts';

export const claim = z.object({ node: nodeId, code: z.string(), expiresAt: z.number() });
export type Claim = z.infer<typeof claim>;

/** What a node sends to enrol: its own public key (Ed25519, SPKI as base64url DER) with the one-time code. */
export const enrolInput = z.object({
  code: z.string().min(8).max(64),
  publicKey: z.string().min(40).max(200),
  firmware: z.string().max(64),
});
export const trustedKey = z.object({ kid: z.string(), publicKey: z.string(), use: z.enum(['command', 'checkpoint']) });
export const enrolment = z.object({
  node: nodeId,
  /** 256 random bits, base64url; the gateway keeps only its SHA-256. */
  credential: z.string(),
  groups: z.array(areaId),
  keys: z.array(trustedKey),
  mqttUrl: z.string(),
  serverTime: z.number(),
});
export type Enrolment = z.infer<typeof enrolment>;
