import type { EvidenceFile, PackageEntry, PackageHead, PackageTile } from './api/evidence.ts';
import { ENTRY_TYP } from './entry-type.ts';
import { decodeJws } from './jws.ts';

/** The forms of evidence, judged by hand: the page that verifies has no schemas (api/evidence.ts says the same in zod). */
const HASH = /^[A-Za-z0-9_-]{43}$/;

/** Every leaf of the log lies in one tile of 256. */
export const TILE_LEAVES = 256;

type Fields = Readonly<Record<string, unknown>>;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);
const isPath = (value: unknown, most: number): value is string[] =>
  Array.isArray(value) && value.length <= most && value.every(isHash);
const isKeys = (value: unknown): value is Record<string, string> =>
  isFields(value) && Object.values(value).every((key) => typeof key === 'string');

function isCheckpoint(value: unknown): value is PackageHead['checkpoint'] {
  if (!isFields(value)) return false;
  const texts = [value.origin, value.rootHash, value.note, value.publicKey];
  return texts.every((text) => typeof text === 'string') && isCount(value.size);
}

export function isHead(value: unknown): value is PackageHead {
  if (!isFields(value) || value.format !== 'loaxa-evidence-2') return false;
  return isCheckpoint(value.checkpoint) && isKeys(value.nodeKeys) && isCount(value.entries) && isCount(value.tiles);
}

export function isTile(value: unknown): value is PackageTile {
  if (!isFields(value) || !isCount(value.tile) || !isCount(value.index) || !isCount(value.keep)) return false;
  return isHash(value.root) && isHash(value.holds) && isPath(value.path, 64);
}

/** Either the message or, of a purged one, its leaf hash. */
export function isEntry(value: unknown): value is PackageEntry {
  if (!isFields(value) || !isCount(value.position) || !isPath(value.path, 8)) return false;
  return typeof value.jws === 'string' ? value.leaf === undefined : value.jws === undefined && isHash(value.leaf);
}

export function isEvidenceFile(value: unknown): value is EvidenceFile {
  if (!isFields(value) || !isCheckpoint(value.checkpoint) || !Array.isArray(value.entries)) return false;
  if (value.nodeKeys !== undefined && !isKeys(value.nodeKeys)) return false;
  return value.entries.every(
    (entry) => isFields(entry) && isCount(entry.position) && typeof entry.jws === 'string' && isPath(entry.proof, 64),
  );
}

/** What a receipt says, as the tables of a dossier must say it too. */
export interface ReceiptWords {
  readonly run: string;
  readonly result: string;
  readonly startedAt: number | undefined;
  readonly playedMs: number;
  readonly heardMs: number;
  readonly heardBy: string;
}

/** A signed entry, taken apart without judging its signature. */
export interface SignedEntry {
  readonly node: string;
  readonly log: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly clock: string;
  readonly receipt: ReceiptWords | undefined;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads a node's entry; undefined when it is none. */
export function readEntry(jws: string): SignedEntry | undefined {
  try {
    const { payload, signingInput, signature } = decodeJws(jws, ENTRY_TYP);
    if (!isFields(payload) || payload.v !== 1 || !isCount(payload.seq) || !isCount(payload.at)) return undefined;
    const { node, log, kind, clock } = payload;
    if (typeof node !== 'string' || typeof log !== 'string' || typeof kind !== 'string' || typeof clock !== 'string')
      return undefined;
    const receipt = kind === 'receipt' ? readReceipt(payload.body) : undefined;
    if (kind === 'receipt' && receipt === undefined) return undefined;
    return { node, log, seq: payload.seq, at: payload.at, kind, clock, receipt, signingInput, signature };
  } catch {
    return undefined;
  }
}

function readReceipt(body: unknown): ReceiptWords | undefined {
  if (!isFields(body) || !isFields(body.run) || !isFields(body.heard)) return undefined;
  const { result, playedMs, startedAt, heard } = body;
  if (typeof result !== 'string' || !isCount(playedMs) || !isCount(heard.ms) || typeof heard.by !== 'string')
    return undefined;
  if (startedAt !== undefined && !isCount(startedAt)) return undefined;
  const run = runOf(body.run);
  return run === undefined ? undefined : { run, result, startedAt, playedMs, heardMs: heard.ms, heardBy: heard.by };
}

/** As `runKey` of the messages names a run. */
function runOf(ref: Fields): string | undefined {
  if (typeof ref.run === 'string') return ref.run;
  return typeof ref.programme === 'string' && isCount(ref.dueAt) ? `${ref.programme}@${ref.dueAt}` : undefined;
}
