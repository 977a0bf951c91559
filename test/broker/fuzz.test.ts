import fc from 'fast-check';
import type { MqttClient } from 'mqtt';
import { generate, type Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topicOf } from '../../protocol/topics.ts';
import { gone, Rig, type TestNode, testNode, until } from './rig.ts';

/** The same streams on every run: a failure is found again. */
const SEED = 20_261_126;
const STREAMS = 400;
const GRACE_MS = 30;
const PINGRESP = generate({ cmd: 'pingresp' });

const topic = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('#', '+', '$SYS/#', '/'.repeat(200), '__proto__', 'loa/v1/up/00/x/beat', 'loa/v1/dn/+/cmd', ''),
);
const messageId = fc.integer({ min: 1, max: 65_535 });
const payload = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const qos = fc.constantFrom<0 | 1 | 2>(0, 1, 2);

/** Packets as a client may form them; mqtt-packet itself refuses some (an empty topic): those become plain noise. */
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc
    .record({ topic, payload, qos, retain: fc.boolean(), dup: fc.boolean(), messageId })
    .map((fields): Packet => ({ cmd: 'publish', ...fields })),
  fc.record({ messageId, topic, qos }).map(
    ({ messageId, topic, qos }): Packet => ({
      cmd: 'subscribe',
      messageId,
      subscriptions: [{ topic, qos }],
    }),
  ),
  fc
    .record({ messageId, topic })
    .map(({ messageId, topic }): Packet => ({ cmd: 'unsubscribe', messageId, unsubscriptions: [topic] })),
  fc
    .record({ cmd: fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp'), messageId })
    .map(({ cmd, messageId }) => ({ cmd, messageId }) as Packet),
  fc.constantFrom<Packet>({ cmd: 'pingreq' }, { cmd: 'disconnect' }, { cmd: 'pingresp' }),
  fc.record({ clientId: fc.string({ maxLength: 30 }), keepalive: fc.nat(65_535), topic, payload }).map(
    ({ clientId, keepalive, topic, payload }): Packet => ({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId,
      keepalive,
      username: clientId,
      password: payload,
      will: { topic, payload, qos: 1, retain: true },
    }),
  ),
);

const wellFormed = packet.chain((made) => {
  try {
    return fc.constant(generate(made));
  } catch {
    return payload;
  }
});

/** A well-formed packet with some bytes changed, cut off, doubled, or something in front of it. */
const mutated = fc
  .tuple(
    wellFormed,
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
    fc.nat(),
    fc.constantFrom('none', 'cut', 'double', 'noise'),
  )
  .map(([bytes, changes, at, how]) => {
    const changed = Buffer.from(bytes);
    for (const [place, value] of changes) if (changed.length > 0) changed[place % changed.length] = value;
    if (how === 'cut') return changed.subarray(0, at % (changed.length + 1));
    if (how === 'double') return Buffer.concat([changed, changed]);
    if (how === 'noise') return Buffer.concat([Buffer.of(at & 0xff, (at >> 8) & 0xff), changed]);
    return changed;
  });

const stream = fc.array(fc.oneof(wellFormed, mutated), { minLength: 1, maxLength: 8 });

describe('the broker under arbitrary bytes', () => {
  let rig: Rig;
  let gateway: MqttClient;
  let good: MqttClient;
  let bad: TestNode;
  let heard = 0;
  let heardOfBad = 0;
  const goodNode = testNode();

  beforeAll(async () => {
    bad = testNode();
    rig = await Rig.start([goodNode, bad]);
    gateway = await rig.asGateway();
    gateway.on('message', (about) => {
      if (about.includes(goodNode.id)) heard += 1;
      else if (!about.includes(bad.id)) heardOfBad += 1;
    });
    await gateway.subscribeAsync('loa/v1/up/#', { qos: 1 });
    good = await rig.asNode(goodNode);
  });
  afterAll(() => rig.close());

  /** The good node says one thing and the gateway hears it: the broker serves. */
  async function isServed(): Promise<void> {
    const before = heard;
    await good.publishAsync(topicOf('birth', { node: goodNode.id }), '{}', { qos: 1 });
    await until(() => heard > before);
  }

  /** Writes a stream, lets the broker read it to its end, and closes. A stream that ends in half a packet has no answer: it is given up soon. */
  async function pour(opening: Uint8Array | undefined, pieces: readonly Uint8Array[]): Promise<void> {
    const socket = await rig.socket();
    const ended = gone(socket);
    if (opening) {
      const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
      socket.write(opening);
      await answered;
    }
    for (const piece of pieces) if (!socket.destroyed) socket.write(piece);
    if (!socket.destroyed) socket.write(generate({ cmd: 'pingreq' }));
    const patience = setTimeout(() => socket.destroy(), GRACE_MS);
    socket.on('data', (bytes: Buffer) => {
      if (bytes.includes(PINGRESP)) socket.end();
    });
    await ended;
    clearTimeout(patience);
  }

  const connectOf = ({ id, credential }: TestNode) =>
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: id,
      keepalive: 60,
      username: id,
      password: Buffer.from(credential),
    });

  it.each([
    ['a stranger', () => undefined],
    ['a node that has signed in', () => connectOf(bad)],
  ])(
    'from %s: it never ends, never keeps the connection, and serves the others',
    async (_, opening) => {
      let poured = 0;
      await fc.assert(
        fc.asyncProperty(stream, async (pieces) => {
          await pour(opening(), pieces);
          poured += 1;
          if (poured % 25 === 0) await isServed();
        }),
        { numRuns: STREAMS, seed: SEED, endOnFailure: true },
      );
      await isServed();
      // Only the gateway and the good node are left.
      await until(async () => (await rig.metric('connections')) === 2);
      expect(await rig.metric('in_flight_messages')).toBe(0);
      expect(await rig.metric('retained_messages')).toBe(0);
      expect(heardOfBad).toBe(0);
      expect(await rig.refused('malformed-packet')).toBeGreaterThan(0);
      if (opening()) expect(await rig.refused('denied-publish')).toBeGreaterThan(0);
    },
    180_000,
  );

  it('does not grow: a second round of the same bytes leaves the heap where the first left it', async () => {
    const bytes = fc.sample(stream, { numRuns: 100, seed: SEED + 1 });
    const round = async () => {
      for (const pieces of bytes) await pour(connectOf(bad), pieces);
      await until(async () => (await rig.metric('connections')) === 2);
      return process.memoryUsage().heapUsed;
    };
    const first = await round();
    const second = await round();
    expect(second - first).toBeLessThan(32 * 1024 * 1024);
  }, 120_000);
});
