import { createPublicKey, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { verifyEd25519, verifyEd25519Later } from '../../../gateway/keys/ed25519.ts';
import { KeyFiles, newKey, writeKey } from '../../../gateway/keys/key-files.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { proving } from '../../../gateway/keys/kid.ts';
import { exportRoot, rotate } from '../../../gateway/keys/rotation.ts';
import { COMMAND_TYP, TIME_TYP } from '../../../protocol/channels.ts';
import { decodeJws } from '../../../protocol/jws.ts';
import { openKeyList } from '../../../protocol/key-list.ts';
import type { Command } from '../../../protocol/messages/downlink.ts';
import { DAY_MS } from '../../../protocol/units.ts';

const START = Date.parse('2026-11-22T01:00:00Z');
const NODE = 'n0000000000000001';
const STOP: Command = {
  ...{ v: 1, id: ulid(START), aud: { node: NODE }, iat: START, nbf: START, exp: START + 1, class: 'normal' },
  ...{ by: 'system', type: 'stop', args: {} },
};

let folder: string;
let clock: MovableClock;
let files: KeyFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-keys-'));
  clock = new MovableClock(START);
  files = new KeyFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => KeyRing.open(folder, clock);
const turn = (changes: Partial<Parameters<typeof rotate>[1]> = {}) =>
  rotate(files, { use: 'command', now: clock.now(), overlapMs: 14 * DAY_MS, atOnce: false, ...changes });
const privateKeys = (use: string) => readdirSync(folder).filter((name) => name.startsWith(`${use}-`));

describe('the key ring', () => {
  it('makes root, keys and list at the first start, for the owner alone, and finds the same again', () => {
    const first = open();
    const { root, jws, list } = first.trust;
    expect(openKeyList(jws, root, proving)).toMatchObject({ ok: true });
    expect(list.version).toBe(START);
    expect(open().trust).toEqual(first.trust);
    expect(first.publicKey('command').kid).not.toBe(first.publicKey('checkpoint').kid);
    for (const name of ['root.pem', 'keys.jws', ...privateKeys('command'), ...privateKeys('checkpoint')])
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('keeps the keys of a folder from before there were lists', () => {
    const [command, checkpoint] = [newKey(), newKey()];
    writeKey(files.legacyOf('command'), command);
    writeKey(files.legacyOf('checkpoint'), checkpoint);
    const ring = open();
    expect(ring.publicKey('command').publicKey).toBe(command.publicKey);
    expect(ring.publicKey('checkpoint').publicKey).toBe(checkpoint.publicKey);
    expect(existsSync(files.legacyOf('command'))).toBe(false);
  });

  it('signs a JWS that its public key proves, and only for the kind it was signed as', async () => {
    const ring = open();
    const jws = ring.sign('command', TIME_TYP, { v: 1, word: 'đài' });
    const decoded = decodeJws(jws, TIME_TYP);
    const { publicKey, kid } = ring.publicKey('command');
    expect(decoded.payload).toEqual({ v: 1, word: 'đài' });
    expect(decoded.header.kid).toBe(kid);
    expect(verifyEd25519(publicKey, decoded.signingInput, decoded.signature)).toBe(true);
    expect(await verifyEd25519Later(publicKey, decoded.signingInput, decoded.signature)).toBe(true);
    expect(
      await verifyEd25519Later(ring.publicKey('checkpoint').publicKey, decoded.signingInput, decoded.signature),
    ).toBe(false);
    expect(() => decodeJws(jws, 'loaxa-plan+jws')).toThrow('not of type');
  });

  it('signs commands only with the pen, which is handed out once', () => {
    const ring = open();
    expect(() => ring.sign('command', COMMAND_TYP as never, STOP)).toThrow('command signer alone');
    const pen = ring.takeCommandPen();
    expect(decodeJws(pen(STOP), COMMAND_TYP).payload).toEqual(STOP);
    expect(() => ring.takeCommandPen()).toThrow('is taken');
  });

  it('signs bytes as plain Ed25519', () => {
    const ring = open();
    const der = Buffer.from(ring.publicKey('checkpoint').publicKey, 'base64url');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from('tree'), key, ring.signBytes('checkpoint', Buffer.from('tree')))).toBe(true);
  });

  it.each<[string, () => void, string | RegExp]>([
    ['its key is damaged', () => writeFileSync(files.privateOf('command', kidInList()), 'x'), 'from a backup'],
    [
      'its own command key is missing',
      () => rmSync(files.privateOf('command', kidInList())),
      /not in the list.*rotate/,
    ],
    [
      'a file holds another key than it says',
      () => writeKey(files.privateOf('command', kidInList()), newKey()),
      'another key',
    ],
    ['the list is missing and the root is away', () => [rmSync(files.list), rmSync(files.rootPrivate)], 'missing'],
    ['the list is of another root', () => writeFileSync(files.rootPublic, newKey().publicKey), 'does not hold'],
    ['the list is changed', () => writeFileSync(files.list, 'a.b.c'), 'does not hold'],
  ])('refuses to start when %s', (_, spoil, message) => {
    open();
    spoil();
    expect(open).toThrow(message);
  });
  const kidInList = () => files.kidsOf('command')[0] as string;

  it('runs on without the root key, and says where it is', () => {
    expect(open().state.root.onServer).toBe(true);
    const away = join(folder, 'away');
    expect(exportRoot(files, away)).toBe(join(away, 'root.pem'));
    expect(existsSync(files.rootPrivate)).toBe(false);
    expect(open().state.root).toMatchObject({ onServer: false });
    expect(() => exportRoot(files, away)).toThrow('moved away');
    expect(() => turn()).toThrow('--root FILE');
    expect(turn({ root: join(away, 'root.pem') }).keys).toHaveLength(3);
  });

  it.each(['', 'AAAA', 'not base64url!', Buffer.alloc(44).toString('base64url')])(
    'a malformed public key proves nothing: %j',
    (key) => {
      expect(verifyEd25519(key, Buffer.from('x'), Buffer.alloc(64))).toBe(false);
    },
  );
});

describe('a rotation', () => {
  it('overlaps: the new key takes over after the overlap, the old one holds as long again, then goes', () => {
    const ring = open();
    const old = ring.publicKey('command').kid;
    turn();
    expect(ring.refresh()).toBe(true);
    const fresh = ring.state.keys.find((key) => key.state === 'next')?.kid;
    expect(ring.publicKey('command').kid).toBe(old);
    clock.set(START + 14 * DAY_MS);
    expect(ring.publicKey('command').kid).toBe(fresh);
    expect(ring.state.keys.find((key) => key.kid === old)?.state).toBe('ending');
    clock.set(START + 28 * DAY_MS);
    ring.refresh();
    expect(privateKeys('command')).toEqual([`command-${fresh}.pem`]);
    expect(ring.state.keys.find((key) => key.kid === old)?.state).toBe('ended');
    turn();
    expect(ring.refresh()).toBe(true);
    expect(ring.trust.list.keys.map((key) => key.kid)).not.toContain(old);
  });

  it('at once: the old key is gone from list and disk, and the new one signs', () => {
    const ring = open();
    const old = ring.publicKey('command').kid;
    const checkpoint = ring.publicKey('checkpoint');
    turn({ atOnce: true });
    expect(ring.refresh()).toBe(true);
    expect(ring.publicKey('command').kid).not.toBe(old);
    expect(ring.trust.list.keys.map((key) => key.kid)).not.toContain(old);
    expect(ring.publicKey('checkpoint')).toEqual(checkpoint);
    expect(privateKeys('command')).toHaveLength(1);
  });

  it('is picked up once, and a list that does not hold leaves the old one in force', () => {
    const ring = open();
    expect(ring.refresh()).toBe(false);
    turn();
    expect([ring.refresh(), ring.refresh()]).toEqual([true, false]);
    const { version } = ring.trust.list;
    renameSync(files.list, `${files.list}.away`);
    writeFileSync(files.list, 'not.a.list');
    expect(() => ring.refresh()).toThrow('does not hold');
    expect(ring.trust.list.version).toBe(version);
    expect(decodeJws(ring.sign('command', TIME_TYP, {}), TIME_TYP).header.kid).toBe(ring.publicKey('command').kid);
  });

  it('is signed by no other root key than the one nodes pinned', () => {
    open();
    const other = join(folder, 'other.pem');
    writeKey(other, newKey());
    expect(() => turn({ root: other })).toThrow('not the root key of this installation');
    expect(privateKeys('command')).toHaveLength(1);
  });

  it('mends a folder whose command key was lost', () => {
    open();
    rmSync(files.privateOf('command', files.kidsOf('command')[0] as string));
    expect(open).toThrow('not in the list');
    turn({ atOnce: true });
    expect(open().publicKey('command').kid).toBe(files.kidsOf('command')[0]);
  });

  it('gives a newer version also when the clock went back', () => {
    const before = open().trust.list.version;
    clock.set(START - DAY_MS);
    expect(turn().version).toBe(before + 1);
  });
});
