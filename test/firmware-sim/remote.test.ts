import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardNode } from '../../firmware-sim/board/board-node.ts';
import { DiagnosticLog, keptIn } from '../../firmware-sim/core/diagnostic-log.ts';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { Remote, type RemoteCommand } from '../../firmware-sim/core/remote.ts';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { SYSTEM } from '../../protocol/authority.ts';
import { COMMAND_TYP } from '../../protocol/channels.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import { readWav } from './sound.ts';
import { playCommand, TinyGateway, until } from './tiny-gateway.ts';

const log = pino({ level: 'silent' });
type Asked = Pick<Command, 'type' | 'args'>;
const test = (mode: 'silent' | 'tone' | 'calibrate'): Asked => ({
  type: 'self-test',
  args: { mode, volume: 20, toneMs: 1_000 },
});

describe('a node on its own board, asked from afar', () => {
  let gateway: TinyGateway;
  let folder: string;
  let board: BoardNode;
  let node: string;

  async function open(): Promise<void> {
    board = await BoardNode.open(
      {
        ...{ state: folder, url: gateway.httpUrl, code: 'CLAIM-CODE-1', horns: 2, horn: 'healthy', spreadMs: 0 },
        ...{ sink: { kind: 'wav', folder: join(folder, 'wav') }, sensor: 'microphone', clockTrust: 'system' },
      },
      { log },
    );
    node = board.identity.node;
    board.start();
  }
  beforeAll(async () => {
    gateway = new TinyGateway();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-remote-'));
    await gateway.start();
    await open();
    await until(
      () => gateway.births.length > 0,
      () => 'birth',
    );
    await gateway.configure(node, 1);
    await until(
      () => board.node.speaker.config?.version === 1,
      () => 'config',
    );
  });
  afterAll(async () => {
    board.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Resolves with the last acknowledgement of it. */
  async function ask(asked: Asked, by = ulid()) {
    // A command of this type, whose arguments the schema on the other side checks.
    const given = { ...playCommand({ node }, { class: 'normal' }), by, ...asked } as Command;
    await gateway.command(given);
    await until(
      () => gateway.acks.some(({ command, status }) => command === given.id && status !== 'accepted'),
      () => JSON.stringify(gateway.acks),
    );
    return gateway.acks.filter(({ command }) => command === given.id).at(-1);
  }
  const tones = () => readdirSync(join(folder, 'wav')).filter((name) => name.endsWith('.wav'));

  it('says at birth what it can', () => {
    expect(gateway.births[0]?.capabilities.can).toEqual([
      'self-test',
      'volume',
      'reboot',
      'fetch-log',
      'update',
      'stream',
    ]);
  });

  it('measures in silence and sounds nothing', async () => {
    expect(await ask(test('silent'))).toMatchObject({ status: 'done', result: 'line-ok' });
    expect(tones()).toEqual([]);
  });

  it('really sounds the tone: one second, quiet, without a click, and signs what it measured', async () => {
    expect(await ask(test('calibrate'))).toMatchObject({ status: 'done', result: 'heard' });
    expect(await ask(test('tone'))).toMatchObject({ status: 'done', result: 'heard' });
    expect(tones()).toHaveLength(2);
    const pcm = readWav(join(folder, 'wav', tones()[0] ?? ''));
    expect(pcm.length / SAMPLE_RATE).toBeCloseTo(1, 2);
    const middle = pcm.subarray(SAMPLE_RATE * 0.2, SAMPLE_RATE * 0.8);
    const rms = Math.sqrt(middle.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / middle.length);
    expect(20 * Math.log10(rms)).toBeCloseTo(-23, 0);
    expect(Math.max(...pcm.subarray(0, 50).map(Math.abs))).toBeLessThan(200);
    const bodies = () => gateway.entries.flatMap((one) => (one.kind === 'self-test' ? [one.body] : []));
    await until(
      () => bodies().length === 3,
      () => JSON.stringify(gateway.entries),
    );
    expect(bodies()[2]).toMatchObject({ mode: 'tone', result: 'heard', by: 'microphone' });
    expect(bodies()[2]?.levelDb).toBeCloseTo(-23, 0);
  });

  it('obeys no tone in nobody’s name', async () => {
    expect(await ask(test('tone'), SYSTEM)).toMatchObject({ status: 'rejected', reason: 'not-addressed' });
    expect(await ask(test('silent'), SYSTEM)).toMatchObject({ status: 'done' });
    expect(tones()).toHaveLength(2);
  });

  it.each<[string, string, (given: Command) => [Command, KeyObject?]]>([
    ['that is forged', 'not-signed', (given) => [given, generateKeyPairSync('ed25519').privateKey]],
    ['that has expired', 'expired', (given) => [{ ...given, nbf: Date.now() - 5_000, exp: Date.now() - 1_000 }]],
    ['of an account of elsewhere', 'not-addressed', (given) => [{ ...given, scope: ['a0000000000000000'] }]],
  ])('obeys no order %s', async (_, reason, twist) => {
    for (const asked of [
      test('tone'),
      { type: 'reboot', args: {} },
      { type: 'volume', args: { percent: 5 } },
    ] as const) {
      const given = { ...playCommand({ node }, { class: 'normal' }), ...asked } as Command;
      const [said, key] = twist(given);
      await gateway.send('command', { node }, gateway.sign(COMMAND_TYP, said, {}, key));
      await until(
        () => gateway.acks.some(({ command }) => command === given.id),
        () => JSON.stringify(gateway.acks),
      );
      expect(gateway.acks.at(-1)).toMatchObject({ command: given.id, status: 'rejected', reason });
    }
    expect([tones().length, board.node.speaker.desk.volume]).toEqual([2, 100]);
  });

  it('obeys a replayed order once', async () => {
    const given = { ...playCommand({ node }, { class: 'normal' }), ...test('silent') } as Command;
    const measured = () => gateway.entries.filter((one) => one.kind === 'self-test').length;
    const before = measured();
    for (const _ of [1, 2]) await gateway.command(given);
    // What follows is read after the replay.
    await ask(test('silent'));
    await until(
      () => measured() > before + 1,
      () => JSON.stringify(gateway.entries),
    );
    expect(measured()).toBe(before + 2);
  });

  it('is as loud as it is told from then on, an emergency always as before', async () => {
    expect(await ask({ type: 'volume', args: { percent: 45 } })).toMatchObject({ status: 'done', result: '45%' });
    expect(board.node.speaker.config?.volume).toEqual({ emergency: 100, priority: 100, normal: 45 });
    expect(board.node.speaker.desk.volume).toBe(45);
  });

  it('brings its own lines to the server of its enrolment, and to no other', async () => {
    expect(await ask({ type: 'send-log', args: { url: '/api/v1/device/logs/1' } })).toMatchObject({ status: 'done' });
    const [sent] = gateway.logs;
    expect(sent?.text).toMatch(/ info boot=.* booted/);
    expect(sent?.text).not.toContain(board.identity.credential);
    expect(sent?.authorization).toMatch(/^Basic /);
    const elsewhere = { type: 'send-log', args: { url: 'http://127.0.0.1:9/log' } } as const;
    expect(await ask(elsewhere)).toMatchObject({ status: 'rejected', reason: 'bad-command' });
  });

  it('restarts, and is done when it is up again', async () => {
    const births = gateway.births.length;
    expect(await ask({ type: 'reboot', args: {} })).toMatchObject({ status: 'done' });
    expect(gateway.births.length).toBe(births + 1);
    expect(gateway.births.at(-1)?.boot).not.toBe(gateway.births[0]?.boot);
    await until(
      () => gateway.entries.filter(({ kind }) => kind === 'boot').length === 2,
      () => JSON.stringify(gateway.entries),
    );
    const boot = gateway.entries.filter((one) => one.kind === 'boot').at(-1);
    expect(boot?.kind === 'boot' && boot.body.cause).toBe('restart');
    expect(gateway.problems).toEqual([]);
  });
});

describe('a node whose hardware cannot', () => {
  const clock = new VirtualClock(0);
  const remote = new Remote({
    time: new NodeTime(clock, 0, () => true),
    store: new MemoryStore(ulid()),
    random: Math.random,
    ...{ log, lines: new DiagnosticLog(5, () => 0) },
    httpUrl: () => 'http://127.0.0.1',
    playing: () => false,
    setVolume: () => undefined,
  });

  it('says so at birth, and refuses instead of calling it done', () => {
    expect(remote.can).toEqual(['volume']);
    const asked: Asked[] = [test('silent'), { type: 'reboot', args: {} }, { type: 'send-log', args: { url: '/x' } }];
    for (const each of asked) {
      const given = { ...playCommand({ node: 'n' }), ...each } as RemoteCommand;
      expect(remote.act(given, () => expect.unreachable('it ended'))).toBe('unsupported');
    }
  });
});

describe('the lines a device keeps about itself', () => {
  it('are the newest, whole, within the size asked for', () => {
    const kept = new DiagnosticLog(5, () => 0);
    for (let line = 0; line < 9; line++) kept.add('info', `line ${line}`);
    expect(kept.newest(1_000).match(/line \d/g)).toEqual(['line 4', 'line 5', 'line 6', 'line 7', 'line 8']);
    expect(kept.newest(80).match(/line \d/g)).toEqual(['line 7', 'line 8']);
  });

  it('carry no secret', () => {
    const kept = new DiagnosticLog(5, () => 0);
    keptIn(kept, log).warn({ credential: 'abc', why: 'refused' }, 'sign-in');
    expect(kept.newest(1_000)).toBe('1970-01-01T00:00:00.000Z warn credential=*** why="refused" sign-in');
  });
});
