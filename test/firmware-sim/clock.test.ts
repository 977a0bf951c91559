import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoardNode } from '../../firmware-sim/board/board-node.ts';
import { type Clock, systemClock } from '../../firmware-sim/clock.ts';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { RECEIPT_ACK_TYP, TIME_TYP } from '../../protocol/channels.ts';
import { planItemAt } from './material.ts';
import { HOUR, playCommand, TinyGateway, until } from './tiny-gateway.ts';

const log = pino({ level: 'silent' });
const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('what a node believes about time', () => {
  it('a vouched clock is trusted until something signed proves it wrong', () => {
    const time = new NodeTime(new VirtualClock(NOW), 0, () => true);
    expect(time.state).toBe('trusted');
    time.sawSigned(NOW + 30_000);
    expect(time.state).toBe('trusted');
    time.sawSigned(NOW + HOUR);
    expect([time.state, time.now()]).toEqual(['floor', NOW + HOUR]);
  });

  it('an unvouched clock is none, then a floor, then trusted by a signed answer', () => {
    const clock = new VirtualClock(NOW - 10 * HOUR);
    const time = new NodeTime(clock, 0, () => false);
    expect(time.state).toBe('none');
    time.sawSigned(NOW);
    expect([time.state, time.now()]).toEqual(['floor', NOW]);
    expect(time.correct(NOW + 5_000)).toEqual({ fromMs: NOW, toMs: NOW + 5_000 });
    clock.advance(1_000);
    expect([time.state, time.now()]).toEqual(['trusted', NOW + 6_000]);
  });
});

describe('a node that lost its clock', () => {
  let gateway: TinyGateway;
  let folder: string;
  let board: BoardNode;
  let node: string;
  const wrong: Clock = { ...systemClock, now: () => Date.now() - 5 * HOUR };

  beforeEach(async () => {
    gateway = new TinyGateway();
    gateway.answeringTime = false;
    folder = mkdtempSync(join(tmpdir(), 'loaxa-clock-'));
    await gateway.start();
    board = await BoardNode.open(
      {
        state: folder,
        url: gateway.httpUrl,
        code: 'CLAIM-CODE-1',
        sink: { kind: 'null' },
        sensor: 'none',
        horns: 1,
        horn: 'healthy',
        clockTrust: 'ask',
        spreadMs: 0,
      },
      { log, clock: wrong },
    );
    node = board.identity.node;
    board.start();
    await until(
      () => gateway.births.length === 1,
      () => 'birth',
    );
  });
  afterEach(async () => {
    board.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says so, plays no plan and obeys only emergency and STOP', async () => {
    expect(gateway.births[0]?.clock.state).toBe('floor');
    await gateway.configure(node, 1);
    const normal = playCommand({ node }, { class: 'normal' });
    await gateway.command(normal);
    await until(
      () => gateway.refusals().includes('clock-untrusted'),
      () => JSON.stringify(gateway.entries),
    );
    const stop = { ...playCommand({ node }), type: 'stop', args: {} } as const;
    await gateway.command(stop as never);
    await until(
      () => gateway.acks.some(({ command, status }) => command === stop.id && status === 'done'),
      () => 'stop',
    );
    const emergency = playCommand({ node });
    await gateway.command(emergency);
    await until(
      () => gateway.acks.some(({ command, status }) => command === emergency.id && status === 'accepted'),
      () => 'emergency',
    );
    const old = playCommand({ node }, { exp: Date.now() - 10 * 60_000, nbf: Date.now() - 20 * 60_000 });
    await gateway.command(old);
    await until(
      () => gateway.refusals().includes('expired'),
      () => 'an emergency that expired before the floor',
    );
  });

  it('asks with a nonce, believes only a signed answer to it within 2 s, then explains what it missed and plays', async () => {
    await gateway.send(
      'time',
      { node },
      gateway.sign(TIME_TYP, { v: 1, node, nonce: 'a-nonce-of-somebody-else', now: Date.now() }),
    );
    await until(
      () => gateway.refusals().includes('replayed'),
      () => 'unasked answer',
    );
    const due = Date.now() - 5_000;
    await gateway.plan(node, 1, [planItemAt(due + 5_300, 500, { latenessMs: 0 })]);
    await until(
      () => board.node.speaker.desk.claims().length === 1,
      () => 'plan',
    );
    await until(
      () => Date.now() > due + 5_500,
      () => 'the instant',
    );
    expect(gateway.receipts).toEqual([]);
    gateway.answeringTime = true;
    await until(
      () => board.node.time.trusted,
      () => 'trusted',
      12_000,
    );
    expect(Math.abs(board.node.time.now() - Date.now())).toBeLessThan(1_000);
    await until(
      () => gateway.entries.some(({ kind }) => kind === 'clock') && gateway.receipts.length === 1,
      () => JSON.stringify(gateway.entries),
    );
    expect(gateway.receipts[0]).toMatchObject({ result: 'missed', reason: 'clock-untrusted' });
  });

  it('a signed word from far ahead takes the trust away again, and it asks again', async () => {
    gateway.answeringTime = true;
    await until(
      () => board.node.time.trusted,
      () => 'trusted',
      12_000,
    );
    gateway.answeringTime = false;
    const { id } = board.node.log.position;
    await gateway.send(
      'receiptAck',
      { node },
      gateway.sign(RECEIPT_ACK_TYP, { v: 1, node, log: id, at: Date.now() + HOUR, below: 0, also: [] }),
    );
    await until(
      () => !board.node.time.trusted,
      () => 'trust lost',
    );
    gateway.timeOffsetMs = HOUR;
    gateway.answeringTime = true;
    await until(
      () => board.node.time.trusted,
      () => 'trusted again',
      12_000,
    );
  });
});
