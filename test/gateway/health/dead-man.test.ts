import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { readConfig } from '../../../gateway/config.ts';
import { Database } from '../../../gateway/database/database.ts';
import { createGateway, type Gateway } from '../../../gateway/gateway.ts';
import { silentLog } from '../../../gateway/log.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

const START = instantAt('2026-11-23', '10:00');

/** An outside monitor with the rule of docs/watching-the-watcher.md: no signal for three minutes is an alarm. */
class OutsideMonitor {
  readonly signals: number[] = [];
  status = 200;
  readonly #clock: MovableClock;
  readonly #server: Server = createServer((_request, response) => {
    if (this.status === 200) this.signals.push(this.#clock.now());
    response.writeHead(this.status).end();
  });

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  start(): Promise<void> {
    return new Promise((done) => this.#server.listen(0, '127.0.0.1', done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ping/secret`;
  }

  get isAlarmed(): boolean {
    return this.#clock.now() - (this.signals.at(-1) ?? 0) > 3 * MINUTE_MS;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

describe('the watcher is watched', () => {
  const clock = new MovableClock(START);
  let folder: string;
  let monitor: OutsideMonitor;
  let gateway: Gateway;

  beforeEach(async () => {
    clock.set(START);
    folder = mkdtempSync(join(tmpdir(), 'loaxa-dead-man-'));
    for (const name of ['gateway.credential', 'roster.token']) writeFileSync(join(folder, name), 'x'.repeat(43));
    monitor = new OutsideMonitor(clock);
    await monitor.start();
    gateway = await open();
  });
  afterEach(async () => {
    await gateway.stop();
    await monitor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(): Promise<Gateway> {
    const config = readConfig({ LOAXA_DATA_DIR: folder, LOAXA_DEAD_MAN_URL: monitor.url });
    const database = new Database(config.databaseUrl, { durable: false });
    // The monotonic clock goes with the wall clock: what a machine is like whose clock nobody sets.
    const parts = { log: silentLog, clock, monotonic: () => clock.now(), database };
    const opened = await createGateway(config, parts);
    await opened.load();
    return opened;
  }

  /** What the ticks of a minute do: the echo comes back, the watch is stored, the checks are looked at. */
  async function minutes(count: number, { echo = true } = {}): Promise<void> {
    for (let minute = 0; minute < count; minute++) {
      for (let second = 0; second < 60; second += 10) {
        clock.set(clock.now() + 10 * SECOND_MS);
        if (echo) gateway.watch.echo(clock.now());
      }
      await gateway.presence.flush();
      await gateway.probes.look({ failures: new Map(), running: new Map() });
      await gateway.deadMan.tick();
    }
  }
  async function untilAlarm(pass: () => Promise<void>): Promise<number> {
    const from = clock.now();
    while (!monitor.isAlarmed && clock.now() - from < HOUR_MS) await pass();
    return clock.now() - from;
  }
  const openFaults = async () => (await gateway.faults.list({ open: true, limit: 50 })).map(({ kind }) => kind);

  it('a stopped gateway is noticed outside within five minutes; the hours after are a gap, shown and told once', async () => {
    await minutes(10);
    expect([monitor.signals.length, monitor.isAlarmed]).toEqual([10, false]);
    await gateway.stop();
    const stopped = clock.now();
    const noticed = await untilAlarm(async () => clock.set(clock.now() + 10 * SECOND_MS));
    expect(noticed).toBeLessThanOrEqual(5 * MINUTE_MS);

    clock.set(stopped + 5 * HOUR_MS);
    gateway = await open();
    await minutes(3);
    await gateway.faults.tick(clock.now());
    const told = await gateway.faults.list({ open: false, limit: 50 });
    expect(told).toMatchObject([{ kind: 'watch-gap', until: expect.any(Number) }]);
    expect(await openFaults()).toEqual([]);
    expect(monitor.isAlarmed).toBe(false);
    const { gaps } = await gateway.gaps();
    expect(gaps).toHaveLength(1);
    const [gap = { from: 0, to: 0 }] = gaps;
    expect(Math.abs(gap.to - gap.from - 5 * HOUR_MS)).toBeLessThan(MINUTE_MS);
  });

  it('a gateway that runs but hears nobody is noticed as well, and says why on its page', async () => {
    await minutes(3);
    expect(await untilAlarm(() => minutes(1, { echo: false }))).toBeLessThanOrEqual(5 * MINUTE_MS);
    expect(gateway.deadMan.state.heldBack).toEqual(['broker']);
    expect(gateway.health.stateOf('dead-man')).toBe('strained');
  });

  it('a sign that does not get out is a fault after three minutes, over with the next that does', async () => {
    await minutes(1);
    monitor.status = 500;
    await minutes(3);
    await gateway.faults.tick(clock.now());
    expect(await openFaults()).toEqual([]);
    await minutes(1);
    await gateway.faults.tick(clock.now());
    expect(await openFaults()).toEqual(['dead-man-failing']);
    expect(gateway.deadMan.state).toMatchObject({ failed: 'HTTP 500', fixed: true });
    monitor.status = 200;
    await minutes(1);
    await gateway.faults.tick(clock.now());
    expect(await openFaults()).toEqual([]);
  });
});
