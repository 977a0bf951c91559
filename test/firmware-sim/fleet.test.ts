import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { Fleet, type FleetOptions } from '../../firmware-sim/fleet/fleet.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import { planItemAt } from './material.ts';
import { playCommand, TinyGateway, until } from './tiny-gateway.ts';

const log = pino({ level: 'silent' });
const GROUP = areaIdFrom(Buffer.alloc(10, 1));

describe('a fleet', () => {
  let gateway: TinyGateway;
  let folder: string;
  let fleet: Fleet | undefined;

  const identities = (count: number) =>
    Array.from({ length: count }, (_, index) => benchIdentity('fleet', index, [GROUP]));
  const start = async (count: number, changes: Partial<FleetOptions> = {}) => {
    const nodes = identities(count);
    for (const { node, publicKey } of nodes) gateway.publicKeys.set(node, publicKey);
    fleet = new Fleet(
      {
        nodes,
        trust: gateway.trust,
        mqttUrl: gateway.mqttUrl,
        httpUrl: gateway.httpUrl,
        scenario: 'quiet-week',
        seed: 'seed',
        connectsPerSecond: 1_000,
        spreadMs: 0,
        ...changes,
      },
      { log },
    );
    await fleet.start();
    await fleet.connected();
    return nodes;
  };

  beforeEach(async () => {
    gateway = new TinyGateway();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-fleet-'));
    await gateway.start();
  });
  afterEach(async () => {
    fleet?.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of 150 nodes obeys one emergency said to their group, each with its own signed receipt', async () => {
    await start(150);
    const command = playCommand({ group: GROUP });
    await gateway.command(command);
    await until(
      () => gateway.acks.filter(({ status }) => status === 'accepted').length === 150,
      () => `${gateway.acks.length} acks`,
    );
    await until(
      () => gateway.receipts.length === 150,
      () => `${gateway.receipts.length} receipts`,
    );
    expect(new Set(gateway.entries.map(({ node }) => node)).size).toBe(150);
    expect(gateway.receipts.every(({ result, heard }) => result === 'full' && heard.ms > 0)).toBe(true);
    expect(gateway.problems).toEqual([]);
  });

  it('fetches plans and plays them by the clock', async () => {
    const nodes = await start(5);
    for (const { node } of nodes) await gateway.configure(node, 1);
    const startAt = Date.now() + 4_000;
    for (const { node } of nodes) await gateway.plan(node, 1, [planItemAt(startAt, 1_000)]);
    await until(
      () => gateway.receipts.length === 5,
      () => JSON.stringify(gateway.entries),
    );
    for (const receipt of gateway.receipts) {
      expect(receipt).toMatchObject({ result: 'full', planVersion: 1 });
      expect(Math.abs((receipt.startedAt ?? 0) - startAt)).toBeLessThan(250);
    }
  });

  it('tests its horns, brings its log and restarts when it is told to, each node by itself', async () => {
    const [{ node } = { node: '' }] = await start(1);
    const ask = async (asked: Pick<Command, 'type' | 'args'>) => {
      const given = { ...playCommand({ node }, { class: 'normal', scope: [GROUP] }), ...asked } as Command;
      await gateway.command(given);
      const answers = () => gateway.acks.filter(({ command }) => command === given.id);
      await until(
        () => answers().some(({ status }) => status !== 'accepted'),
        () => JSON.stringify(gateway.acks),
      );
      return answers().at(-1);
    };
    const silent = { mode: 'silent', volume: 20, toneMs: 1_000 } as const;
    expect(await ask({ type: 'self-test', args: silent })).toMatchObject({ status: 'done', result: 'line-ok' });
    expect(await ask({ type: 'send-log', args: { url: '/api/v1/device/logs/1' } })).toMatchObject({ status: 'done' });
    expect(gateway.logs[0]?.text).toContain('self-test');
    expect(await ask({ type: 'reboot', args: {} })).toMatchObject({ status: 'done' });
    expect(
      gateway.births.map(({ boot }) => boot).filter((boot, index, all) => all.indexOf(boot) === index),
    ).toHaveLength(2);
    await until(
      () => gateway.entries.filter(({ kind }) => kind === 'boot').length === 2,
      () => JSON.stringify(gateway.entries),
    );
    expect(gateway.entries.at(-1)).toMatchObject({ kind: 'boot', body: { cause: 'restart' } });
  });

  it('beats at the rate asked for, in the form of the protocol', async () => {
    await start(20, { beatMs: 200 });
    await until(
      () => gateway.beats.length >= 200,
      () => `${gateway.beats.length} beats`,
      6_000,
    );
    expect(gateway.problems).toEqual([]);
    expect(gateway.beats.every(({ beatMs }) => beatMs === 1_000)).toBe(true);
    // Each says what it used of its SIM since it was switched on: more with every beat.
    const [one] = gateway.beats;
    const used = gateway.beats.filter(({ node }) => node === one?.node).map(({ sentBytes = 0 }) => sentBytes);
    expect(used.every((bytes, index) => bytes > (used[index - 1] ?? 200))).toBe(true);
  });

  it('unacknowledged receipts survive a restart of its process, and are not made twice', async () => {
    gateway.acknowledging = false;
    const nodes = await start(3, { stateFolder: folder });
    for (const { node } of nodes) await gateway.configure(node, 1);
    const startAt = Date.now() + 3_000;
    for (const { node } of nodes) await gateway.plan(node, 1, [planItemAt(startAt, 500)]);
    await until(
      () => gateway.receipts.length === 3,
      () => JSON.stringify(gateway.entries),
    );
    fleet?.stop();
    gateway.entries.length = 0;
    gateway.acknowledging = true;
    await start(3, { stateFolder: folder });
    await until(
      () => gateway.receipts.length === 3,
      () => JSON.stringify(gateway.entries),
    );
    await until(
      () => fleet?.nodes.every(({ node }) => node?.log.waiting === 0) ?? false,
      () => 'acknowledged',
    );
    expect(gateway.receipts).toHaveLength(3);
    expect(gateway.entries.filter(({ kind }) => kind === 'boot')).toHaveLength(6);
  });

  it('comes back after the broker was gone, with one session each', async () => {
    await start(40);
    await gateway.stopBroker();
    await until(
      () => fleet?.up === 0,
      () => `${fleet?.up} up`,
    );
    await gateway.startBroker();
    await until(
      () => fleet?.up === 40,
      () => `${fleet?.up} up`,
      18_000,
    );
    expect(gateway.connections).toBe(40);
  });

  it('dark nodes stay dark', async () => {
    await start(3, { scenario: 'dark' });
    expect(fleet?.up).toBe(0);
    expect(gateway.births).toEqual([]);
  });
});
