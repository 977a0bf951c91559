import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { z } from 'zod';
import type { trustedKey } from '../../protocol/api/enrolment.ts';
import { CHANNELS } from '../../protocol/channels.ts';
import { check, decodeBody } from '../../protocol/codec.ts';
import { ULID } from '../../protocol/ids.ts';
import { type DecodedJws, decodeJws } from '../../protocol/jws.ts';
import type { Command, Config, PlanPointer, ReceiptAck, Time } from '../../protocol/messages/downlink.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';

export type TrustedKey = z.infer<typeof trustedKey>;

export interface Payloads {
  command: Command;
  groupCommand: Command;
  config: Config;
  plan: PlanPointer;
  receiptAck: ReceiptAck;
  time: Time;
}
export type DownChannel = keyof Payloads;

export type Opened<T> =
  | { readonly ok: true; readonly payload: T; readonly jws: string }
  /** `id` is what the unproved message calls itself. */
  | { readonly ok: false; readonly reason: Reason; readonly detail: string; readonly id?: string | undefined };

/** Opens what is sent down: envelope, JWS, key, signature, form. Says nothing about address, time or novelty. */
export interface Verifier {
  open<C extends DownChannel>(channel: C, payload: Uint8Array): Opened<Payloads[C]>;
}

/** One algorithm, keys known beforehand by their kid, `typ` of the channel: nothing in the message chooses how it is checked. */
export class KeyVerifier implements Verifier {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  constructor(trusted: readonly TrustedKey[]) {
    this.#keys = new Map(trusted.filter((key) => key.use === 'command').map((key) => [key.kid, publicKeyOf(key)]));
  }

  open<C extends DownChannel>(channel: C, payload: Uint8Array): Opened<Payloads[C]> {
    const envelope = decodeBody(channel, payload);
    if (!envelope.ok) return { ok: false, reason: 'bad-command', detail: envelope.why };
    const { jws } = envelope.body;
    const { typ, payload: schema } = CHANNELS[channel].signed;
    let decoded: DecodedJws;
    try {
      decoded = decodeJws(jws, typ);
    } catch (error) {
      return { ok: false, reason: 'not-signed', detail: error instanceof Error ? error.message : 'malformed' };
    }
    const id = idOf(decoded.payload);
    const key = this.#keys.get(decoded.header.kid);
    if (!key)
      return {
        ok: false,
        reason: 'not-signed',
        detail: `no trusted command key ${decoded.header.kid.slice(0, 64)}`,
        id,
      };
    if (!verify(null, decoded.signingInput, key, decoded.signature))
      return { ok: false, reason: 'not-signed', detail: 'the signature does not verify', id };
    // The table pairs each channel with its payload's schema; TypeScript loses the pairing through the index.
    const body = check(schema as unknown as z.ZodType<Payloads[C]>, decoded.payload);
    if (!body.ok)
      return {
        ok: false,
        reason: body.why.startsWith('version') ? 'unsupported' : 'bad-command',
        detail: body.why,
        id,
      };
    return { ok: true, payload: body.body, jws };
  }
}

/** One verification for a whole process: what is published once to many is opened once. */
export class SharedVerifier implements Verifier {
  readonly #inner: Verifier;
  readonly #opened = new Map<string, Opened<Command>>();

  constructor(inner: Verifier) {
    this.#inner = inner;
  }

  open<C extends DownChannel>(channel: C, payload: Uint8Array): Opened<Payloads[C]> {
    if (channel !== 'groupCommand') return this.#inner.open(channel, payload);
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1');
    let opened = this.#opened.get(text);
    if (!opened) {
      opened = this.#inner.open('groupCommand', payload);
      this.#opened.set(text, opened);
      const [oldest] = this.#opened.keys();
      if (this.#opened.size > 64 && oldest !== undefined) this.#opened.delete(oldest);
    }
    return opened as Opened<Payloads[C]>;
  }
}

function publicKeyOf(key: TrustedKey): KeyObject {
  return createPublicKey({ key: Buffer.from(key.publicKey, 'base64url'), format: 'der', type: 'spki' });
}

function idOf(payload: unknown): string | undefined {
  const id = typeof payload === 'object' && payload !== null ? (payload as { id?: unknown }).id : undefined;
  return typeof id === 'string' && ULID.test(id) ? id : undefined;
}
