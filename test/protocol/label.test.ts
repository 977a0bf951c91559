import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { CLAIM_ALPHABET, CLAIM_CODE, groupedClaimCode, plainClaimCode } from '../../protocol/claim-code.ts';
import { DEVICE_NAME, deviceName } from '../../protocol/device-name.ts';
import { readEnrolProof } from '../../protocol/enrol-proof.ts';
import { type Label, labelText, readLabel, readLabelFragment } from '../../protocol/label.ts';

const code = fc.string({ unit: fc.constantFrom(...CLAIM_ALPHABET), minLength: 16, maxLength: 16 });
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const origin = fc.constantFrom('https://loaxa.nghean.gov.vn', 'http://127.0.0.1:8080', 'https://[::1]:8443');

/** A code as a hand types it: each letter in either case, O, I, L for what they look like, spaces and hyphens anywhere. */
const typed = code.chain((plain) =>
  fc.tuple(
    fc.constant(plain),
    fc.tuple(
      ...[...plain].map((letter) => {
        const looks = { 0: ['0', 'o', 'O'], 1: ['1', 'i', 'I', 'l', 'L'] }[letter] ?? [letter, letter.toLowerCase()];
        return fc.tuple(fc.constantFrom(...looks), fc.constantFrom('', '-', ' ', ' - ', '\t'));
      }),
    ),
  ),
);

describe('a claim code', () => {
  it('is the same however it is typed, and normalising twice changes nothing', () => {
    fc.assert(
      fc.property(typed, ([plain, letters]) => {
        const read = plainClaimCode(letters.map(([letter, gap]) => letter + gap).join(''));
        expect(read).toBe(plain);
        expect(plainClaimCode(read)).toBe(read);
        expect(plainClaimCode(groupedClaimCode(plain))).toBe(plain);
      }),
    );
  });

  it('never has more than one spelling that passes for a code', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (text) => {
        const plain = plainClaimCode(text);
        if (CLAIM_CODE.test(plain)) expect(plain).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
      }),
    );
  });
});

describe('a label', () => {
  const label = fc.record({ origin, code, rootFingerprint: hex }, { requiredKeys: ['origin', 'code'] });

  it('reads back what was written, and shows code and fingerprint to no server', () => {
    fc.assert(
      fc.property(label, (written) => {
        const text = labelText(written as Label);
        expect(readLabel(text)).toEqual(written);
        const { search, pathname } = new URL(text);
        expect(search + pathname).toBe('/dang-ky-thiet-bi');
      }),
    );
  });

  it.each([
    'https://loaxa.example/khac#ma=7K2Q-M4XW-P9RT-A5HJ',
    'https://loaxa.example/dang-ky-thiet-bi?ma=7K2Q-M4XW-P9RT-A5HJ',
    'https://loaxa.example/dang-ky-thiet-bi#ma=7K2Q-M4XW-P9RT',
    'https://loaxa.example/dang-ky-thiet-bi#ma=7K2Q-M4XW-P9RT-A5HJ&khoa=ab',
    'https://user@evil.example/dang-ky-thiet-bi#ma=7K2Q-M4XW-P9RT-A5HJ',
    'javascript:alert(1)//dang-ky-thiet-bi#ma=7K2Q-M4XW-P9RT-A5HJ',
    '00020101021138570010A000000727',
    '',
  ])('%s is none', (text) => expect(readLabel(text)).toBeUndefined());

  it('whatever a QR says, reading it throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        readLabel(text);
        readLabelFragment(text);
      }),
    );
  });
});

describe('a device’s name', () => {
  it('follows from its key, and is four letters nobody misreads', () => {
    for (let tries = 0; tries < 200; tries++) expect(deviceName(randomBytes(32))).toMatch(DEVICE_NAME);
    expect(deviceName(Buffer.from([0x84, 0x21, 0x0f, 9]))).toBe(deviceName(Buffer.from([0x84, 0x21, 0x0f, 7])));
    expect(deviceName(Buffer.from([0, 0, 0]))).toBe('LX-0000');
    expect(deviceName(Buffer.from([0xff, 0xff, 0xff]))).toBe('LX-ZZZZ');
  });
});

describe('a proof of the key', () => {
  const signer = new EntrySigner(newPrivateKey());
  const { publicKey } = signer;
  const codeHash = createHash('sha256').update('x').digest('hex');
  const proof = signer.proveKey({ v: 1, codeHash, publicKey, at: 0 });

  it('is about one code and one key', () => {
    expect(readEnrolProof(proof, { codeHash, publicKey })).toBeDefined();
    expect(readEnrolProof(proof, { codeHash: '0'.repeat(64), publicKey })).toBeUndefined();
    const other = new EntrySigner(newPrivateKey()).publicKey;
    expect(readEnrolProof(proof, { codeHash, publicKey: other })).toBeUndefined();
  });

  it.each(['', 'a.b.c', proof.slice(0, -2), `${proof}.x`])('is not «%s»', (text) =>
    expect(readEnrolProof(text, { codeHash, publicKey })).toBeUndefined(),
  );
});
