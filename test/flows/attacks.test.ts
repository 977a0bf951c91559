import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EntrySigner } from '../../firmware-sim/core/signer.ts';
import type { FleetNode } from '../../firmware-sim/fleet/fleet-node.ts';
import { Database } from '../../gateway/database/database.ts';
import { KeyFiles, readKey } from '../../gateway/keys/key-files.ts';
import type { Node } from '../../protocol/api/areas.ts';
import type { Run } from '../../protocol/api/broadcast.ts';
import { COMMAND_TYP, ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws, joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import type { Command } from '../../protocol/messages/downlink.ts';
import { gatewayUsername } from '../../protocol/sign-in.ts';
import { topicOf } from '../../protocol/topics.ts';
import { approvedBulletin, type Commune, everyPreparedMessage, foundCommune } from './commune.ts';
import { Enemy, fixedHeader, rawPublish } from './enemy.ts';
import { BEAT_MS, enrolFleet, Figures, startFleet, stateHash } from './good-fleet.ts';
import { eventually, freePort, Running } from './processes.ts';
import { System } from './system.ts';

const GOOD = 200;
const MIB = 1024 * 1024;
/** Long enough for a thousand beats, so that a tenth of them is no chance. */
const WATCHED_MS = 2_000;
/** Whoever speaks with the gateway's own credential throws it off for a moment: beats (QoS 0) of that moment are lost. */
const THROWN_OFF_SHARE = 0.5;

type Play = Extract<Command, { type: 'play' }>;

describe(`${GOOD} good nodes on a system under attack`, () => {
  let system: System;
  let figures: Figures;
  let database: Database;
  let fleet: Running;
  /** Enrolled, and in the hands of somebody who means harm. */
  let stolen: FleetNode;
  let good: readonly FleetNode[];
  let commune: Commune;
  let victim: Node;
  let genuine: { claims: Play; jws: string };
  let undisturbed = 0;
  let calm: { state: string; broker: number; gateway: number };
  const enemies: Enemy[] = [];

  beforeAll(async () => {
    const brokerMetrics = await freePort();
    system = await System.start(async () => ({
      environment: { LOAXA_BROKER_METRICS_PORT: String(brokerMetrics) },
      admit: () => undefined,
    }));
    system.startBroker();
    await system.broker?.ready;
    commune = await foundCommune(system);
    await system.gateway?.stop();
    [stolen, ...good] = (await enrolFleet(system, commune.hamlet.id, GOOD + 1)) as [FleetNode, ...FleetNode[]];
    await system.startGateway();
    figures = new Figures({ gateway: system.ports.http, broker: brokerMetrics });
    database = new Database(`sqlite:${join(system.folder, 'loaxa.db')}`);
    fleet = await startFleet(system, good);
    victim = await system.addNode(commune.admin, commune.hamlet, 'V-1');
    [genuine] = await Promise.all([airOnce(), everyPreparedMessage(commune.admin)]);
    await settled();
    undisturbed = await beatsIn(2 * WATCHED_MS);
    expect(undisturbed).toBeGreaterThan((GOOD * 0.9 * 1_000) / BEAT_MS);
  }, 300_000);

  afterAll(async () => {
    await fleet?.stop();
    await database?.stop();
    await system?.stop();
  }, 60_000);

  beforeEach(async () => {
    calm = { state: await stateHash(database, stolen.node), ...memory() };
  });
  afterEach(async () => {
    for (const enemy of enemies.splice(0)) enemy.leave();
    expect(await stateHash(database, stolen.node)).toBe(calm.state);
    const after = memory();
    expect(after.broker - calm.broker).toBeLessThan(96);
    expect(after.gateway - calm.gateway).toBeLessThan(128);
  });

  /** Beats a second that the gateway took during so long. */
  async function beatsIn(ms: number): Promise<number> {
    const [from, before] = [performance.now(), await figures.beats()];
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ((await figures.beats()) - before) / ((performance.now() - from) / 1_000);
  }

  const settled = () =>
    eventually(
      'all are online and what was started is stored',
      async () => (await figures.read('loaxa_nodes', 'state="online"')) >= GOOD + 1 || undefined,
      60_000,
    );

  /** Runs an attack while the good nodes beat; they must be heard as before, and all of them be online. */
  async function during(name: string, attack: () => Promise<void>, share = 0.9): Promise<void> {
    const [from, before] = [performance.now(), await figures.beats()];
    await Promise.all([attack(), new Promise((resolve) => setTimeout(resolve, WATCHED_MS))]);
    const seconds = (performance.now() - from) / 1_000;
    const rate = ((await figures.beats()) - before) / seconds;
    console.info(
      JSON.stringify({
        attack: name,
        seconds: round(seconds),
        beatsPerSecond: round(rate),
        undisturbed: round(undisturbed),
      }),
    );
    expect(rate).toBeGreaterThanOrEqual(share * undisturbed);
    await settled();
  }

  function memory() {
    const mb = (running: Running | undefined) =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${running?.pid}/status`, 'utf8'))?.[1]) / 1024;
    return { broker: mb(system.broker), gateway: mb(system.gateway) };
  }

  async function enemy(): Promise<Enemy> {
    const made = await Enemy.dial(system.ports.mqtt);
    enemies.push(made);
    return made;
  }
  async function signedIn(): Promise<Enemy> {
    const made = await enemy();
    expect(await made.signIn(stolen.node, stolen.credential)).toBe(0);
    return made;
  }
  /** As many at a time as a machine with a few cores has hands. */
  async function many(count: number, one: (index: number) => Promise<void>): Promise<void> {
    let next = 0;
    const hand = async () => {
      while (next < count) await one(next++);
    };
    await Promise.all(Array.from({ length: 20 }, hand));
  }
  const other = () => good[0] as FleetNode;

  interface Attack {
    readonly name: string;
    /** The figure that must rise, and at least by how much. */
    readonly trace: readonly [name: string, label: string, by: number];
    readonly run: () => Promise<void>;
  }

  const ownTopic = (channel: 'birth' | 'beat' | 'log' | 'state') => topicOf(channel, { node: stolen.node });
  const beatWith = (fields: object) => ({
    ...{ v: 1, node: stolen.node, session: ulid(), seq: 1, at: Date.now(), uptimeMs: 1, beatMs: 30_000, ...fields },
  });
  /** Says something as the stolen node and waits until the broker has taken it. */
  async function sayAsStolen(topic: string, payload: string): Promise<void> {
    const client = await signedIn();
    client.say({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false, messageId: 1 });
    expect(await client.answer('puback')).toBeDefined();
    client.leave();
  }
  const logOf = (entries: readonly string[]) => JSON.stringify({ v: 1, node: stolen.node, entries });
  const entryOf = (seq: number, fields: object = {}) => ({
    ...{ v: 1 as const, node: stolen.node, log: LOG, seq, at: Date.now(), clock: 'trusted' as const },
    ...{ kind: 'power' as const, body: { state: 'back' as const, source: 'mains' as const }, ...fields },
  });
  const LOG = ulid();
  function jwsWith(head: object, payload: object, key: KeyObject): string {
    const input = jwsSigningInput({ alg: 'EdDSA', kid: stolen.node, typ: ENTRY_TYP, ...head } as never, payload);
    return joinJws(input, sign(null, Buffer.from(input), key));
  }
  const stolenKey = () =>
    createPrivateKey({ key: Buffer.from(stolen.privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
  const hmac = (head: object, payload: object, secret: string) => {
    const input = jwsSigningInput({ alg: 'HS256', ...head } as never, payload);
    return `${input}.${createHmac('sha256', Buffer.from(secret, 'base64url')).update(input).digest('base64url')}`;
  };

  const ATTACKS: readonly Attack[] = [
    {
      name: '2,000 sign-ins of good nodes with wrong passwords',
      trace: ['loaxa_broker_refused_total', 'kind="bad-credential"', 2_000],
      run: () =>
        many(2_000, async (index) => {
          const client = await Enemy.dial(system.ports.mqtt);
          expect(await client.signIn((good[index % GOOD] as FleetNode).node, 'x'.repeat(43))).toBe(4);
          client.leave();
        }),
    },
    {
      name: '400 sign-ins of people with wrong passwords, from as many addresses as the attacker likes to name',
      trace: ['loaxa_http_refused_total', '', 400],
      run: () =>
        many(400, async (index) => {
          const answer = await fetch(`${system.url}/api/v1/session`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.51.100.${index % 8}` },
            body: JSON.stringify({ username: 'admin', password: `guess-number-${index}` }),
          });
          expect([401, 429]).toContain(answer.status);
        }),
    },
    {
      name: '1,000 half-open connections',
      trace: ['loaxa_broker_dropped_total', 'why="connect-timeout"', 1_000],
      run: async () => {
        const open = await Promise.all(Array.from({ length: 1_000 }, () => Enemy.dial(system.ports.mqtt)));
        enemies.push(...open);
        for (const [index, client] of open.entries())
          if (index % 2 === 0) client.write(Buffer.from([0x10, 0x40, 0x00]));
        await Promise.all(open.map((client) => client.closed));
      },
    },
    {
      name: '300 packets announced as 100 MB, before and after signing in',
      trace: ['loaxa_broker_refused_total', 'kind="oversized-packet"', 300],
      run: async () => {
        const announce = async (client: Enemy, first: number) => {
          client.write(fixedHeader(first, 100 * MIB));
          client.write(Buffer.alloc(MIB));
          await client.closed;
        };
        await many(285, async () => announce(await enemy(), 0x10));
        // One after another: two signed in under one name at once would throw each other off before they announce anything.
        for (let left = 15; left > 0; left--) await announce(await signedIn(), 0x30);
      },
    },
    {
      name: '300 connections that speak no MQTT',
      trace: ['loaxa_broker_refused_total', 'kind="malformed-packet"', 300],
      run: () =>
        many(300, async (index) => {
          const client = await enemy();
          const noise = ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x02\x00', '\xf0\x00', '\x10\x80\x80\x80\x80'];
          client.write(Buffer.from(noise[index % noise.length] ?? '', 'latin1'));
          await client.closed;
        }),
    },
    {
      name: "publishes to everybody's topics: of others, of the gateway, $SYS, 200 levels, __proto__",
      trace: ['loaxa_broker_refused_total', 'kind="denied-publish"', 7],
      run: async () => {
        const client = await signedIn();
        const topics = [
          ...[topicOf('beat', { node: other().node }), topicOf('state', { node: other().node })],
          ...[topicOf('command', { node: other().node }), topicOf('host', { gateway: 'main' }), '$SYS/x'],
          ...['__proto__', `loa/v1/up/00/${stolen.node}/__proto__`],
        ];
        for (const [index, topic] of topics.entries()) {
          const payload = JSON.stringify(beatWith({ node: other().node }));
          client.say({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: true, messageId: index + 1 });
          // Acknowledged and gone nowhere: an error would only make it come again.
          expect(await client.answer('puback')).toBeDefined();
        }
        expect(client.isClosed).toBe(false);
      },
    },
    {
      name: 'topics that are none: wildcards, emptiness, 200 levels',
      trace: ['loaxa_broker_dropped_total', 'why="malformed"', 4],
      run: async () => {
        for (const topic of ['#', 'loa/v1/+/beat', '', Array(200).fill('x').join('/')]) {
          const client = await signedIn();
          client.write(rawPublish(topic, 'x'));
          await client.closed;
        }
      },
    },
    {
      name: 'subscriptions to what others hear',
      trace: ['loaxa_broker_refused_total', 'kind="denied-subscribe"', 8],
      run: async () => {
        const client = await signedIn();
        const filters = ['#', '$SYS/#', '+/+/#', 'loa/v1/#', 'loa/v1/up/#', 'loa/v1/grp/+/cmd', '__proto__'];
        for (const [index, topic] of [...filters, topicOf('command', { node: other().node })].entries()) {
          client.say({ cmd: 'subscribe', messageId: index + 1, subscriptions: [{ topic, qos: 1 }] });
          expect(await client.answer('suback')).toMatchObject({ granted: [128] });
        }
      },
    },
    {
      name: "last wills on others' topics",
      trace: ['loaxa_broker_refused_total', 'kind="denied-publish"', 3],
      run: async () => {
        const topics = [topicOf('state', { node: other().node }), topicOf('host', { gateway: 'main' }), '$SYS/will'];
        for (const topic of topics) {
          const client = await enemy();
          const will = { topic, payload: Buffer.from('lost'), qos: 1 as const, retain: true };
          expect(await client.signIn(stolen.node, stolen.credential, will)).toBe(5);
        }
      },
    },
    {
      name: 'one node signing in over itself 50 times',
      trace: ['loaxa_broker_refused_total', 'kind="duplicate-id"', 49],
      run: async () => {
        let last: Enemy | undefined;
        for (let index = 0; index < 50; index++) {
          const next = await signedIn();
          await last?.closed;
          last = next;
        }
        expect(last?.isClosed).toBe(false);
      },
    },
    {
      name: 'bodies of other forms, of another node, and nested ten thousand deep',
      trace: ['loaxa_messages_dropped', '', 6],
      run: async () => {
        const deep = `{"v":${'['.repeat(8_000)}${']'.repeat(8_000)}}`;
        const proto = `{"v":1,"__proto__":{"node":"${stolen.node}","session":"x"}}`;
        for (const body of ['', 'x', deep, proto, '{"v":2}', JSON.stringify(beatWith({ node: other().node }))])
          await sayAsStolen(ownTopic('beat'), body);
      },
    },
    {
      name: 'log entries forged by another key, by HMAC with the public key, and for another node',
      trace: ['loaxa_intake_entries', 'kind="entry-forged"', 2],
      run: async () => {
        const stranger = generateKeyPairSync('ed25519').privateKey;
        const forged = [
          jwsWith({}, entryOf(7), stranger),
          jwsWith({}, { ...entryOf(8), node: other().node }, stolenKey()),
          hmac({ kid: stolen.node, typ: ENTRY_TYP }, entryOf(9), new EntrySigner(stolen.privateKey).publicKey),
        ];
        await sayAsStolen(ownTopic('log'), logOf(forged));
      },
    },
    {
      name: 'log entries truncated, unsigned, and of another type',
      trace: ['loaxa_intake_entries', 'kind="entry-malformed"', 5],
      run: async () => {
        const whole = jwsWith({}, entryOf(7), stolenKey());
        const unsigned = `${jwsSigningInput({ alg: 'none', kid: stolen.node, typ: ENTRY_TYP } as never, entryOf(7))}.`;
        const odd = [
          ...[whole.slice(0, -20), whole.slice(20), unsigned],
          ...[jwsWith({ typ: COMMAND_TYP }, entryOf(7), stolenKey()), jwsWith({}, { v: 1 }, stolenKey())],
        ];
        await sayAsStolen(ownTopic('log'), logOf(odd));
      },
    },
  ];

  it.each(ATTACKS)(
    '$name: refused, counted, and the good nodes are heard as before',
    async ({ name, trace: [figure, label, by], run }) => {
      const before = await figures.read(figure, label);
      await during(name, async () => {
        await run();
        await figures.risen(figure, label, before, by);
      });
    },
    90_000,
  );

  it('3,500 requests of one address are held back at 3,000, and others are served', async () => {
    const before = await figures.read('loaxa_http_refused_total', 'code="too-many-requests"');
    await during('flood of requests', async () => {
      const from = (address: string) =>
        fetch(`${system.url}/api/v1/nodes`, { headers: { 'x-forwarded-for': address } }).then(async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        });
      const statuses = new Map<number, number>();
      await many(3_500, async () => {
        const status = await from('198.51.100.77');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      });
      expect(statuses.get(429)).toBeGreaterThanOrEqual(400);
      expect(await from('198.51.100.78')).toBe(401);
      await figures.risen('loaxa_http_refused_total', 'code="too-many-requests"', before, 400);
    });
  }, 90_000);

  describe('by a thief of the gateway’s credential at the broker', () => {
    const heldKey = () => {
      const files = new KeyFiles(join(system.folder, 'keys'));
      return readKey(files.privateOf('command', decodeHead().kid));
    };
    const commandKey = () => heldKey().privateKey;
    const head = () => ({ kid: decodeHead().kid, typ: COMMAND_TYP });
    const decodeHead = () => decodeJws(genuine.jws, COMMAND_TYP).header;
    const variant = (changes: Partial<Play> = {}): Play => {
      const now = Date.now();
      const args = { ...genuine.claims.args, run: { run: ulid() }, startAt: now };
      return { ...genuine.claims, id: ulid(), iat: now, nbf: now - 1_000, exp: now + 60_000, args, ...changes };
    };
    const publicKey = () => heldKey().publicKey;

    it.each<[string, string, () => string]>([
      [
        'forged with a key of his own',
        'not-signed',
        () => jwsWith(head(), variant(), generateKeyPairSync('ed25519').privateKey),
      ],
      ['truncated', 'not-signed', () => jwsWith(head(), variant(), commandKey()).slice(0, -20)],
      ['of no algorithm', 'not-signed', () => `${jwsSigningInput({ alg: 'none', ...head() } as never, variant())}.`],
      ['of HMAC with the public key', 'not-signed', () => hmac(head(), variant(), publicKey())],
      [
        'with a key of its own inside',
        'not-signed',
        () => jwsWith({ ...head(), jwk: { kty: 'OKP' } }, variant(), commandKey()),
      ],
      ['expired an hour ago', 'expired', () => jwsWith(head(), variant({ exp: Date.now() - 3_600_000 }), commandKey())],
      [
        'for another node',
        'not-addressed',
        () => jwsWith(head(), variant({ aud: { node: other().node } }), commandKey()),
      ],
    ])(
      'a command %s is refused by the node in a signed entry, and counted',
      async (name, reason, make) => {
        const label = `reason="${reason}"`;
        const before = await figures.read('loaxa_node_refusals', label);
        await during(
          `command ${name}`,
          async () => {
            await sayAsThief('main', make());
            await figures.risen('loaxa_node_refusals', label, before, 1);
          },
          THROWN_OFF_SHARE,
        );
        expect(await sounds()).toBe(1);
      },
      60_000,
    );

    it('he is nobody under another name than the gateway’s', async () => {
      const before = await figures.read('loaxa_broker_refused_total', 'kind="bad-credential"');
      const thief = await enemy();
      const credential = readFileSync(join(system.folder, 'gateway.credential'), 'utf8').trim();
      await during('the gateway’s credential under another name', async () => {
        expect(await thief.signIn(gatewayUsername('unnoticed'), credential)).toBe(4);
      });
      await figures.risen('loaxa_broker_refused_total', 'kind="bad-credential"', before, 1);
    }, 30_000);

    it('a genuine command said again, also after the node was restarted, makes no second sound', async () => {
      const takeovers = await figures.read('loaxa_broker_refused_total', 'kind="duplicate-id"');
      const replay = async () => {
        const before = await figures.read('loaxa_node_refusals', 'reason="not-signed"');
        // The forgery behind it is refused in turn: then the replay has been read.
        await sayAsThief('main', genuine.jws, genuine.jws.slice(0, -20));
        await figures.risen('loaxa_node_refusals', 'reason="not-signed"', before, 1);
        expect(await sounds()).toBe(1);
      };
      await replay();
      await system.nodeProcess(victim.id).kill();
      const births = await figures.read('loaxa_uplink_messages_total', 'channel="birth"');
      system.restartNode(victim.id);
      await figures.risen('loaxa_uplink_messages_total', 'channel="birth"', births, 1);
      await settled();
      await replay();
      // Whoever speaks with the gateway's own credential throws the gateway off, and that is counted.
      await figures.risen('loaxa_broker_refused_total', 'kind="duplicate-id"', takeovers, 2);
    }, 60_000);

    it('a node whose clock was set back two hours does not obey what was valid then', async () => {
      await system.nodeProcess(victim.id).kill();
      const shim = join(system.folder, 'set-back.mjs');
      writeFileSync(shim, 'const now = Date.now.bind(Date); Date.now = () => now() - 7_200_000;\n');
      const births = await figures.read('loaxa_uplink_messages_total', 'channel="birth"');
      const setBack = new Running(
        'set back',
        'dist/firmware-sim/main.js',
        [
          'node',
          '--state',
          system.stateOf(victim.id),
          '--url',
          system.url,
          '--sink',
          'null',
          '--sensor',
          'microphone',
          '--horns',
          '3',
          '--clock',
          'system',
        ],
        { LOAXA_LOG_LEVEL: 'info', NODE_OPTIONS: `--import ${pathToFileURL(shim)}` },
      );
      try {
        await figures.risen('loaxa_uplink_messages_total', 'channel="birth"', births, 1);
        const before = await figures.read('loaxa_node_refusals', 'reason="expired"');
        const then = Date.now() - 7_200_000;
        await sayAsThief(
          'main',
          jwsWith(head(), variant({ iat: then, nbf: then - 60_000, exp: then + 600_000 }), commandKey()),
        );
        await figures.risen('loaxa_node_refusals', 'reason="expired"', before, 1);
      } finally {
        await setBack.stop();
        system.restartNode(victim.id);
      }
      await settled();
    }, 60_000);

    /** He can only be the gateway itself, and throws it off: that is counted. */
    async function sayAsThief(as: 'main', ...said: readonly string[]): Promise<void> {
      const thief = await enemy();
      const credential = readFileSync(join(system.folder, 'gateway.credential'), 'utf8').trim();
      expect(await thief.signIn(gatewayUsername(as), credential)).toBe(0);
      const topic = topicOf('command', { node: victim.id });
      for (const [index, jws] of said.entries()) {
        const payload = JSON.stringify({ v: 1, jws });
        thief.say({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false, messageId: index + 1 });
        expect(await thief.answer('puback')).toBeDefined();
      }
      thief.leave();
    }

    /** How often the victim has really played, by its own receipts. */
    const sounds = async () =>
      (await database.read('evidence_leaves').where({ node_id: victim.id, kind: 'receipt' })).length;
  });

  it('entries said again after the gateway was restarted are known, and change nothing', async () => {
    const jws = jwsWith({}, entryOf(0), stolenKey());
    const stored = await figures.read('loaxa_intake_entries', 'kind="stored"');
    await sayAsStolen(ownTopic('log'), logOf([jws]));
    await figures.risen('loaxa_intake_entries', 'kind="stored"', stored, 1);
    await system.gateway?.stop();
    await system.startGateway();
    await settled();
    // What the restart itself costs is not what the replay costs.
    await eventually(
      'the good nodes are heard as before',
      async () => (await beatsIn(2_000)) >= 0.95 * undisturbed || undefined,
      60_000,
    );
    calm = { state: await stateHash(database, stolen.node), ...memory() };
    await during('replay after a restart', async () => {
      await sayAsStolen(ownTopic('log'), logOf([jws, jws]));
      await figures.risen('loaxa_intake_entries', 'kind="duplicate"', 0, 2);
    });
  }, 150_000);

  /** One genuine play command, overheard on its way to the victim. */
  async function airOnce(): Promise<typeof genuine> {
    const spoken = { name: 'ngan', title: 'Chào', text: 'Xin chào bà con.' };
    const { bulletin } = await approvedBulletin(system, commune, spoken);
    const run = await commune.admin.post<Run>('/api/v1/runs', {
      bulletin: bulletin.id,
      targets: [{ node: victim.id }],
    });
    await eventually(
      'the genuine one is played',
      async () => (await commune.admin.get<Run>(`/api/v1/runs/${run.id}`)).counts.full === 1 || undefined,
    );
    const { jws } = await database.read('commands').where({ type: 'play' }).first();
    return { jws, claims: decodeJws(jws, COMMAND_TYP).payload as Play };
  }
});

const round = (value: number) => Math.round(value * 10) / 10;
