import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND_TYP } from '../../protocol/channels.ts';
import {
  decodeJws,
  fromBase64Url,
  joinJws,
  jwsSigningInput,
  MalformedJwsError,
  toBase64Url,
} from '../../protocol/jws.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const header = { alg: 'EdDSA', kid: 'k1', typ: COMMAND_TYP } as const;
const make = (payload: unknown, head: object = header) => {
  const input = jwsSigningInput(head as typeof header, payload);
  return joinJws(input, sign(null, Buffer.from(input), privateKey));
};
const holds = (jws: string) => {
  const decoded = decodeJws(jws, COMMAND_TYP);
  return verify(null, decoded.signingInput, publicKey, decoded.signature);
};

describe('a compact JWS', () => {
  it('carries any JSON payload and verifies', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        const jws = make(payload);
        expect(holds(jws)).toBe(true);
        expect(decodeJws(jws, COMMAND_TYP).payload).toEqual(JSON.parse(JSON.stringify(payload)));
      }),
    );
  });

  it('with any one character changed is malformed or does not verify', () => {
    const jws = make({ v: 1, type: 'play', title: 'Bản tin sáng' });
    fc.assert(
      fc.property(fc.nat(jws.length - 1), fc.constantFrom(...'AZaz09-_.='), (at, character) => {
        fc.pre(jws[at] !== character);
        const changed = jws.slice(0, at) + character + jws.slice(at + 1);
        let accepted = false;
        try {
          accepted = holds(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedJwsError);
        }
        expect(accepted).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['no algorithm', { ...header, alg: 'none' }],
    ['an HMAC', { ...header, alg: 'HS256' }],
    ['an embedded key', { ...header, jwk: {} }],
    ['another purpose', { ...header, typ: 'loaxa-config+jws' }],
    ['a critical extension', { ...header, crit: ['b64'] }],
    ['no key id', { alg: 'EdDSA', typ: COMMAND_TYP }],
  ])('with %s is refused', (_, head) =>
    expect(() => decodeJws(make({}, head), COMMAND_TYP)).toThrow(MalformedJwsError),
  );

  it.each(['', 'a', 'a.b', 'a.b.c.d', '..', 'e30.e30.e30', 'x'.repeat(70_000)])('«%.20s» is refused', (text) =>
    expect(() => decodeJws(text, COMMAND_TYP)).toThrow(MalformedJwsError),
  );

  it('has one spelling: non-canonical base64url is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
    expect(() => fromBase64Url('AB')).toThrow(MalformedJwsError);
    expect(() => fromBase64Url('AA==')).toThrow(MalformedJwsError);
  });
});
