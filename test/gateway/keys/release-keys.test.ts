import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirmwareUsageError, runFirmware } from '../../../gateway/keys/firmware-command.ts';
import { KeyFiles } from '../../../gateway/keys/key-files.ts';
import { KeyRing } from '../../../gateway/keys/key-ring.ts';
import { addReleaseKey, removeReleaseKey } from '../../../gateway/keys/release-keys.ts';
import { exportRoot, rotate } from '../../../gateway/keys/rotation.ts';
import { FIRMWARE_TYP } from '../../../protocol/firmware.ts';
import { decodeJws } from '../../../protocol/jws.ts';

const NOW = Date.UTC(2026, 10, 23);
let folder: string;
let files: KeyFiles;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-release-'));
  files = new KeyFiles(at('keys'));
  KeyRing.open(at('keys'));
  writeFileSync(at('image.bin'), 'a firmware');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sign = (...more: string[]) =>
  runFirmware(
    [
      'sign',
      '--key',
      at('stick', 'release.pem'),
      '--model',
      'loaxa-node',
      '--version',
      '0.2.0',
      ...more,
      at('image.bin'),
    ],
    NOW,
  );

describe('the release key', () => {
  it('is for its owner alone, is never made over another, and is printed nowhere', () => {
    const said = runFirmware(['new-key', at('stick')], NOW);
    expect(statSync(at('stick', 'release.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(at('stick')).mode & 0o777).toBe(0o700);
    const secret = readFileSync(at('stick', 'release.pem'), 'utf8').split('\n')[1] ?? 'none';
    expect(secret.length).toBeGreaterThan(40);
    expect(said).not.toContain(secret);
    expect(() => runFirmware(['new-key', at('stick')], NOW)).toThrow(/there already/);
  });

  it('signs what can be inspected by its public half, and by no other', () => {
    runFirmware(['new-key', at('stick')], NOW);
    runFirmware(['new-key', at('other')], NOW);
    sign('--min-from', '0.1.0', '--notes', 'Sửa lỗi', '--out', at('manifest.jws'));
    const said = runFirmware(
      ['inspect', at('manifest.jws'), '--public', at('stick', 'release.pub'), '--image', at('image.bin')],
      NOW,
    );
    expect(said).toMatch(
      /loaxa-node 0\.2\.0[\s\S]*Counter {4}1795392000000[\s\S]*0\.1\.0[\s\S]*Sửa lỗi[\s\S]*holds under/,
    );
    expect(() => runFirmware(['inspect', at('manifest.jws'), '--public', at('other', 'release.pub')], NOW)).toThrow(
      /not signed by/,
    );
    writeFileSync(at('image.bin'), 'another');
    expect(() => runFirmware(['inspect', at('manifest.jws'), '--image', at('image.bin')], NOW)).toThrow(
      /another image/,
    );
  });

  it('signs for a number of days, and says until when', () => {
    runFirmware(['new-key', at('stick')], NOW);
    const said = sign('--valid-days', '30', '--out', at('manifest.jws'));
    const { payload } = decodeJws(readFileSync(at('manifest.jws'), 'utf8').trim(), FIRMWARE_TYP);
    const expiresAt = NOW + 30 * 86_400_000;
    expect(payload).toMatchObject({ expiresAt });
    expect(said).toContain(new Date(expiresAt).toISOString());
    const inspected = (now: number) => runFirmware(['inspect', at('manifest.jws')], now);
    expect(inspected(expiresAt - 1)).toMatch(/Expires {4}\S+Z$/m);
    expect(inspected(expiresAt)).toContain('every node refuses it');
    sign('--out', at('manifest.jws'));
    expect(inspected(NOW)).toMatch(/Expires {4}never/);
    for (const days of ['0', '1.5', 'many', '-3'])
      expect(() => sign(`--valid-days=${days}`)).toThrow(/whole number of days/);
  });

  it.each([
    ['nothing', []],
    ['what it does not know', ['make']],
    ['a wrong version', ['sign', '--key', 'x', '--model', 'm', '--version', '1', 'README.md']],
    ['an option it does not know', ['inspect', '--secret']],
  ])('asked for %s, says how to ask', (_, args) => expect(() => runFirmware(args, NOW)).toThrow(FirmwareUsageError));

  it('is believed once the root lists its public half, outlives a rotation, and is gone when it is withdrawn', () => {
    runFirmware(['new-key', at('stick')], NOW);
    const root = exportRoot(files, at('safe'));
    const order = { publicKeyFile: at('stick', 'release.pub'), name: 'Sở', root, now: NOW };
    const [key] = addReleaseKey(files, order).release ?? [];
    expect(key).toMatchObject({ name: 'Sở', from: 0 });
    rotate(files, { use: 'command', now: NOW + 1, root, overlapMs: 1_000, atOnce: false });
    expect(KeyRing.open(at('keys')).trust.list.release).toEqual([key]);
    expect(removeReleaseKey(files, { kid: key?.kid ?? '', root, now: NOW + 2 }).release).toEqual([]);
    expect(() => removeReleaseKey(files, { kid: key?.kid ?? '', root, now: NOW + 3 })).toThrow(/No release key/);
  });

  it('comes to the gateway by its public half only, and needs the root key', () => {
    runFirmware(['new-key', at('stick')], NOW);
    const order = { name: '', now: NOW };
    expect(() => addReleaseKey(files, { ...order, publicKeyFile: at('stick', 'release.pem') })).toThrow(/private half/);
    expect(() => addReleaseKey(files, { ...order, publicKeyFile: at('image.bin') })).toThrow(/no Ed25519/);
    exportRoot(files, at('safe'));
    expect(() => addReleaseKey(files, { ...order, publicKeyFile: at('stick', 'release.pub') })).toThrow(/--root/);
    expect(readdirSync(at('keys')).some((name) => name.startsWith('release'))).toBe(false);
  });
});
