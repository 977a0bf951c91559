import { z } from 'zod';
import { counter, jws } from '../messages/fields.ts';
import { checkpoint } from './coverage.ts';

/** One SHA-256 in base64url. */
const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a SHA-256 in base64url');

/** A signed message as received, and the path that leads from it to the root of the checkpoint. */
export const evidenceEntry = z.object({ position: counter, jws, proof: z.array(hash).max(64) });
export type EvidenceEntry = z.infer<typeof evidenceEntry>;

/** What `npm run verify -- FILE` reads and `GET /evidence/{position}` answers. */
export const evidenceFile = z.object({
  checkpoint,
  entries: z.array(evidenceEntry),
  /** Public keys of the nodes that signed (SPKI, base64url), to judge their signatures too. */
  nodeKeys: z.record(z.string(), z.string()).optional(),
});
export type EvidenceFile = z.infer<typeof evidenceFile>;
export type Checkpoint = z.infer<typeof checkpoint>;
