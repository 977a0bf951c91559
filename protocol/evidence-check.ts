import type { PackageEntry, PackageHead, PackageTile } from './api/evidence.ts';
import {
  isEntry,
  isEvidenceFile,
  isHead,
  isTile,
  parseJson,
  type ReceiptWords,
  readEntry,
  TILE_LEAVES,
} from './evidence-shape.ts';
import type { Finding, FindingCode } from './finding.ts';
import { fromBase64Url, toBase64Url } from './jws.ts';
import type { Proving } from './key-list.ts';
import { leafHash, rootFromInclusion } from './merkle-proof.ts';
import { type NoteFault, openCheckpoint, parseCheckpoint, type TreeHead } from './signed-note.ts';

export interface EvidenceCheckParts {
  readonly proving: Proving;
  /** The log's key (SPKI, base64url) as the caller trusts it; absent: the one in the file, which proves agreement only. */
  readonly publicKey?: string | undefined;
  readonly report: (finding: Finding) => void;
  /** Name of the file in findings. */
  readonly file: string;
}

export interface EvidenceCounts {
  entries: number;
  /** Of these, messages that were purged: only their place is proved. */
  purged: number;
  /** Entries whose node's signature held, and those whose node's key is not in the file. */
  signed: number;
  unsigned: number;
}

/** A receipt in the package: what it says, or that its message is gone. */
export type KnownReceipt = (ReceiptWords & { readonly node: string; readonly clock: string }) | 'purged';

/** The checkpoint of a file, and whether its signature is believed. */
export interface CheckpointVerdict {
  readonly head: TreeHead;
  readonly note: string;
  readonly publicKey: string;
  readonly fault?: NoteFault;
}

const encoder = new TextEncoder();

/** Judges `evidence.jsonl` line by line as it is read: memory grows by what the receipts say, never by the file. */
export class EvidenceCheck {
  readonly counts: EvidenceCounts = { entries: 0, purged: 0, signed: 0, unsigned: 0 };
  readonly receipts = new Map<number, KnownReceipt>();
  checkpoint: CheckpointVerdict | undefined;
  readonly #parts: EvidenceCheckParts;
  #head: PackageHead | undefined;
  #row = 0;
  #tiles = 0;
  #tile:
    | { readonly says: PackageTile; readonly root: Uint8Array; readonly size: number; readonly holds: Uint8Array }
    | undefined;
  #path: readonly Uint8Array[] = [];
  /** Entries of the tile as they came. */
  #rows: { readonly position: number; readonly row: number }[] = [];

  constructor(parts: EvidenceCheckParts) {
    this.#parts = parts;
  }

  line(text: string): void {
    this.#row++;
    const value = parseJson(text);
    if (this.#row === 1) this.#readHead(value);
    else if (this.#head === undefined) return;
    else if (isTile(value)) this.#openTile(value);
    else if (isEntry(value)) this.#judge(value);
    else this.#report('entry-unreadable', {});
  }

  /** After the last line. */
  end(): void {
    if (this.#head === undefined) {
      if (this.#row === 0) this.#report('head-unreadable', {});
      return;
    }
    this.#closeTile();
    if (this.#tiles !== this.#head.tiles) this.#report('tile-missing', { row: this.#row + 1 });
    if (this.counts.entries !== this.#head.entries)
      this.#report('entries-count', { here: String(this.counts.entries), proved: String(this.#head.entries) }, false);
  }

  #readHead(value: unknown): void {
    if (!isHead(value)) {
      this.#report('head-unreadable', {});
      return;
    }
    this.#head = value;
    this.checkpoint = judgeCheckpoint(value.checkpoint, this.#parts);
    if (this.checkpoint === undefined) this.#head = undefined;
  }

  #openTile(says: PackageTile): void {
    this.#closeTile();
    const { size, root } = (this.checkpoint as CheckpointVerdict).head;
    const first = says.tile * TILE_LEAVES;
    if (says.index !== this.#tiles) this.#report('tile-missing', {});
    this.#tiles = says.index + 1;
    const own = Math.min(TILE_LEAVES, size - first);
    const bytes = says.path.map(bytesOf);
    this.#path = [...bytes, ...(says.keep === 0 ? [] : this.#path.slice(-says.keep))];
    this.#tile = { says, root: bytesOf(says.root), size: own, holds: bytesOf(says.holds) };
    this.#rows = [];
    const tiles = Math.ceil(size / TILE_LEAVES);
    const reached = rootFromInclusion(this.#parts.proving.sha256, this.#tile.root, says.tile, tiles, this.#path);
    if (reached === undefined || !equal(reached, root) || this.#tile.holds.length !== TILE_LEAVES / 8)
      this.#report('tile-changed', { position: first, to: first + Math.max(own, 1) - 1 });
  }

  #judge(entry: PackageEntry): void {
    this.counts.entries++;
    const { position } = entry;
    const code = this.#faultOf(entry) ?? this.#faultOfWords(entry);
    if (code !== undefined) this.#report(code, { position });
  }

  /** Does it stand where it says? */
  #faultOf({ position, jws, leaf, path }: PackageEntry): FindingCode | undefined {
    const tile = this.#tile;
    const index = position - (tile?.says.tile ?? 0) * TILE_LEAVES;
    if (tile === undefined || index < 0 || index >= TILE_LEAVES) return 'entry-order';
    this.#rows.push({ position, row: this.#row });
    if (!isHeld(tile.holds, index)) return 'entry-extra';
    const { sha256 } = this.#parts.proving;
    const hash = jws === undefined ? bytesOf(leaf ?? '') : leafHash(sha256, encoder.encode(jws));
    const root = rootFromInclusion(sha256, hash, index, tile.size, path.map(bytesOf));
    return root !== undefined && equal(root, tile.root) ? undefined : 'entry-changed';
  }

  /** Did the node write it? Keeps what a receipt says. */
  #faultOfWords({ position, jws }: PackageEntry): FindingCode | undefined {
    if (jws === undefined) {
      this.counts.purged++;
      this.receipts.set(position, 'purged');
      return undefined;
    }
    const judged = judgeWords(jws, this.#head?.nodeKeys ?? {}, this.#parts.proving);
    if (judged === 'wrong') return 'node-signature';
    this.counts[judged.signed ? 'signed' : 'unsigned']++;
    if (judged.receipt) this.receipts.set(position, judged.receipt);
    return undefined;
  }

  /** Names what the tile holds and the file does not, what is there twice, and the first that stands in the place of another. */
  #closeTile(): void {
    if (this.#tile === undefined) return;
    const { says, holds } = this.#tile;
    const times = new Map<number, number>();
    for (const { position } of this.#rows) times.set(position, (times.get(position) ?? 0) + 1);
    const once: number[] = [];
    for (let index = 0; index < TILE_LEAVES; index++) {
      const position = says.tile * TILE_LEAVES + index;
      if (!isHeld(holds, index)) continue;
      const found = times.get(position);
      if (found === undefined) this.#report('entry-missing', { position }, false);
      else if (found === 1) once.push(position);
    }
    const twice = this.#rows.findLast(({ position }) => (times.get(position) ?? 0) > 1);
    if (twice) this.#report('entry-twice', twice);
    const isOnce = new Set(once);
    const came = this.#rows.filter(({ position }) => isOnce.has(position));
    const astray = came.find(({ position }, index) => position !== once[index]);
    if (astray) this.#report('entry-order', astray);
    this.#tile = undefined;
  }

  #report(code: Finding['code'], more: Omit<Finding, 'code' | 'file'>, named = true): void {
    this.#parts.report({ code, file: this.#parts.file, ...(named && { row: this.#row }), ...more });
  }
}

/** Judges a file of single proofs, as `GET /evidence/{position}` answers it. False when it is no such file. */
export function checkEvidenceFile(
  value: unknown,
  parts: EvidenceCheckParts,
): { readonly checkpoint: CheckpointVerdict; readonly counts: EvidenceCounts } | undefined {
  if (!isEvidenceFile(value)) return undefined;
  const { report, file, proving } = parts;
  const counts: EvidenceCounts = { entries: 0, purged: 0, signed: 0, unsigned: 0 };
  const checkpoint = judgeCheckpoint(value.checkpoint, parts);
  if (checkpoint === undefined) return undefined;
  const { size, root } = checkpoint.head;
  const seen = new Set<number>();
  for (const [index, { position, jws, proof }] of value.entries.entries()) {
    const at = { file, row: index + 1, position };
    counts.entries++;
    if (seen.has(position)) report({ code: 'entry-twice', ...at });
    seen.add(position);
    const leaf = leafHash(proving.sha256, encoder.encode(jws));
    const reached = rootFromInclusion(proving.sha256, leaf, position, size, proof.map(bytesOf));
    if (reached === undefined || !equal(reached, root)) {
      report({ code: 'entry-changed', ...at });
      continue;
    }
    const judged = judgeWords(jws, value.nodeKeys ?? {}, proving);
    if (judged === 'wrong') report({ code: 'node-signature', ...at });
    else counts[judged.signed ? 'signed' : 'unsigned']++;
  }
  return { checkpoint, counts };
}

function judgeCheckpoint(
  checkpoint: PackageHead['checkpoint'],
  { proving, publicKey = checkpoint.publicKey, report, file }: EvidenceCheckParts,
): CheckpointVerdict | undefined {
  const opened = openCheckpoint(checkpoint.note, publicKey, proving);
  const head = opened.ok ? opened.head : parseCheckpoint(checkpoint.note);
  if (!opened.ok) report({ code: 'checkpoint-unsigned', file, here: opened.fault });
  if (head === undefined) return undefined;
  const { size, origin, rootHash } = checkpoint;
  if (size !== head.size || origin !== head.origin || rootHash !== toBase64Url(head.root))
    report({ code: 'checkpoint-figures', file });
  return { head, note: checkpoint.note, publicKey, ...(!opened.ok && { fault: opened.fault }) };
}

function judgeWords(
  jws: string,
  nodeKeys: Readonly<Record<string, string>>,
  { verify }: Proving,
): 'wrong' | { readonly signed: boolean; readonly receipt: KnownReceipt | undefined } {
  const entry = readEntry(jws);
  if (entry === undefined) return 'wrong';
  const { node, clock, receipt } = entry;
  const known = receipt && { ...receipt, node, clock };
  const key = Object.hasOwn(nodeKeys, node) ? nodeKeys[node] : undefined;
  if (key === undefined) return { signed: false, receipt: known };
  return verify(key, entry.signingInput, entry.signature) ? { signed: true, receipt: known } : 'wrong';
}

function isHeld(holds: Uint8Array, index: number): boolean {
  return (((holds[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

/** A hash whose last bits are no canonical spelling is simply none that leads anywhere. */
function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch {
    return new Uint8Array();
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
