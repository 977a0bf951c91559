import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { retryDelayMs } from '../../broker/roster-feed.ts';
import { ALARMS_PATH, type BrokerAlarm, brokerAlarms, ROSTER_PATH, type Roster } from '../../protocol/roster.ts';
import { Rig, rosterOf, testNode, until } from './rig.ts';

const TOKEN = 'a token of at least thirty-two characters';
const node = testNode();

/** The gateway's side of the line: answers when there is news, like the real one. */
class GatewaySide {
  readonly asked: number[] = [];
  readonly alarms: BrokerAlarm[] = [];
  #app: FastifyInstance | undefined;
  #news: Roster | undefined;
  #tell: ((news: Roster) => void) | undefined;
  port = 0;

  async open(): Promise<void> {
    const app = Fastify({ forceCloseConnections: true });
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) await reply.code(401).send();
    });
    app.get<{ Querystring: { since: string } }>(ROSTER_PATH, async (request) => {
      const since = Number(request.query.since);
      this.asked.push(since);
      if (this.#news && this.#news.version > since) return this.#news;
      return new Promise<Roster>((resolve) => {
        this.#tell = resolve;
      });
    });
    app.post(ALARMS_PATH, async (request, reply) => {
      this.alarms.push(...brokerAlarms.parse(request.body).alarms);
      return reply.code(204).send();
    });
    await app.listen({ host: '127.0.0.1', port: this.port });
    const address = app.server.address();
    if (typeof address === 'object' && address) this.port = address.port;
    this.#app = app;
  }

  say(news: Roster): void {
    this.#news = news;
    this.#tell?.(news);
    this.#tell = undefined;
  }

  async close(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }
}

let gateway: GatewaySide;
let dataDir: string;
let rig: Rig | undefined;
const line = () => ({ dataDir, gateway: { origin: `http://127.0.0.1:${gateway.port}`, token: TOKEN } });
beforeEach(async () => {
  gateway = new GatewaySide();
  dataDir = await mkdtemp(join(tmpdir(), 'loaxa-broker-'));
  await gateway.open();
});
afterEach(async () => {
  await rig?.close();
  rig = undefined;
  await gateway.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Version of the roster on disk; 0 while there is none or a damaged one. */
const kept = () =>
  readFile(join(dataDir, 'broker', 'roster.json'), 'utf8')
    .then((text) => (JSON.parse(text) as Roster).version)
    .catch(() => 0);

describe('the roster from the gateway', () => {
  test('nodes get in once the gateway has told the roster, and those it adds later too', async () => {
    rig = await Rig.start(undefined, line());
    await expect(rig.asNode(node)).rejects.toMatchObject({ code: 3 });
    gateway.say(rosterOf([node], 5));
    await until(async () => (await rig?.metric('roster_nodes')) === 1);
    await rig.asNode(node);
    await until(() => gateway.asked.includes(5));
    const late = testNode();
    gateway.say({ ...rosterOf([late], 6), full: false });
    await until(async () => (await rig?.metric('roster_nodes')) === 2);
    await rig.asNode(late);
  });

  test('it is kept on disk for the owner alone, and nodes come back with it while the gateway is down', async () => {
    rig = await Rig.start(undefined, line());
    gateway.say(rosterOf([node], 5));
    await until(async () => (await kept()) === 5);
    expect((await stat(join(dataDir, 'broker', 'roster.json'))).mode & 0o777).toBe(0o600);
    await gateway.close();
    await rig.broker.stop();

    rig = await Rig.start(undefined, line());
    await rig.asNode(node);
    await gateway.open();
    await until(() => gateway.asked.at(-1) === 5);
    gateway.say({ version: 6, full: false, nodes: [], removed: [node.id] });
    await until(async () => (await rig?.metric('roster_nodes')) === 0);
  });

  test('a damaged file on disk is said in the log and replaced by what the gateway tells', async () => {
    rig = await Rig.start(undefined, line());
    gateway.say(rosterOf([node], 5));
    await until(async () => (await kept()) === 5);
    await rig.broker.stop();
    await writeFile(join(dataDir, 'broker', 'roster.json'), '{"version":5,');
    rig = await Rig.start(undefined, line());
    await until(async () => (await rig?.metric('roster_nodes')) === 1);
    expect(rig.log.lines.some((entry) => entry.level === 'error' && entry.message.includes('damaged'))).toBe(true);
    await until(async () => (await kept()) === 5);
  });

  test('what was refused reaches the gateway in batches, counted', async () => {
    rig = await Rig.start(undefined, line());
    gateway.say(rosterOf([node], 5));
    await until(async () => (await rig?.metric('roster_nodes')) === 1);
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(rig.asNode({ ...node, credential: 'wrong' })).rejects.toThrow();
    await rig.broker.stop();
    expect(gateway.alarms).toMatchObject([{ kind: 'bad-credential', node: node.id, address: '127.0.0.1', count: 3 }]);
  });

  test('with a token the gateway does not know the broker says so and goes on with what it has', async () => {
    rig = await Rig.start(undefined, { ...line(), gateway: { origin: line().gateway.origin, token: 'another' } });
    await until(
      () =>
        rig?.log.lines.some(
          (entry) => entry.level === 'warn' && entry.message.includes('no roster from the gateway'),
        ) ?? false,
    );
    await rig.asGateway();
  });
});

describe('the back-off', () => {
  test('grows exponentially to five seconds and is spread over the whole of it', () => {
    expect([0, 1, 2, 10].map((failures) => retryDelayMs(failures, 1))).toEqual([500, 1_000, 2_000, 5_000]);
    expect(retryDelayMs(10, 0)).toBe(0);
  });
});
