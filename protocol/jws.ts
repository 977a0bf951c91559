/** Compact JWS (RFC 7515) with EdDSA over Ed25519 (RFC 8037) and nothing else: one algorithm leaves nothing to confuse. */
export interface JwsHeader {
  readonly alg: 'EdDSA';
  readonly kid: string;
  readonly typ: string;
}

export interface DecodedJws {
  readonly header: JwsHeader;
  readonly payload: unknown;
  /** The bytes that were signed: `header.payload` as received. */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

export class MalformedJwsError extends Error {
  override name = 'MalformedJwsError';
}

/** Node's conversions, many times faster than ours; a browser has none, and its types know of none. */
const { Buffer: native } = globalThis as {
  Buffer?: {
    from(text: string, encoding: 'base64url'): Uint8Array;
    from(bytes: ArrayBufferLike, from: number, length: number): { toString(encoding: 'base64url'): string };
  };
};

const MAX_JWS_CHARACTERS = 64 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The bytes to be signed for a header and a payload (any JSON value). */
export function jwsSigningInput(header: JwsHeader, payload: unknown): string {
  return `${toBase64Url(encoder.encode(JSON.stringify(header)))}.${toBase64Url(encoder.encode(JSON.stringify(payload)))}`;
}

export function joinJws(signingInput: string, signature: Uint8Array): string {
  return `${signingInput}.${toBase64Url(signature)}`;
}

/** Takes a compact JWS apart without judging the signature. Throws MalformedJwsError for any other algorithm, `typ` or shape. */
export function decodeJws(jws: string, typ: string): DecodedJws {
  if (jws.length > MAX_JWS_CHARACTERS) throw new MalformedJwsError('the JWS is too long');
  const parts = jws.split('.');
  if (parts.length !== 3) throw new MalformedJwsError('a compact JWS has three parts');
  const [head, body, tail] = parts as [string, string, string];
  const header = parse(head) as Partial<JwsHeader> | null;
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new MalformedJwsError('the header is not an object');
  if (header.alg !== 'EdDSA') throw new MalformedJwsError('only EdDSA is accepted');
  if (header.typ !== typ) throw new MalformedJwsError(`the JWS is not of type ${typ}`);
  if (typeof header.kid !== 'string' || 'crit' in header || 'jwk' in header || 'jku' in header || 'x5u' in header) {
    throw new MalformedJwsError('the header names its key by kid alone');
  }
  const signature = fromBase64Url(tail);
  if (signature.length !== 64) throw new MalformedJwsError('an Ed25519 signature has 64 bytes');
  return {
    header: { alg: 'EdDSA', kid: header.kid, typ },
    payload: parse(body),
    signingInput: encoder.encode(`${head}.${body}`),
    signature,
  };
}

/** Node's, where there is one: the browser that reads this file has none, and no types of it. */
declare const Buffer:
  | {
      from(bytes: ArrayBufferLike, offset: number, length: number): { toString(encoding: 'base64url'): string };
      from(text: string, encoding: 'base64url'): Uint8Array;
    }
  | undefined;

export function toBase64Url(bytes: Uint8Array): string {
  if (native) return native.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Strict: refuses padding, other alphabets and non-canonical trailing bits, so that one value has one spelling. */
export function fromBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new MalformedJwsError('not base64url');
  const bytes =
    native !== undefined
      ? new Uint8Array(native.from(text, 'base64url'))
      : Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
  if (toBase64Url(bytes) !== text) throw new MalformedJwsError('not canonical base64url');
  return bytes;
}

function parse(part: string): unknown {
  try {
    return JSON.parse(decoder.decode(fromBase64Url(part)));
  } catch (cause) {
    if (cause instanceof MalformedJwsError) throw cause;
    throw new MalformedJwsError('a part of the JWS is not JSON', { cause });
  }
}
