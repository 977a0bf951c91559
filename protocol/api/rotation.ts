import { z } from 'zod';
import { instant, jws, nodeId, version } from '../messages/fields.ts';
import { csr, issuedCertificate } from './enrolment.ts';

/** What the proof's JWS (typ ROTATE_TYP, the node's own Ed25519 key) carries. `at` grows from one request to the next. */
export const rotationProof = z.object({
  v: version,
  node: nodeId,
  at: instant,
  nonce: z.string().min(16).max(64),
});
export type RotationProof = z.infer<typeof rotationProof>;

/** `POST /device/credential`, HTTP Basic with the present credential: a stolen credential alone gets no new one. */
export const credentialInput = z.object({ proof: jws, csr: csr.optional() });
export type CredentialInput = z.infer<typeof credentialInput>;

/** Valid beside the present one until `POST /device/credential/confirm` comes with it as HTTP Basic; asking again replaces it. */
export const nextCredential = z.object({
  credential: z.string(),
  /** Not confirmed by then it ends, and the present one stays. */
  confirmBy: z.number(),
  ...issuedCertificate,
});
export type NextCredential = z.infer<typeof nextCredential>;
