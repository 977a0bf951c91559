import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND_TYP, KEY_LIST_TYP } from '../../protocol/channels.ts';
import { joinJws, jwsSigningInput, toBase64Url } from '../../protocol/jws.ts';
import {
  fingerprintOf,
  isKeyOpen,
  KEY_SKEW_MS,
  kidOf,
  openKeyList,
  type Proving,
  replaced,
  rotated,
  signingKey,
} from '../../protocol/key-list.ts';
import type { KeyList, ListedKey } from '../../protocol/messages/downlink.ts';

const NOW = 1_800_000_000_000;
const proving: Proving = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify: (publicKey, bytes, signature) =>
    verify(null, bytes, { key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' }, signature),
};
const spki = (key: KeyObject) => toBase64Url(key.export({ format: 'der', type: 'spki' }));
const root = generateKeyPairSync('ed25519');
const ROOT = spki(root.publicKey);

function key(use: ListedKey['use'], window: { from?: number; to?: number } = {}): ListedKey {
  const publicKey = spki(generateKeyPairSync('ed25519').publicKey);
  return { kid: kidOf(publicKey, proving.sha256), publicKey, use, from: 0, ...window };
}

function signed(list: KeyList, by = root, header: object = {}): string {
  const kid = kidOf(spki(by.publicKey), proving.sha256);
  const input = jwsSigningInput({ alg: 'EdDSA', kid, typ: KEY_LIST_TYP, ...header }, list);
  return joinJws(input, sign(null, Buffer.from(input), by.privateKey));
}

const [COMMAND, CHECKPOINT] = [key('command'), key('checkpoint')];
const LIST: KeyList = { v: 1, version: 7, at: NOW, keys: [COMMAND, CHECKPOINT] };

describe('a key list', () => {
  it('signed by the root holds', () => {
    expect(openKeyList(signed(LIST), ROOT, proving)).toEqual({ ok: true, list: LIST });
  });

  const chosen = { ...key('command'), kid: COMMAND.kid };
  it.each<[string, string, boolean]>([
    ['signed by another root', signed(LIST, generateKeyPairSync('ed25519')), true],
    ['signed by another under the root’s name', forged(), true],
    ['of another kind', signed(LIST, root, { typ: COMMAND_TYP }), true],
    ['with alg none', `${jwsSigningInput({ alg: 'none' as 'EdDSA', kid: 'x', typ: KEY_LIST_TYP }, LIST)}.`, true],
    ['that is noise', 'noise', true],
    ['whose key chose its name', signed({ ...LIST, keys: [chosen, CHECKPOINT] }), false],
    ['with a key twice', signed({ ...LIST, keys: [COMMAND, COMMAND, CHECKPOINT] }), false],
    ['with a window turned round', signed({ ...LIST, keys: [key('command', { from: 9, to: 8 }), CHECKPOINT] }), false],
    ['without a command key', signed({ ...LIST, keys: [CHECKPOINT] }), false],
    ['without a checkpoint key', signed({ ...LIST, keys: [COMMAND] }), false],
    ['of another version', signed({ ...LIST, v: 2 as 1 }), false],
  ])('%s does not hold', (_, jws, byStranger) => {
    expect(openKeyList(jws, ROOT, proving)).toMatchObject({ ok: false, forged: byStranger });
  });

  function forged(): string {
    const kid = kidOf(ROOT, proving.sha256);
    return signed(LIST, generateKeyPairSync('ed25519'), { kid });
  }

  it('shows its root to people as groups of four', () => {
    expect(fingerprintOf(ROOT, proving.sha256)).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
  });
});

describe('windows of keys', () => {
  const [from, to] = [NOW, NOW + 100 * KEY_SKEW_MS];
  it.each<[string, number, boolean, boolean]>([
    ['before it begins', from - KEY_SKEW_MS - 1, true, false],
    ['within the skew before', from - KEY_SKEW_MS, true, true],
    ['in the middle', from + 5, true, true],
    ['within the skew after', to + KEY_SKEW_MS - 1, true, true],
    ['after its end', to + KEY_SKEW_MS, true, false],
    ['before it begins, by a clock nobody trusts', from - 10 * KEY_SKEW_MS, false, true],
    ['when even the floor is after its end', to + KEY_SKEW_MS, false, false],
  ])('%s', (_, at, trusted, is) => {
    expect(isKeyOpen({ from, to }, { at, trusted })).toBe(is);
  });

  const windows = fc.record({
    from: fc.integer({ min: 0, max: 50 }),
    length: fc.option(fc.integer({ min: 1, max: 50 })),
  });
  it('the signer’s key is always one that nodes accept at that instant', () => {
    fc.assert(
      fc.property(fc.array(windows, { maxLength: 6 }), fc.integer({ min: 0, max: 120 }), (given, now) => {
        const keys = given.map(({ from, length }, index): ListedKey => {
          const end = length === null ? {} : { to: from + length };
          return { kid: String(index), publicKey: '', use: 'command', from, ...end };
        });
        const chosen = signingKey({ ...LIST, keys }, 'command', now);
        if (chosen) expect(isKeyOpen(chosen, { at: now, trusted: true })).toBe(true);
        else expect(keys.every((one) => one.from > now || (one.to ?? Infinity) <= now)).toBe(true);
      }),
    );
  });

  it('through a rotation there is a key to sign with at every instant, and every node with either list accepts it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 3_000_000 }), (overlap, later) => {
        const next = rotated(LIST, key('command'), NOW, overlap);
        const signing = signingKey(next, 'command', NOW + later) as ListedKey;
        expect(isKeyOpen(signing, { at: NOW + later, trusted: true })).toBe(true);
        // A node that has not heard of the new list yet: until the new key takes over.
        if (later < overlap) expect(signing.kid).toBe(COMMAND.kid);
      }),
      { numRuns: 40 },
    );
  });

  it('after a theft no key of that use is left but the new one, and the other use is untouched', () => {
    const fresh = key('command');
    const next = replaced(rotated(LIST, key('command'), NOW, 5), fresh, NOW + 1);
    expect(next.keys.map(({ kid }) => kid)).toEqual([CHECKPOINT.kid, fresh.kid]);
    expect(next.version).toBe(NOW + 1);
  });
});
