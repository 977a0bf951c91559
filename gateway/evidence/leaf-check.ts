// pure
import { readEntry } from '../../protocol/evidence-shape.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { Proving } from '../../protocol/key-list.ts';
import { leafHash } from '../../protocol/merkle-proof.ts';

/** One entry as the database holds it. */
export interface StoredLeaf {
  readonly position: number;
  readonly hash: Uint8Array;
  readonly node: string;
  readonly log: string;
  readonly seq: number;
  readonly kind: string;
  readonly entryAt: number;
  readonly receivedAt: number;
  /** Absent when it was purged. */
  readonly jws?: string;
}

export interface LeafRule {
  readonly proving: Proving;
  /** Messages before this place were purged by the rule of retention. */
  readonly purgedBelow: number;
  /** Keys of nodes, to judge every signature too; absent: hashes alone. */
  readonly nodeKeys?: ReadonlyMap<string, string>;
}

/** What can be said of an entry without its neighbours. */
export interface LeafJudgement {
  readonly purged?: true;
  /** Its node's signature was looked at. */
  readonly signed?: true;
  readonly finding?: Omit<Finding, 'file'>;
}

const encoder = new TextEncoder();

/** Is the message the one whose hash is the leaf, do the columns beside it say what it says, and did its node sign it? */
export function judgeLeaf(leaf: StoredLeaf, { proving, purgedBelow, nodeKeys }: LeafRule): LeafJudgement {
  const { position, jws, hash } = leaf;
  if (jws === undefined)
    return { purged: true, ...(position >= purgedBelow && { finding: { code: 'body-missing', position } }) };
  if (!equal(leafHash(proving.sha256, encoder.encode(jws)), hash))
    return { finding: { code: 'body-changed', position } };
  const entry = readEntry(jws);
  if (entry === undefined) return { finding: { code: 'leaf-changed', position } };
  const says = { node: entry.node, log: entry.log, seq: entry.seq, kind: entry.kind, entryAt: entry.at };
  for (const [field, proved] of Object.entries(says)) {
    const here = leaf[field as keyof typeof says];
    if (here !== proved)
      return { finding: { code: 'columns-changed', position, field, here: String(here), proved: String(proved) } };
  }
  const key = nodeKeys?.get(entry.node);
  if (key === undefined) return {};
  if (proving.verify(key, entry.signingInput, entry.signature)) return { signed: true };
  return { signed: true, finding: { code: 'leaf-changed', position } };
}

export function equal(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}
