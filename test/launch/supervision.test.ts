import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restartDelayMs, wasSteady } from '../../launch/back-off.js';
import { SupervisedProcess } from '../../launch/supervised-process.js';
import { Supervisor } from '../../launch/supervisor.js';
import { isRunning, linesOf, until } from './wait.ts';

const FIXTURE = join(import.meta.dirname, 'fixtures/process.js');
let folder: string;
let log: string;
let running: SupervisedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-supervision-'));
  log = join(folder, 'log');
  running = [];
});
afterEach(() => {
  for (const one of running) one.kill();
  rmSync(folder, { recursive: true });
});

function supervised(name: string, behaviour: string[] = [], graceMs = 10_000): SupervisedProcess {
  const command = [FIXTURE, name, log, ...behaviour];
  const one = new SupervisedProcess({ name, command, env: process.env, graceMs }, () => 1);
  running.push(one);
  return one;
}

const events = () => linesOf(log).map((line) => line.replace(/ \d+$/, ''));

describe('the pause before a restart', () => {
  test('doubles from one second to thirty', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map(restartDelayMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('starts anew after a minute up', () => {
    expect(wasSteady(59_999)).toBe(false);
    expect(wasSteady(60_000)).toBe(true);
  });
});

describe('a supervised process', () => {
  test('that was killed is started again', async () => {
    const one = supervised('gateway');
    one.start();
    await one.ready;
    const first = one.pid;
    if (first === undefined) throw new Error('no process');
    process.kill(first, 'SIGKILL');
    await until(() => events().length === 2 && one.pid !== undefined);
    expect(one.pid).not.toBe(first);
    await one.stop();
  });

  test('that keeps dying is started again and again, until it is told to stop', async () => {
    const one = supervised('gateway', ['dies']);
    one.start();
    await until(() => events().length >= 3);
    await one.stop();
    const then = events().length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(events()).toHaveLength(then);
  });

  test('that says its settings are wrong is not started again', async () => {
    const one = supervised('gateway', ['wrong-settings']);
    one.start();
    expect(await one.hopeless).toContain('gateway');
    expect(events()).toEqual(['gateway started']);
  });

  test('that ignores SIGTERM is ended when its time is over', async () => {
    const one = supervised('gateway', ['stubborn'], 100);
    one.start();
    await one.ready;
    const pid = one.pid;
    await one.stop();
    expect(events()).toEqual(['gateway started', 'gateway ignored SIGTERM']);
    expect(pid !== undefined && isRunning(pid)).toBe(false);
  });

  test('ends by itself when the launcher is killed', async () => {
    const launcher = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/launcher.js'), FIXTURE, log], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(launcher.stdout, 'data');
    const pid = Number(String(printed).trim());
    expect(isRunning(pid)).toBe(true);
    launcher.kill('SIGKILL');
    await until(() => !isRunning(pid));
    expect(events()).toEqual(['child started', 'child orphaned']);
  });
});

describe('the supervisor', () => {
  test('starts a stage when the one before is ready and stops in the order given', async () => {
    const [gateway, broker, fleet] = [supervised('gateway'), supervised('broker'), supervised('fleet')];
    const supervisor = new Supervisor({ stages: [[gateway, broker], [fleet]], stopOrder: [gateway, fleet, broker] });
    const urls: unknown[] = [];
    await supervisor.start((stage, [first]) => urls.push([stage, first?.url]));
    expect(urls).toEqual([
      [0, 'http://fixture'],
      [1, 'http://fixture'],
    ]);
    expect(events()[2]).toBe('fleet started');
    await supervisor.stop();
    expect(events().slice(3)).toEqual(['gateway stopped', 'fleet stopped', 'broker stopped']);
  });

  test('asked to hurry does not wait for a stubborn process', async () => {
    const gateway = supervised('gateway', ['stubborn'], 60_000);
    const supervisor = new Supervisor({ stages: [[gateway]], stopOrder: [gateway] });
    await supervisor.start(() => {});
    const stopped = supervisor.stop();
    supervisor.hurry();
    await stopped;
    expect(gateway.pid).toBeUndefined();
  });
});
