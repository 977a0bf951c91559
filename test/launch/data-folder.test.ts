import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  clearHalfADemo,
  contentOf,
  dataFolder,
  lookInto,
  noteDemoState,
  refuseMixing,
} from '../../launch/data-folder.js';
import { environments } from '../../launch/environments.js';
import { isAlive, lockFolder, startOf } from '../../launch/folder-lock.js';
import { secretFile } from '../../launch/secrets.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data folder', () => {
  test.each([
    { demo: false, setting: undefined, expected: '/loaxa/data/live' },
    { demo: true, setting: '', expected: '/loaxa/data/demo' },
    { demo: true, setting: '/srv/loaxa', expected: '/srv/loaxa' },
    { demo: false, setting: 'elsewhere', expected: '/loaxa/elsewhere' },
  ])('is $expected with demo=$demo and setting=$setting', ({ expected, ...choice }) => {
    expect(dataFolder({ root: '/loaxa', ...choice })).toBe(expected);
  });

  test.each([
    { names: [], state: undefined, expected: 'empty' },
    { names: ['launcher.lock', 'roster.token'], state: undefined, expected: 'empty' },
    { names: ['loaxa.sqlite'], state: undefined, expected: 'real' },
    { names: ['loaxa.sqlite', 'demo.state'], state: 'ready\n', expected: 'demo' },
    { names: ['loaxa.sqlite', 'demo.state'], state: 'generating\n', expected: 'half a demo' },
    { names: ['demo.state'], state: '', expected: 'half a demo' },
  ])('with $names and state $state is $expected', ({ names, state, expected }) => {
    expect(contentOf(names, state)).toBe(expected);
  });

  test('a demo never starts on real records, and real work never on a demo', () => {
    expect(() => refuseMixing('real', { demo: true, folder })).toThrow('real records');
    expect(() => refuseMixing('demo', { demo: false, folder })).toThrow('--demo');
    expect(() => refuseMixing('half a demo', { demo: false, folder })).toThrow('--demo');
    expect(() => refuseMixing('demo', { demo: true, folder })).not.toThrow();
    expect(() => refuseMixing('real', { demo: false, folder })).not.toThrow();
  });

  test('an interrupted demo is cleared but for what the launcher keeps', () => {
    noteDemoState(folder, 'generating');
    writeFileSync(join(folder, 'loaxa.sqlite'), 'half');
    secretFile(join(folder, 'demo.password'));
    expect(lookInto(folder)).toBe('half a demo');
    clearHalfADemo(folder);
    expect(readdirSync(folder).sort()).toEqual(['demo.password', 'demo.state']);
  });
});

describe('a secret', () => {
  test('has 32 bytes, is for its owner only and stays the same', () => {
    const path = join(folder, 'roster.token');
    const secret = secretFile(path);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(secretFile(path)).toBe(secret);
  });

  test('cut short by a power cut is made anew, and a file open to others is closed', () => {
    const path = join(folder, 'roster.token');
    writeFileSync(path, '', { mode: 0o644 });
    expect(secretFile(path)).not.toBe('');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('the lock of a data folder', () => {
  test('refuses a second launcher and says which process holds it', () => {
    const lock = lockFolder(folder);
    expect(lock.tookOver).toBe(false);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid}`);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'x 1' })],
    ['another process with the same number', JSON.stringify({ pid: process.pid, startedAt: 'x 1' })],
  ])('is taken over from %s', (_, content) => {
    writeFileSync(join(folder, 'launcher.lock'), content);
    expect(lockFolder(folder).tookOver).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'launcher.lock'), 'utf8')).pid).toBe(process.pid);
  });

  test('a lock file cut short by a power cut holds nothing', () => {
    writeFileSync(join(folder, 'launcher.lock'), '{"pi');
    expect(() => lockFolder(folder)).not.toThrow();
  });

  test('a process is recognised by its start', () => {
    expect(isAlive({ pid: process.pid, startedAt: startOf(process.pid) ?? '' })).toBe(true);
  });
});

describe('the environment of the processes', () => {
  const chosen = { folder: '/srv/loaxa', httpPort: 8080, mqttPort: 1883 };
  const own = { PATH: '/bin', LOAXA_DATABASE_URL: 'postgres://secret', LOAXA_DEMO_PASSWORD: 'secret' };

  test('the broker and the simulated nodes learn neither the database nor a password', () => {
    const { broker, fleet } = environments(own, { ...chosen, demoPassword: 'secret' });
    expect(JSON.stringify([broker, fleet])).not.toContain('secret');
    expect(fleet).not.toHaveProperty('LOAXA_GATEWAY_CREDENTIAL_FILE');
    expect(broker.LOAXA_ROSTER_TOKEN_FILE).toBe('/srv/loaxa/roster.token');
  });

  test('only a demo is marked as a demo', () => {
    const stray = { ...own, LOAXA_DEMO: '1' };
    expect(environments(stray, { ...chosen, demoPassword: undefined }).gateway.LOAXA_DEMO).toBe('');
    expect(environments(own, { ...chosen, demoPassword: 'p' }).gateway).toMatchObject({
      LOAXA_DEMO: '1',
      LOAXA_DEMO_PASSWORD: 'p',
    });
  });
});
