import { z } from 'zod';
import { counter, jws, nodeId, sha256, ulid } from '../messages/fields.ts';
import { day } from './common.ts';
import { checkpoint } from './coverage.ts';

/** One SHA-256 in base64url. */
export const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a SHA-256 in base64url');

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

/**
 * `evidence.jsonl` of a dossier. Its first line is this head. Then, ascending by position, tile by tile: one line for the tile (256
 * leaves, an RFC 6962 subtree; the log's last one may be shorter), one line for each of its entries that is in the package. An entry's
 * path leads to the root of its tile, the tile's path to the root of the checkpoint.
 */
export const packageHead = z.object({
  format: z.literal('loaxa-evidence-2'),
  checkpoint,
  nodeKeys: z.record(z.string(), z.string()),
  entries: counter,
  tiles: counter,
});
export type PackageHead = z.infer<typeof packageHead>;
export const packageTile = z.object({
  tile: counter,
  /** Its place among the tiles of the package, from 0. */
  index: counter,
  root: hash,
  /** Siblings from the tile to the root, without the last `keep`, which are those of the tile before. */
  path: z.array(hash).max(64),
  keep: z.number().int().min(0).max(64),
  /** Which of its leaves are in the package: bit i (lowest bit of the first byte first) is position 256 × tile + i. */
  holds: hash,
});
export type PackageTile = z.infer<typeof packageTile>;
/** Of a message that was purged only its leaf hash is left: its place is proved, its words are gone. */
export const packageEntry = z.object({
  position: counter,
  jws: jws.optional(),
  leaf: hash.optional(),
  path: z.array(hash).max(8),
});
export type PackageEntry = z.infer<typeof packageEntry>;

/** `manifest.json` of a dossier. `manifest.note` is a signed note by the checkpoint key whose text is these very bytes. */
export const dossierManifest = z.object({
  format: z.literal('loaxa-dossier-1'),
  id: ulid,
  number: z.string(),
  code: z.string(),
  origin: z.string(),
  area: z.object({ id: z.string(), name: z.string() }),
  from: day,
  to: day,
  rule: z.object({ id: z.string(), version: z.number().int(), name: z.string() }),
  madeAt: z.number(),
  checkpoint: z.object({ size: counter, rootHash: hash, note: z.string() }),
  files: z.array(z.object({ name: z.string(), bytes: counter, sha256 })),
});
export type DossierManifest = z.infer<typeof dossierManifest>;

/** `GET /evidence/checkpoints?cursor`: every signed head, newest first; for anyone. */
export const checkpointRow = z.object({ size: counter, rootHash: hash, at: z.number(), note: z.string() });
/** `GET /evidence/consistency?older&newer`, for anyone: the older tree is the beginning of the newer. */
export const consistency = z.object({
  older: z.object({ size: counter, rootHash: hash }),
  newer: z.object({ size: counter, rootHash: hash }),
  path: z.array(hash),
});
/** `GET /evidence/status`, signed in: is the record whole, how far it is sealed, where checkpoints went. */
export const evidenceStatus = z.object({
  entries: counter,
  sealed: counter,
  sealedAt: z.number().optional(),
  /** Last check of every stored hash against the checkpoints. */
  checked: z.object({ at: z.number(), whole: z.boolean(), wrong: z.string().optional() }).optional(),
  published: z.array(
    z.object({
      to: z.enum(['file', 'mail', 'web-hook']),
      size: counter,
      at: z.number(),
      failed: z.string().optional(),
    }),
  ),
  /** Bodies before this day may be purged; the proofs stay. */
  keptFrom: day,
});
export type EvidenceStatus = z.infer<typeof evidenceStatus>;

/** `GET /receipts/{position}`: a receipt in words, with what it belongs to, for the third of the four clicks. */
export const receiptView = z.object({
  position: counter,
  kind: z.string(),
  node: nodeId,
  nodeCode: z.string(),
  hamletName: z.string(),
  run: z.string(),
  runTitle: z.string(),
  dueAt: z.number(),
  result: z.string(),
  reason: z.string().optional(),
  startedAt: z.number().optional(),
  playedMs: z.number(),
  expectedMs: z.number(),
  heardMs: z.number(),
  heardBy: z.string(),
  clock: z.string(),
  receivedAt: z.number(),
  /** SHA-256 (hex) of the raw text: what `sha256sum` gives of it. */
  sha256,
  /** The node's key: since when, and does its signature hold. */
  signature: z.object({ holds: z.boolean(), keySince: z.number().optional() }),
  sealed: z.object({ size: counter, at: z.number() }).optional(),
});
export type ReceiptView = z.infer<typeof receiptView>;
