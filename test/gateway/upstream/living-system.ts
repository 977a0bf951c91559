import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { BoardNode } from '../../../firmware-sim/board/board-node.ts';
import type { Clock as DeviceClock } from '../../../firmware-sim/clock.ts';
import type { Clock } from '../../../gateway/clock.ts';
import { readConfig } from '../../../gateway/config.ts';
import { createGateway, type Gateway } from '../../../gateway/gateway.ts';
import { silentLog } from '../../../gateway/log.ts';
import { type HttpDoor, openHttp } from '../../../gateway/routes.ts';
import { ticksOf } from '../../../gateway/schedule.ts';
import type { Ticks } from '../../../gateway/ticks.ts';
import { startAedes, type TestBroker } from '../device-link/brokers.ts';
import { SOUND_CACHE } from '../sound-cache.ts';

/** Runs at the pace of the world, and is as much ahead of it as the test says. */
export class AheadClock implements Clock {
  #ahead: number;

  constructor(now: number) {
    this.#ahead = now - Date.now();
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  moveTo(now: number): void {
    this.#ahead = now - Date.now();
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(action, Math.min(delayMs, 2_147_483_647));
    return () => clearTimeout(timer);
  }

  /** The same time for a device. */
  get device(): DeviceClock {
    return {
      now: () => this.now(),
      monotonicMs: () => performance.now() + this.#ahead,
      after: (delayMs, action) => ({ cancel: this.after(delayMs, action) }),
    };
  }
}

/** The gateway with its doors and ticks, a broker and a device of ours, all of one time; the gateway may stop and start. */
export class LivingSystem {
  readonly clock: AheadClock;
  readonly folder = mkdtempSync(join(tmpdir(), 'loaxa-above-'));
  broker: TestBroker | undefined;
  gateway: Gateway | undefined;
  url = '';
  #door: HttpDoor | undefined;
  #ticks: Ticks | undefined;
  #board: BoardNode | undefined;

  constructor(now: number) {
    this.clock = new AheadClock(now);
  }

  async start(): Promise<Gateway> {
    this.broker ??= await startAedes();
    for (const name of ['gateway.credential', 'roster.token']) writeFileSync(join(this.folder, name), 'x'.repeat(43));
    const config = readConfig({
      ...SOUND_CACHE,
      ...{ LOAXA_DATA_DIR: this.folder, LOAXA_BROKER_URL: `mqtt://127.0.0.1:${this.broker.port}` },
      ...{ LOAXA_NOTIFY_PRIVATE: '127.0.0.1', LOAXA_RELAY_PRIVATE: '127.0.0.1' },
    });
    const gateway = await createGateway(config, { log: silentLog, clock: this.clock });
    await gateway.load();
    this.#ticks = ticksOf(gateway);
    this.#door = await openHttp(gateway, undefined);
    const port = this.url === '' ? 0 : Number(new URL(this.url).port);
    await this.#door.app.listen({ host: '127.0.0.1', port });
    this.url = `http://127.0.0.1:${(this.#door.app.server.address() as AddressInfo).port}`; // it listens on a port
    this.#door.feed.start();
    await gateway.start();
    this.#ticks.start();
    this.gateway = gateway;
    return gateway;
  }

  async stopGateway(): Promise<void> {
    await this.#ticks?.stop();
    this.#door?.feed.stop();
    await this.#door?.app.close();
    await this.gateway?.stop();
    this.gateway = undefined;
  }

  /** A node as the firmware team would build it, with horns that somebody hears. */
  async addDevice(code: string): Promise<void> {
    this.#board = await BoardNode.open(
      {
        ...{ state: join(this.folder, 'device'), url: this.url, code, sink: { kind: 'null' }, sensor: 'microphone' },
        ...{ horns: 2, horn: 'healthy', clockTrust: 'system', spreadMs: 0 },
      },
      { log: pino({ level: 'silent' }), clock: this.clock.device },
    );
    this.#board.start();
  }

  /** Has the device written down what became of this run? */
  deviceWrote(run: string): boolean {
    return readFileSync(join(this.folder, 'device', 'log.jsonl'), 'utf8').includes(run);
  }

  async close(): Promise<void> {
    this.#board?.stop();
    if (this.gateway) await this.stopGateway();
    await this.broker?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
