import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { currentStamp } from '../../launch/node-modules.js';
import { isRunning, linesOf, until } from './wait.ts';

// A checkout as small as can be: the real launcher, and processes that only note what happens to them.
const CHECKOUT = resolve(import.meta.dirname, '../..');
let root: string;
let log: string;
let launchers: ChildProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loaxa-start-'));
  log = join(root, 'log');
  launchers = [];
  cpSync(join(CHECKOUT, 'launch'), join(root, 'launch'), {
    recursive: true,
    filter: (path) => !path.endsWith('/demo'),
  });
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(CHECKOUT, file), join(root, file));
  // Only the tools and a fitting stamp: nothing here can make the launcher touch the real node_modules.
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(CHECKOUT, 'node_modules/.bin'), join(root, 'node_modules/.bin'));
  writeFileSync(join(root, 'node_modules/.loaxa-stamp'), currentStamp());
  const config = {
    extends: './tsconfig.json',
    compilerOptions: { noEmit: false, rootDir: '.', types: [], checkJs: false },
  };
  writeFileSync(
    join(root, 'tsconfig.build.json'),
    JSON.stringify({ ...config, include: ['broker', 'gateway', 'firmware-sim', 'launch/demo'] }),
  );
  const fixture = readFileSync(join(import.meta.dirname, 'fixtures/process.js'), 'utf8');
  for (const name of ['broker', 'gateway', 'firmware-sim']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'main.js'), fixture.replace('process.argv.slice(2)', JSON.stringify([name, log])));
  }
  mkdirSync(join(root, 'launch/demo'));
  writeFileSync(
    join(root, 'launch/demo/generate.js'),
    [
      "import { writeFileSync } from 'node:fs';",
      "writeFileSync(process.env.LOAXA_DATA_DIR + '/history', String(process.env.LOAXA_DEMO));",
    ].join('\n'),
  );
});
afterEach(async () => {
  for (const one of launchers) if (one.exitCode === null && one.kill('SIGTERM')) await once(one, 'exit');
  rmSync(root, { recursive: true });
});

function start(args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const launcher = spawn(process.execPath, [join(root, 'launch/start.js'), ...args], {
    env: {
      ...process.env,
      LOAXA_HTTP_PORT: '0',
      LOAXA_MQTT_PORT: '0',
      LOAXA_BROKER_URL: '',
      LOAXA_DATA_DIR: '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  launchers.push(launcher);
  let text = '';
  launcher.stdout.on('data', (chunk) => {
    text += chunk;
  });
  launcher.stderr.on('data', (chunk) => {
    text += chunk;
  });
  return { launcher, printed: () => text, running: () => until(() => text.includes('LoaXã is running')) };
}

const events = () => linesOf(log).map((line) => line.replace(/ \d+$/, ''));
const pids = () => linesOf(log).map((line) => Number(line.split(' ').at(-1)));

describe('npm start', () => {
  test('builds, makes its secrets, starts broker and gateway, and stops the gateway first', async () => {
    const { launcher, printed, running } = start();
    await running();
    expect(printed()).toContain('http://fixture');
    expect(readdirSync(join(root, 'data/live')).sort()).toEqual([
      'gateway.credential',
      'launcher.lock',
      'roster.token',
    ]);
    launcher.kill('SIGINT');
    expect(await once(launcher, 'exit')).toEqual([0, null]);
    expect(events().slice(0, 2).sort()).toEqual(['broker started', 'gateway started']);
    expect(events().slice(2)).toEqual(['gateway stopped', 'broker stopped']);
    expect(pids().some(isRunning)).toBe(false);
    expect(existsSync(join(root, 'data/live/launcher.lock'))).toBe(false);
  });

  test('builds nothing the second time', async () => {
    for (const expected of [true, false]) {
      const { launcher, printed, running } = start();
      await running();
      expect(printed().includes('Building the server')).toBe(expected);
      launcher.kill('SIGTERM');
      await once(launcher, 'exit');
    }
  });

  test('refuses a second launcher on the same data folder', async () => {
    await start().running();
    const second = start();
    expect(await once(second.launcher, 'exit')).toEqual([1, null]);
    expect(second.printed()).toContain('already running');
  });

  test('leaves no process behind when the launcher is killed, and starts again', async () => {
    const first = start();
    await first.running();
    const before = pids();
    first.launcher.kill('SIGKILL');
    await once(first.launcher, 'exit');
    await until(() => !before.some(isRunning));
    const second = start();
    await second.running();
    expect(second.printed()).not.toContain('already running');
  });

  test('uses no broker of its own when another is given', async () => {
    await start([], { LOAXA_BROKER_URL: 'mqtt://broker.example' }).running();
    expect(events()).toEqual(['gateway started']);
  });

  test('an unknown argument is refused before anything is installed or started', async () => {
    const { launcher, printed } = start(['--dmeo']);
    expect(await once(launcher, 'exit')).toEqual([1, null]);
    expect(printed()).toContain('--dmeo');
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });
});

describe('npm start -- --demo', () => {
  test('makes its history once, in a folder of its own, and starts the simulated nodes last', async () => {
    const first = start(['--demo']);
    await until(() => events().includes('firmware-sim started'));
    expect(first.printed()).toMatch(/Password of all of them: \S{20}/);
    expect(readFileSync(join(root, 'data/demo/history'), 'utf8')).toBe('1');
    expect(events()[2]).toBe('firmware-sim started');
    first.launcher.kill('SIGINT');
    expect(await once(first.launcher, 'exit')).toEqual([0, null]);
    expect(events().slice(3)).toEqual(['gateway stopped', 'firmware-sim stopped', 'broker stopped']);

    const again = start(['--demo'], { LOAXA_DEMO_PASSWORD: 'chosen by me' });
    await again.running();
    expect(again.printed()).not.toContain('Making the demo');
    expect(again.printed()).toContain('chosen by me');
  });

  test('is refused on a folder with real records', async () => {
    writeFileSync(join(root, 'log-of-a-year'), '');
    const { launcher, printed } = start(['--demo'], { LOAXA_DATA_DIR: root });
    expect(await once(launcher, 'exit')).toEqual([1, null]);
    expect(printed()).toContain('real records');
  });
});
