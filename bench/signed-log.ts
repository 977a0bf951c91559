import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { ulid } from 'ulid';
import type { EvidenceEntry } from '../gateway/evidence/evidence-log.ts';
import { ENTRY_TYP } from '../protocol/channels.ts';
import { nodeIdFrom } from '../protocol/ids.ts';
import { joinJws, jwsSigningInput } from '../protocol/jws.ts';

const CONTENT = 'a'.repeat(64);

/** A node that only writes receipts: its key, its log, its numbers. */
export class SignedLog {
  readonly node: string;
  /** SPKI DER, base64url. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  readonly id = ulid();
  #seq = 0;

  constructor(node = nodeIdFrom(randomBytes(10))) {
    this.node = node;
    const pair = generateKeyPairSync('ed25519');
    this.#privateKey = pair.privateKey;
    this.publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  }

  /** The next signed receipt of a run, as a node sends it. */
  receipt(run: string, at: number): string {
    const payload = {
      v: 1,
      node: this.node,
      log: this.id,
      seq: this.#seq++,
      at,
      clock: 'trusted',
      kind: 'receipt',
      body: {
        run: { run },
        content: [CONTENT],
        class: 'normal',
        result: 'full',
        dueAt: at - 300_000,
        startedAt: at - 299_800,
        endedAt: at,
        expectedMs: 300_000,
        playedMs: 299_800,
        heard: { by: 'microphone', ms: 299_000, levelDb: -18.5 },
        segments: [{ from: at - 299_800, to: at }],
      },
    };
    const input = jwsSigningInput({ alg: 'EdDSA', kid: 'bench', typ: ENTRY_TYP }, payload);
    return joinJws(input, sign(null, Buffer.from(input), this.#privateKey));
  }
}

/** Receipts that differ and are signed one by one, as entries of one node's log. */
export function* signedEntries(log: SignedLog, count: number): Generator<EvidenceEntry> {
  const run = ulid();
  const now = Date.now();
  for (let seq = 0; seq < count; seq++)
    yield {
      jws: log.receipt(run, now),
      node: log.node,
      log: log.id,
      seq,
      kind: 'receipt',
      entryAt: now,
      receivedAt: now,
    };
}

/** Real receipts as the log takes them; signing a million would measure the bench, so the caller uses them again. */
export function receiptsOf(count: number): EvidenceEntry[] {
  const log = new SignedLog();
  const run = ulid();
  const now = Date.now();
  return Array.from({ length: count }, (_, seq) => ({
    jws: log.receipt(run, now),
    node: log.node,
    log: run,
    seq,
    kind: 'receipt',
    entryAt: now,
    receivedAt: now,
  }));
}
