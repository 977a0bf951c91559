import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { ulid } from 'ulid';
import { ENTRY_TYP } from '../../../protocol/channels.ts';
import { nodeIdFrom } from '../../../protocol/ids.ts';
import { joinJws, jwsSigningInput } from '../../../protocol/jws.ts';
import type { Entry, ReceiptBody } from '../../../protocol/messages/uplink.ts';

/** A node's key and pen: signs log entries as firmware does, and forges them as an attacker would. */
export class TestNode {
  readonly id: string;
  readonly log: string;
  readonly publicKey: string;
  readonly #key: KeyObject;

  constructor(id = nodeIdFrom(randomBytes(10)), log = ulid()) {
    const pair = generateKeyPairSync('ed25519');
    this.id = id;
    this.log = log;
    this.publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    this.#key = pair.privateKey;
  }

  sign(payload: object, typ = ENTRY_TYP): string {
    const input = jwsSigningInput({ alg: 'EdDSA', kid: 'own', typ }, payload);
    return joinJws(input, sign(null, Buffer.from(input), this.#key));
  }

  boot(seq: number, at: number, cause: 'power' | 'restart' = 'power'): string {
    return this.sign(this.#entry(seq, at, { kind: 'boot', body: { boot: this.log, firmware: 'test 1', cause } }));
  }

  fault(seq: number, at: number, state: 'raised' | 'cleared', fault = 'horn-open'): string {
    return this.sign(this.#entry(seq, at, { kind: 'fault', body: { fault, state } }));
  }

  receipt(seq: number, at: number, change: Partial<ReceiptBody> = {}): string {
    const body: ReceiptBody = {
      run: { run: this.log },
      content: [],
      class: 'normal',
      result: 'full',
      dueAt: at,
      startedAt: at,
      endedAt: at + 60_000,
      expectedMs: 60_000,
      playedMs: 60_000,
      heard: { by: 'microphone', ms: 60_000, levelDb: -20 },
      segments: [{ from: at, to: at + 60_000 }],
      ...change,
    };
    return this.sign(this.#entry(seq, at, { kind: 'receipt', body }));
  }

  /** The same words without a signature, or signed with the public key as an HMAC secret. */
  unsigned(seq: number, at: number, alg: 'none' | 'HS256'): string {
    const [, body] = this.boot(seq, at).split('.');
    const head = Buffer.from(JSON.stringify({ alg, kid: 'own', typ: ENTRY_TYP })).toString('base64url');
    const mac = createHmac('sha256', Buffer.from(this.publicKey, 'base64url')).update(`${head}.${body}`);
    return `${head}.${body}.${alg === 'none' ? '' : mac.digest('base64url')}`;
  }

  #entry(seq: number, at: number, rest: { kind: Entry['kind']; body: object }): object {
    return { v: 1, node: this.id, log: this.log, seq, at, clock: 'trusted', ...rest };
  }
}
