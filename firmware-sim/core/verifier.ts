import { verify } from 'node:crypto';
import type { z } from 'zod';
import { CHANNELS } from '../../protocol/channels.ts';
import { check, decodeBody } from '../../protocol/codec.ts';
import { ULID } from '../../protocol/ids.ts';
import { type DecodedJws, decodeJws } from '../../protocol/jws.ts';
import type { KeyInstant } from '../../protocol/key-list.ts';
import type { Command, Config, PlanPointer, ReceiptAck, Time } from '../../protocol/messages/downlink.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { KeyBook } from './key-book.ts';

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

/** Opens what is sent down: envelope, JWS, key and its window, signature, form. Says nothing about address, time or novelty. */
export interface Verifier {
  open<C extends DownChannel>(channel: C, payload: Uint8Array, instant: KeyInstant): Opened<Payloads[C]>;
}

/** Opened, with the name of the key that proves it; whether that key's window is open is asked at each opening. */
type Proved<T> = Opened<T> & { readonly kid?: string };

/** One algorithm, keys known beforehand by their kid, `typ` of the channel: nothing in the message chooses how it is checked. */
export class KeyVerifier implements Verifier {
  readonly keys: KeyBook;

  constructor(keys: KeyBook) {
    this.keys = keys;
  }

  open<C extends DownChannel>(channel: C, payload: Uint8Array, instant: KeyInstant): Opened<Payloads[C]> {
    return this.within(this.prove(channel, payload), instant);
  }

  /** The same, when the key's window is open; else a refusal. */
  within<T>(proved: Proved<T>, instant: KeyInstant): Opened<T> {
    if (!proved.ok || (proved.kid !== undefined && this.keys.isOpen(proved.kid, instant))) return proved;
    const detail = `the key ${proved.kid} is outside its window`;
    return { ok: false, reason: 'not-signed', detail, id: idOf(proved.payload) };
  }

  prove<C extends DownChannel>(channel: C, payload: Uint8Array): Proved<Payloads[C]> {
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
    const { kid } = decoded.header;
    const key = this.keys.keyOf(kid);
    if (!key)
      return {
        ok: false,
        reason: 'not-signed',
        detail: `no trusted command key ${kid.slice(0, 64)}`,
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
    return { ok: true, payload: body.body, jws, kid };
  }
}

/** One verification for a whole process: what is published once to many is opened once. */
export class SharedVerifier implements Verifier {
  readonly #inner: KeyVerifier;
  readonly #proved = new Map<string, Proved<Command>>();
  #version: number;

  constructor(inner: KeyVerifier) {
    this.#inner = inner;
    this.#version = inner.keys.version;
  }

  open<C extends DownChannel>(channel: C, payload: Uint8Array, instant: KeyInstant): Opened<Payloads[C]> {
    if (channel !== 'groupCommand') return this.#inner.open(channel, payload, instant);
    // Only 'groupCommand' comes here, whose payload is a command.
    return this.#inner.within(this.#prove(payload), instant) as Opened<Payloads[C]>;
  }

  #prove(payload: Uint8Array): Proved<Command> {
    if (this.#version !== this.#inner.keys.version) this.#proved.clear();
    this.#version = this.#inner.keys.version;
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1');
    const known = this.#proved.get(text);
    if (known) return known;
    const proved = this.#inner.prove('groupCommand', payload);
    this.#proved.set(text, proved);
    const [oldest] = this.#proved.keys();
    if (this.#proved.size > 64 && oldest !== undefined) this.#proved.delete(oldest);
    return proved;
  }
}

function idOf(payload: unknown): string | undefined {
  const id = typeof payload === 'object' && payload !== null ? (payload as { id?: unknown }).id : undefined;
  return typeof id === 'string' && ULID.test(id) ? id : undefined;
}
