import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND_TYP, KEY_LIST_TYP } from '../../protocol/channels.ts';
import { compareVersions, FIRMWARE_TYP, firmwareFault, firmwareNameOf, type Offered } from '../../protocol/firmware.ts';
import { openManifest } from '../../protocol/firmware-manifest.ts';
import { joinJws, jwsSigningInput, toBase64Url } from '../../protocol/jws.ts';
import { kidOf, openKeyList, type Proving, withoutReleaseKey, withReleaseKey } from '../../protocol/key-list.ts';
import { type KeyList, keyList, listedKey } from '../../protocol/messages/downlink.ts';

const version = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)).map((parts) => parts.join('.'));
const proving: Proving = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify: (key, bytes, signature) =>
    verify(null, bytes, { key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' }, signature),
};

function newKey() {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = toBase64Url(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const kid = kidOf(publicKey, proving.sha256);
  const signs = (typ: string, payload: object) => {
    const input = jwsSigningInput({ alg: 'EdDSA', kid, typ }, payload);
    return joinJws(input, sign(null, Buffer.from(input), pair.privateKey));
  };
  return { kid, publicKey, signs };
}
const release = newKey();
const said = {
  ...{ v: 1, model: 'loaxa-node', version: '1.2.3', sha256: 'a'.repeat(64), bytes: 9, notes: 'nhỏ', createdAt: 1 },
  releaseCounter: 7,
};
const open = (jws: string) => openManifest(jws, (kid) => (kid === release.kid ? release : undefined), proving);

describe('versions', () => {
  it.each([
    ['0.10.0', '0.9.0', 1],
    ['1.0.0', '0.99.99', 1],
    ['1.2.3', '1.2.3', 0],
    ['1.2.3', '1.2.10', -1],
  ])('%s against %s are compared by their numbers', (a, b, sign) =>
    expect(Math.sign(compareVersions(a, b))).toBe(sign),
  );

  it('are in one order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each(['loaxa-node 0.1', 'loaxa-node  0.1.0', 'Loaxa 0.1.0', 'loaxa-node 01.0.0', 'test', '', 'a 1.2.3 x'])(
    '"%s" names no firmware',
    (text) => expect(firmwareNameOf(text)).toBeUndefined(),
  );
});

describe('whether a device may take a firmware', () => {
  const offered: Offered = { model: 'm', version: '1.1.0', bytes: 100, releaseCounter: 5 };
  const device = { running: { model: 'm', version: '1.0.0' }, counter: 4, now: 10_000, mostBytes: 1_000 };
  it.each<[string, Partial<Offered>, string | undefined]>([
    ['a newer one', {}, undefined],
    ['of another model', { model: 'n' }, 'other-model'],
    ['with the counter that ran already', { releaseCounter: 4 }, 'replayed'],
    ['with an older counter, though it calls itself newer', { releaseCounter: 3, version: '9.0.0' }, 'replayed'],
    ['with an older counter, though it says it may', { releaseCounter: 3, allowDowngrade: true }, 'replayed'],
    ['an older version', { version: '0.9.0' }, 'downgrade'],
    ['an older version that says so, under a new counter', { version: '0.9.0', allowDowngrade: true }, undefined],
    ['for devices from this one on', { minFrom: '1.0.0' }, undefined],
    ['for newer devices', { minFrom: '1.0.1' }, 'below-minimum'],
    ['as large as the slot', { bytes: 1_000 }, undefined],
    ['that expires a moment from now', { expiresAt: 10_001 }, undefined],
    ['that expires at this very instant', { expiresAt: 10_000 }, 'manifest-expired'],
    ['that expired, under a counter that ran already', { expiresAt: 1, releaseCounter: 4 }, 'replayed'],
    ['larger than the slot', { bytes: 1_001 }, 'too-large'],
  ])('%s', (_, changes, reason) => expect(firmwareFault({ ...offered, ...changes }, device)).toBe(reason));

  it('never one whose counter does not rise, and never an older version unless its signature says so', () => {
    fc.assert(
      fc.property(version, version, fc.nat(9), fc.nat(9), fc.boolean(), (to, from, releaseCounter, counter, allow) => {
        const fault = firmwareFault(
          { ...offered, version: to, releaseCounter, ...(allow && { allowDowngrade: true }) },
          { ...device, running: { model: 'm', version: from }, counter },
        );
        if (fault !== undefined) return;
        expect(releaseCounter).toBeGreaterThan(counter);
        expect(allow || compareVersions(to, from) >= 0).toBe(true);
      }),
    );
  });
});

describe('a manifest', () => {
  it('is believed under a release key alone', () => {
    expect(open(release.signs(FIRMWARE_TYP, said))).toMatchObject({ ok: true, manifest: said, kid: release.kid });
    expect(open(newKey().signs(FIRMWARE_TYP, said))).toMatchObject({ ok: false, reason: 'not-signed' });
    expect(open(release.signs(COMMAND_TYP, said))).toMatchObject({ ok: false, reason: 'not-signed' });
  });

  it.each([
    ['without an image', { sha256: 'short' }],
    ['of nothing', { bytes: 0 }],
    ['with a version of letters', { version: '1.x.0' }],
    ['of another version of the contract', { v: 2 }],
  ])('%s is signed and still none', (_, changes) =>
    expect(open(release.signs(FIRMWARE_TYP, { ...said, ...changes }))).toMatchObject({
      ok: false,
      reason: 'bad-manifest',
    }),
  );

  it('holds in no other bytes than those that were signed', () => {
    const jws = release.signs(FIRMWARE_TYP, said);
    fc.assert(
      fc.property(fc.nat(jws.length - 1), fc.constantFrom(...'AZaz09-_.'), (at, character) => {
        const changed = jws.slice(0, at) + character + jws.slice(at + 1);
        expect(open(changed).ok).toBe(changed === jws);
      }),
      { numRuns: 200 },
    );
  });
});

describe('release keys in the list of the root', () => {
  const [root, command, checkpoint] = [newKey(), newKey(), newKey()];
  const named = ({ kid, publicKey }: { kid: string; publicKey: string }) => ({ kid, publicKey });
  const list: KeyList = {
    ...{ v: 1, version: 1, at: 1 },
    keys: [
      { ...named(command), use: 'command', from: 0 },
      { ...named(checkpoint), use: 'checkpoint', from: 0 },
    ],
  };
  const opened = (body: object) => openKeyList(root.signs(KEY_LIST_TYP, body), root.publicKey, proving);

  it('come and go, each time in a newer list', () => {
    const more = withReleaseKey(list, { ...named(release), name: 'Sở' }, 5);
    expect(more).toMatchObject({ version: 5, release: [{ kid: release.kid, name: 'Sở', from: 0 }] });
    expect(opened(more)).toMatchObject({ ok: true });
    expect(withoutReleaseKey(more, release.kid, 6)).toMatchObject({ version: 6, release: [] });
  });

  it('are read over by a node that knows of none, and a list without them stays valid', () => {
    expect(opened(list)).toMatchObject({ ok: true });
    const before = keyList.omit({ release: true }).extend({ keys: listedKey.array() });
    expect(before.parse(withReleaseKey(list, named(release), 5)).keys).toEqual(list.keys);
  });

  it('sign nothing else: one key has one use', () => {
    expect(opened({ ...list, release: [{ ...named(command), from: 0 }] })).toMatchObject({ ok: false, forged: false });
    expect(
      opened({ ...list, release: [{ ...named(release), kid: command.kid.replace(/^./, 'x'), from: 0 }] }),
    ).toMatchObject({
      ...{ ok: false, forged: false },
    });
  });
});
