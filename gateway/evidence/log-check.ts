// pure
import type { Finding } from '../../protocol/finding.ts';
import type { Proving } from '../../protocol/key-list.ts';
import { openCheckpoint, parseCheckpoint } from '../../protocol/signed-note.ts';
import { Frontier } from './frontier.ts';
import { equal, judgeLeaf, type LeafJudgement, type LeafRule, type StoredLeaf } from './leaf-check.ts';
import { TILE_HEIGHT } from './ranges.ts';

export interface SealedHead {
  readonly size: number;
  readonly note: string;
}

export interface LogCheckParts extends Omit<LeafRule, 'proving'> {
  readonly proving: Proving;
  /** Signed heads by size, ascending. */
  readonly checkpoints: readonly SealedHead[];
  /** Keys (SPKI, base64url) that may have signed them. */
  readonly publicKeys: readonly string[];
  /** Stored root of a complete subtree; undefined where there is none. */
  readonly subtree: (height: number, position: number) => Uint8Array | undefined;
}

/** Judges a log from its first entry to its last, in the order of positions: `leaf` for each, then `end`. */
export class LogCheck {
  readonly findings: Finding[] = [];
  readonly counts = { entries: 0, purged: 0, signed: 0, checkpoints: 0, otherKeys: 0 };
  /** Spans whose hashes lead nowhere and in which no entry is named yet. */
  readonly spans: { readonly from: number; readonly to: number }[] = [];
  readonly #parts: LogCheckParts;
  #frontier: Frontier;
  #next = 0;
  #heads: SealedHead[];
  #good = 0;
  #broken = false;
  #before: StoredLeaf | undefined;
  readonly #seqs = new Map<string, number>();
  #astray: number | undefined;

  constructor(parts: LogCheckParts) {
    this.#parts = parts;
    this.#frontier = new Frontier(parts.proving.sha256);
    this.#heads = parts.checkpoints.filter((head) => this.#isBelieved(head));
    if (this.#heads[0]?.size === 0) this.#heads.shift();
  }

  get size(): number {
    return this.#next;
  }

  /** `judged` where the entry by itself was judged elsewhere already (leaf-threads.ts). */
  leaf(leaf: StoredLeaf, judged: LeafJudgement = judgeLeaf(leaf, this.#parts)): void {
    this.counts.entries++;
    if (leaf.position !== this.#next) {
      this.#find({ code: 'leaf-missing', position: this.#next });
      this.#broken = true;
    }
    this.#next = leaf.position + 1;
    if (judged.purged) this.counts.purged++;
    if (judged.signed) this.counts.signed++;
    if (judged.finding) this.#find(judged.finding);
    this.#followOrder(leaf);
    if (this.#broken) return;
    for (const { height, position, hash } of this.#frontier.append(leaf.hash)) {
      const stored = this.#parts.subtree(height, position);
      if (stored && equal(stored, hash)) continue;
      const first = position * 2 ** height;
      if (height === TILE_HEIGHT) this.#span(first, first + 2 ** height - 1, judged.finding === undefined);
    }
    // One kept elsewhere may be of the same size as one here.
    while (!this.#broken && this.#heads[0]?.size === this.#next) this.#seal(this.#heads.shift() as SealedHead);
  }

  /** After the last leaf; `edge` is the stored right edge of the tree. */
  end(edge: { readonly size: number; readonly hashes: readonly Uint8Array[] }): void {
    const longest = this.#parts.checkpoints.at(-1)?.size ?? 0;
    const lost = this.#heads.at(-1)?.size ?? longest;
    if (lost > this.#next) {
      this.#find({ code: 'leaf-missing', position: this.#next, to: lost - 1 });
      // Those before it may have moved up: the head that would tell is beyond the end.
      if (!this.#broken) this.#find({ code: 'sealed-range', position: this.#good, to: lost - 1 });
      this.#find({ code: 'log-shorter', here: String(this.#next), proved: String(lost) });
    }
    const { hashes } = this.#frontier;
    const same = edge.size === this.#next && hashes.every((hash, index) => equal(hash, edge.hashes[index]));
    if (!this.#broken && !same) this.#find({ code: 'edge-changed' });
  }

  #isBelieved({ size, note }: SealedHead): boolean {
    this.counts.checkpoints++;
    const opened = this.#parts.publicKeys.map((key) => openCheckpoint(note, key, this.#parts.proving));
    const said = parseCheckpoint(note);
    const here = opened.find((one) => !one.ok && one.fault !== 'other-key');
    if (said?.size !== size || (here && !here.ok && !opened.some((one) => one.ok))) {
      const fault = here && !here.ok ? here.fault : 'signature-wrong';
      this.#find({ code: 'checkpoint-unsigned', position: size, here: fault });
      return false;
    }
    // An older key than the list here still names: the root is compared all the same, the newer heads seal it again.
    if (!opened.some((one) => one.ok)) this.counts.otherKeys++;
    return true;
  }

  /** Where the order of arrival, or a node's own numbers, run backwards: a hint that is told only where the hashes are wrong. */
  #followOrder(leaf: StoredLeaf): void {
    const key = `${leaf.node} ${leaf.log}`;
    const isBack = leaf.receivedAt < (this.#before?.receivedAt ?? 0) || leaf.seq < (this.#seqs.get(key) ?? -1);
    if (isBack) this.#astray ??= leaf.position;
    this.#before = leaf;
    this.#seqs.set(key, leaf.seq);
  }

  #seal({ size, note }: SealedHead): void {
    const head = parseCheckpoint(note);
    if (head && equal(head.root, this.#frontier.root())) {
      this.#good = size;
      this.#astray = undefined;
      return;
    }
    // Every later head fails with this one; what is named is the first.
    this.#broken = true;
    if (!this.spans.some(({ to }) => to >= this.#good)) this.#span(this.#good, size - 1, true);
    this.#find({ code: 'root-other', position: size });
  }

  #span(from: number, to: number, quiet: boolean): void {
    const isNamed = this.findings.some(({ position = -1 }) => position >= from && position <= to);
    if (!isNamed && quiet) this.spans.push({ from, to });
    if (!isNamed && this.#astray !== undefined && this.#astray >= from)
      this.#find({ code: 'leaf-order', position: this.#astray });
    this.#find({ code: 'sealed-range', position: from, to });
  }

  #find(finding: Omit<Finding, 'file'>): false {
    this.findings.push({ ...finding, file: 'log' });
    return false;
  }
}
