import type { DossierManifest } from './api/evidence.ts';
import { DeliveryCheck } from './delivery-check.ts';
import { type CheckpointVerdict, checkEvidenceFile, EvidenceCheck, type EvidenceCounts } from './evidence-check.ts';
import { isCount, isFields, parseJson } from './evidence-shape.ts';
import type { Finding } from './finding.ts';
import type { Proving } from './key-list.ts';
import { Lines } from './lines.ts';
import { type NoteFault, openNote } from './signed-note.ts';

export const MANIFEST = 'manifest.json';
export const MANIFEST_NOTE = 'manifest.note';
export const EVIDENCE = 'evidence.jsonl';
export const DELIVERIES = 'deliveries.csv';
/** Findings kept with their words; further ones are counted. */
const MAX_FINDINGS = 200;
/** Files that are read whole: a manifest, single proofs. */
const MAX_WHOLE_BYTES = 64_000_000;

/** SHA-256 bit by bit, so that a file of any size passes through. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  hex(): string;
}

export interface DossierCheckParts {
  readonly proving: Proving;
  readonly hasher: () => Hasher;
  /** The log's key (SPKI, base64url) from somewhere trusted; absent: the key in the file, which shows agreement only. */
  readonly publicKey?: string | undefined;
}

export interface DossierAnswer {
  readonly kind: 'dossier' | 'evidence' | 'nothing';
  /** Was anything changed? */
  readonly changed: {
    readonly whole: boolean;
    /** The first bad entry or row; else the first bad file. */
    readonly first?: Finding;
    readonly findings: readonly Finding[];
    readonly count: number;
  };
  /** Who signed? */
  readonly signed: {
    readonly holds: boolean;
    readonly fault?: NoteFault | 'no-key' | 'no-note';
    readonly origin?: string;
    readonly publicKey?: string;
    /** Was the key given by the reader, or taken from the file itself? */
    readonly keyGiven: boolean;
    readonly at?: number;
    readonly checkpointSize?: number;
  };
  readonly counts: EvidenceCounts & { files: number; rows: number; cited: number; citedPurged: number };
  readonly manifest?: DossierManifest;
}

/**
 * Judges a dossier, or evidence alone, as its bytes pass by: `begin(name)`, `chunk(bytes)` …, `end()` for each file in any
 * order, then `finish()`. The caller decides how much passes between two breaths.
 */
export class DossierCheck {
  readonly #parts: DossierCheckParts;
  readonly #findings: Finding[] = [];
  #count = 0;
  readonly #hashes = new Map<string, string>();
  readonly #texts = new Map<string, string>();
  #evidence: EvidenceCheck | undefined;
  #single: ReturnType<typeof checkEvidenceFile>;
  #deliveries: DeliveryCheck | undefined;
  #open: { readonly name: string; readonly hasher: Hasher; readonly take: Taker } | undefined;
  readonly #report = (finding: Finding) => {
    this.#count++;
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(finding);
  };

  constructor(parts: DossierCheckParts) {
    this.#parts = parts;
  }

  begin(name: string): void {
    if (this.#hashes.has(name)) this.#report({ code: 'file-twice', file: name });
    this.#open = { name, hasher: this.#parts.hasher(), take: this.#takerOf(name) };
  }

  chunk(bytes: Uint8Array): void {
    this.#open?.hasher.update(bytes);
    this.#open?.take.push(bytes);
  }

  end(): void {
    if (!this.#open) return;
    this.#open.take.end();
    this.#hashes.set(this.#open.name, this.#open.hasher.hex());
    this.#open = undefined;
  }

  /** The archive cannot be read further. */
  broken(): void {
    this.#report({ code: 'archive-broken', file: this.#open?.name ?? '–' });
    this.end();
  }

  finish(): DossierAnswer {
    const manifestText = this.#texts.get(MANIFEST);
    const note = this.#texts.get(MANIFEST_NOTE);
    const checkpoint = this.#evidence?.checkpoint ?? this.#single?.checkpoint;
    const isDossier = manifestText !== undefined || note !== undefined;
    const signed = isDossier ? this.#judgeManifest(manifestText, note, checkpoint) : signedBy(checkpoint, this.#parts);
    const manifest = readManifest(manifestText ?? '');
    if (isDossier) this.#judgeFiles(manifest, checkpoint);
    if (this.#deliveries && this.#evidence) this.#deliveries.compare(this.#evidence.receipts);
    const isNothing = !isDossier && this.#evidence === undefined && this.#single === undefined;
    if (isNothing) this.#report({ code: 'not-a-dossier', file: [...this.#hashes.keys()][0] ?? '–' });
    return {
      kind: isDossier ? 'dossier' : isNothing ? 'nothing' : 'evidence',
      changed: this.#changed(),
      signed: {
        ...signed,
        keyGiven: this.#parts.publicKey !== undefined,
        ...(manifest && { at: manifest.madeAt }),
        ...(checkpoint && { checkpointSize: checkpoint.head.size }),
      },
      counts: this.#counts(),
      ...(manifest && { manifest }),
    };
  }

  #takerOf(name: string): Taker {
    if (name === EVIDENCE || name.endsWith('.jsonl')) {
      const check = new EvidenceCheck({ ...this.#parts, report: this.#report, file: name });
      this.#evidence ??= check;
      const lines = new Lines((text) => check.line(text));
      return {
        push: (bytes) => lines.push(bytes),
        end: () => {
          lines.end();
          check.end();
        },
      };
    }
    if (name === DELIVERIES) {
      const check = new DeliveryCheck({ report: this.#report, file: name });
      this.#deliveries = check;
      return new Lines((text) => check.line(text));
    }
    if (name === MANIFEST || name === MANIFEST_NOTE) return new Whole((text) => this.#texts.set(name, text));
    if (!name.endsWith('.json') || name === 'rule.json') return NOTHING;
    return new Whole((text) => {
      this.#single = checkEvidenceFile(parseJson(text), { ...this.#parts, report: this.#report, file: name });
    });
  }

  #judgeManifest(
    text: string | undefined,
    note: string | undefined,
    checkpoint: CheckpointVerdict | undefined,
  ): Omit<DossierAnswer['signed'], 'keyGiven'> {
    if (text === undefined) this.#report({ code: 'manifest-missing', file: MANIFEST });
    if (note === undefined) {
      this.#report({ code: 'manifest-missing', file: MANIFEST_NOTE });
      return { holds: false, fault: 'no-note' };
    }
    const publicKey = this.#parts.publicKey ?? checkpoint?.publicKey;
    if (publicKey === undefined) return { holds: false, fault: 'no-key' };
    const opened = openNote(note, (signed) => readManifest(signed)?.origin, publicKey, this.#parts.proving);
    if (!opened.ok) {
      this.#report({ code: 'manifest-unsigned', file: MANIFEST_NOTE, here: opened.fault });
      return { holds: false, fault: opened.fault, publicKey };
    }
    if (text !== undefined && opened.text !== text) this.#report({ code: 'manifest-changed', file: MANIFEST });
    const fault = checkpoint?.fault;
    return { holds: fault === undefined, ...(fault && { fault }), origin: opened.name, publicKey };
  }

  /** Every file of the manifest is there as it was, and no other. */
  #judgeFiles(manifest: DossierManifest | undefined, checkpoint: CheckpointVerdict | undefined): void {
    if (manifest === undefined) {
      if (this.#texts.has(MANIFEST)) this.#report({ code: 'manifest-changed', file: MANIFEST });
      return;
    }
    if (checkpoint && checkpoint.note !== manifest.checkpoint.note)
      this.#report({ code: 'checkpoint-other', file: EVIDENCE });
    const listed = new Map(manifest.files.map((file) => [file.name, file.sha256]));
    for (const [name, sha256] of listed) {
      const here = this.#hashes.get(name);
      if (here === undefined) this.#report({ code: 'file-missing', file: name });
      else if (here !== sha256) this.#report({ code: 'file-changed', file: name });
    }
    for (const name of this.#hashes.keys())
      if (!listed.has(name) && name !== MANIFEST && name !== MANIFEST_NOTE)
        this.#report({ code: 'file-extra', file: name });
  }

  #changed(): DossierAnswer['changed'] {
    const named = this.#findings.find(({ position, row }) => position !== undefined || row !== undefined);
    const first = named ?? this.#findings[0];
    return { whole: this.#count === 0, ...(first && { first }), findings: this.#findings, count: this.#count };
  }

  #counts(): DossierAnswer['counts'] {
    const evidence = this.#evidence?.counts ?? this.#single?.counts;
    const { rows = 0, cited = 0, purged: citedPurged = 0 } = this.#deliveries?.counts ?? {};
    const none = { entries: 0, purged: 0, signed: 0, unsigned: 0 };
    return { ...none, ...evidence, files: this.#hashes.size, rows, cited, citedPurged };
  }
}

interface Taker {
  push(bytes: Uint8Array): void;
  end(): void;
}
const NOTHING: Taker = { push: () => {}, end: () => {} };

/** A small file kept whole. */
class Whole implements Taker {
  readonly #done: (text: string) => void;
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(done: (text: string) => void) {
    this.#done = done;
  }

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes <= MAX_WHOLE_BYTES) this.#parts.push(bytes.slice());
  }

  end(): void {
    const whole = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    // Bytes that are no UTF-8 become marks of replacement, and so another text than the signed one.
    this.#done(new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole));
  }
}

function signedBy(
  checkpoint: CheckpointVerdict | undefined,
  { publicKey }: DossierCheckParts,
): Omit<DossierAnswer['signed'], 'keyGiven'> {
  if (checkpoint === undefined) return { holds: false, fault: 'no-key', ...(publicKey && { publicKey }) };
  const { fault, head } = checkpoint;
  return { holds: fault === undefined, ...(fault && { fault }), origin: head.origin, publicKey: checkpoint.publicKey };
}

/** A manifest as the page needs it; undefined when the text is none. */
export function readManifest(text: string): DossierManifest | undefined {
  const value = parseJson(text);
  if (!isFields(value) || value.format !== 'loaxa-dossier-1' || !isCount(value.madeAt)) return undefined;
  const texts = [value.id, value.number, value.code, value.origin, value.from, value.to];
  if (!texts.every((one) => typeof one === 'string')) return undefined;
  const { area, rule, checkpoint, files } = value;
  const named = (one: unknown) => isFields(one) && typeof one.name === 'string';
  if (!named(area) || !named(rule) || !isFields(checkpoint) || typeof checkpoint.note !== 'string') return undefined;
  const isFile = (one: unknown) => isFields(one) && typeof one.name === 'string' && typeof one.sha256 === 'string';
  if (!Array.isArray(files) || !files.every(isFile)) return undefined;
  return value as unknown as DossierManifest;
}
