import type { z } from 'zod';
import { type Body, CHANNELS, type ChannelName } from './channels.ts';
import { WIRE_VERSION } from './messages/fields.ts';
import { MAX_BODY_BYTES } from './units.ts';

/** Uplink log batches carry whole JWS entries and may be larger than other bodies. */
export const MAX_LOG_BYTES = 128 * 1024;

export type Decoded<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly why: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A body as it goes on the wire. Throws ZodError when it is not of the channel's form: our own mistake, never a peer's. */
export function encodeBody<C extends ChannelName>(channel: C, body: Body<C>): string {
  return JSON.stringify(CHANNELS[channel].body.parse(body));
}

/** Reads what came from outside. Unknown fields are dropped, unknown versions and everything malformed are refused with a reason. */
export function decodeBody<C extends ChannelName>(channel: C, bytes: Uint8Array): Decoded<Body<C>> {
  const limit = channel === 'log' ? MAX_LOG_BYTES : MAX_BODY_BYTES;
  if (bytes.length > limit) return { ok: false, why: `${bytes.length} bytes are more than the ${limit} allowed` };
  const json = parseJson(bytes);
  if (!json.ok) return json;
  return check(CHANNELS[channel].body as unknown as z.ZodType<Body<C>>, json.body);
}

/** Checks a value from outside (for example a JWS payload) against a schema of the protocol. */
export function check<T>(schema: z.ZodType<T>, value: unknown): Decoded<T> {
  const version = typeof value === 'object' && value !== null ? (value as { v?: unknown }).v : undefined;
  if (version !== WIRE_VERSION) return { ok: false, why: `version ${shown(version)} is not ${WIRE_VERSION}` };
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, body: result.data };
  const issue = result.error.issues[0];
  return {
    ok: false,
    why: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not of the form'}`.slice(0, 200),
  };
}

/** Only plain values are spelled out: to write a list of ten thousand lists in one another needs more stack than there is. */
function shown(version: unknown): string {
  if (typeof version === 'string') return JSON.stringify(version.slice(0, 16));
  return typeof version === 'object' && version !== null ? 'of another form' : String(version);
}

function parseJson(bytes: Uint8Array): Decoded<unknown> {
  try {
    return { ok: true, body: JSON.parse(decoder.decode(bytes)) };
  } catch {
    return { ok: false, why: 'not JSON in UTF-8' };
  }
}
