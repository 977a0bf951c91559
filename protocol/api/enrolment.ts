import { z } from 'zod';
import { areaId, nodeId } from '../messages/fields.ts';

export const claim = z.object({ node: nodeId, code: z.string(), expiresAt: z.number() });
export type Claim = z.infer<typeof claim>;

/** Request for a client certificate (PKCS#10, PEM) by a key of its own; only the key is taken from it. */
export const csr = z.string().min(64).max(4_096);
/** Where the installation has a CA of nodes and a request came: the client certificate (PEM), and the CA that made it. */
export const issuedCertificate = { certificate: z.string().optional(), ca: z.string().optional() };

/** What a node sends to enrol: its own public key (Ed25519, SPKI as base64url DER) with the one-time code. */
export const enrolInput = z.object({
  code: z.string().min(8).max(64),
  publicKey: z.string().min(40).max(200),
  firmware: z.string().max(64),
  csr: csr.optional(),
});
export type EnrolInput = z.infer<typeof enrolInput>;
export const trustedKey = z.object({ kid: z.string(), publicKey: z.string(), use: z.enum(['command', 'checkpoint']) });
export const enrolment = z.object({
  node: nodeId,
  /** 256 random bits, base64url; the gateway keeps only its SHA-256. */
  credential: z.string(),
  groups: z.array(areaId),
  keys: z.array(trustedKey),
  mqttUrl: z.string(),
  serverTime: z.number(),
  ...issuedCertificate,
});
export type Enrolment = z.infer<typeof enrolment>;
