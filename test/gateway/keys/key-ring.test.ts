import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyEd25519, verifyEd25519Later } from '../../../gateway/keys/ed25519.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { decodeJws } from '../../../protocol/jws.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the key ring', () => {
  it('makes what is missing, readable by the owner alone, and finds the same keys again', () => {
    const first = KeyRing.open(join(folder, 'keys'));
    const second = KeyRing.open(join(folder, 'keys'));
    expect(second.publicKeys()).toEqual(first.publicKeys());
    expect(new Set(first.publicKeys().map((key) => key.kid)).size).toBe(2);
    expect(statSync(join(folder, 'keys', 'command.pem')).mode & 0o777).toBe(0o600);
  });

  it('signs a JWS that its public key proves, and only for the kind it was signed as', async () => {
    const ring = KeyRing.open(folder);
    const jws = ring.sign('command', 'loaxa-command+jws', { v: 1, word: 'đài' });
    const decoded = decodeJws(jws, 'loaxa-command+jws');
    const { publicKey, kid } = ring.publicKey('command');
    expect(decoded.payload).toEqual({ v: 1, word: 'đài' });
    expect(decoded.header.kid).toBe(kid);
    expect(verifyEd25519(publicKey, decoded.signingInput, decoded.signature)).toBe(true);
    expect(await verifyEd25519Later(publicKey, decoded.signingInput, decoded.signature)).toBe(true);
    expect(
      await verifyEd25519Later(ring.publicKey('checkpoint').publicKey, decoded.signingInput, decoded.signature),
    ).toBe(false);
    expect(() => decodeJws(jws, 'loaxa-time+jws')).toThrow('not of type');
  });

  it('signs bytes as plain Ed25519', () => {
    const ring = KeyRing.open(folder);
    const key = createPublicKey({
      key: Buffer.from(ring.publicKey('checkpoint').publicKey, 'base64url'),
      format: 'der',
      type: 'spki',
    });
    expect(verify(null, Buffer.from('tree'), key, ring.signBytes('checkpoint', Buffer.from('tree')))).toBe(true);
  });

  it('refuses to start on a damaged key instead of making another', () => {
    writeFileSync(join(folder, 'command.pem'), 'not a key');
    expect(() => KeyRing.open(folder)).toThrow('from a backup');
  });

  it.each(['', 'AAAA', 'not base64url!', Buffer.alloc(44).toString('base64url')])(
    'a malformed public key proves nothing: %j',
    (key) => {
      expect(verifyEd25519(key, Buffer.from('x'), Buffer.alloc(64))).toBe(false);
    },
  );
});
