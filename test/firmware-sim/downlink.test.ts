import { createHmac, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoardNode, type BoardOptions } from '../../firmware-sim/board/board-node.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { COMMAND_TYP, CONFIG_TYP, PLAN_TYP } from '../../protocol/channels.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import { jwsSigningInput, toBase64Url } from '../../protocol/jws.ts';
import { topicOf } from '../../protocol/topics.ts';
import { HOUR, playCommand, TinyGateway, until } from './tiny-gateway.ts';

const log = pino({ level: 'silent' });
const stranger = generateKeyPairSync('ed25519');
const OTHER = benchIdentity('others', 1).node;
const GROUP = areaIdFrom(Buffer.alloc(10, 3));

describe('what comes down the line', () => {
  let gateway: TinyGateway;
  let folder: string;
  let board: BoardNode;
  let node: string;

  const options = (): BoardOptions => ({
    state: folder,
    url: gateway.httpUrl,
    code: 'CLAIM-CODE-1',
    sink: { kind: 'null' },
    sensor: 'current',
    horns: 2,
    horn: 'healthy',
    clockTrust: 'system',
    spreadMs: 0,
  });
  const open = async () => {
    board = await BoardNode.open(options(), { log });
    node = board.identity.node;
    const births = gateway.births.length;
    board.start();
    await until(
      () => gateway.births.length > births,
      () => 'birth',
    );
  };
  const ackOf = (id: string, status?: string) =>
    gateway.acks.find((ack) => ack.command === id && (status === undefined || ack.status === status));

  beforeEach(async () => {
    gateway = new TinyGateway();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-node-'));
    await gateway.start();
    await open();
  });
  afterEach(async () => {
    board.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a stop command rightly signed and addressed is obeyed', async () => {
    const stop = { ...playCommand({ node }), type: 'stop', args: {} } as const;
    await gateway.command(stop);
    await until(
      () => ackOf(stop.id, 'done') !== undefined,
      () => JSON.stringify(gateway.acks),
    );
    expect(gateway.problems).toEqual([]);
  });

  const hostile: [string, string, (node: string) => string][] = [
    [
      'signed by a stranger under the right kid',
      'not-signed',
      (to) => gateway.sign(COMMAND_TYP, playCommand({ node: to }), {}, stranger.privateKey),
    ],
    [
      'signed under a kid nobody knows',
      'not-signed',
      (to) => gateway.sign(COMMAND_TYP, playCommand({ node: to }), { kid: 'other' }),
    ],
    [
      'alg none',
      'not-signed',
      (to) =>
        `${jwsSigningInput({ alg: 'none', kid: gateway.kid, typ: COMMAND_TYP } as never, playCommand({ node: to }))}.`,
    ],
    ['HS256 keyed with our public key', 'not-signed', (to) => hs256(gateway, playCommand({ node: to }))],
    ['a config passed off as a command', 'not-signed', (to) => gateway.sign(CONFIG_TYP, playCommand({ node: to }))],
    [
      'carrying its own key',
      'not-signed',
      (to) => gateway.sign(COMMAND_TYP, playCommand({ node: to }), { jwk: { kty: 'OKP' } }),
    ],
    ['truncated', 'not-signed', (to) => gateway.sign(COMMAND_TYP, playCommand({ node: to })).slice(0, -20)],
    [
      'one bit of its payload changed',
      'not-signed',
      (to) => flipped(gateway.sign(COMMAND_TYP, playCommand({ node: to }))),
    ],
    [
      'expired',
      'expired',
      (to) =>
        gateway.sign(COMMAND_TYP, playCommand({ node: to }, { exp: Date.now() - 1_000, nbf: Date.now() - 5_000 })),
    ],
    [
      'not valid before an hour from now',
      'bad-command',
      (to) =>
        gateway.sign(COMMAND_TYP, playCommand({ node: to }, { nbf: Date.now() + HOUR, exp: Date.now() + 2 * HOUR })),
    ],
    ['addressed to another node', 'not-addressed', () => gateway.sign(COMMAND_TYP, playCommand({ node: OTHER }))],
    [
      'addressed to a group it is not in',
      'not-addressed',
      () => gateway.sign(COMMAND_TYP, playCommand({ group: GROUP })),
    ],
    ['of a version unknown', 'unsupported', (to) => gateway.sign(COMMAND_TYP, { ...playCommand({ node: to }), v: 2 })],
    [
      'of a type unknown',
      'bad-command',
      (to) => gateway.sign(COMMAND_TYP, { ...playCommand({ node: to }), type: 'sing' }),
    ],
  ];
  it.each(hostile)('a command %s is refused as %s, in a signed entry, and nothing sounds', async (_, reason, make) => {
    await gateway.send('command', { node }, make(node));
    await until(
      () => gateway.refusals().includes(reason),
      () => JSON.stringify(gateway.entries),
    );
    expect(board.node.speaker.desk.playing).toBeUndefined();
    expect(gateway.receipts).toEqual([]);
    expect(gateway.acks.every((ack) => ack.status === 'rejected')).toBe(true);
    expect(gateway.problems).toEqual([]);
  });

  it('what is not JSON, or has no envelope, is refused', async () => {
    await gateway.sendRaw(topicOf('command', { node }), 'noise');
    await gateway.sendRaw(topicOf('command', { node }), '{"v":1}');
    await until(
      () => gateway.refusals().length === 2,
      () => JSON.stringify(gateway.entries),
    );
    expect(gateway.refusals()).toEqual(['bad-command', 'bad-command']);
  });

  it('a second copy gets the stored ack and does nothing more, also after a restart of the node', async () => {
    const play = playCommand({ node }, { class: 'normal', args: { startAt: Date.now() + HOUR } });
    await gateway.command(play);
    await until(
      () => ackOf(play.id, 'accepted') !== undefined,
      () => 'first ack',
    );
    const first = ackOf(play.id, 'accepted');
    board.stop();
    await open();
    gateway.acks.length = 0;
    await gateway.command(play);
    await until(
      () => gateway.acks.length > 0,
      () => 'second ack',
    );
    expect(gateway.acks).toEqual([first]);
    expect(board.node.speaker.desk.claims().filter((claim) => claim.command === play.id)).toHaveLength(1);
  });

  it('a config or plan pointer older than the one held is refused, the same version is nothing new', async () => {
    await gateway.configure(node, 10, { beatMs: 60_000 });
    await until(
      () => board.node.speaker.config?.version === 10,
      () => 'config',
    );
    await gateway.configure(node, 10, { beatMs: 90_000 });
    await gateway.configure(node, 9, { beatMs: 5_000 });
    await until(
      () => gateway.refusals().includes('replayed'),
      () => JSON.stringify(gateway.entries),
    );
    expect(board.node.speaker.config?.beatMs).toBe(60_000);
    await gateway.send('config', { node }, gateway.sign(PLAN_TYP, { v: 1, node, version: 99, at: Date.now() }));
    await until(
      () => gateway.refusals().includes('not-signed'),
      () => 'wrong typ',
    );
    expect(gateway.refusals()).toHaveLength(2);
  });

  it('a plan whose bytes do not have the signed hash is not believed, and the credential goes to no other server', async () => {
    await gateway.plan(node, 5, [], { sha256: 'a'.repeat(64) });
    await until(
      () => gateway.refusals().includes('not-signed'),
      () => JSON.stringify(gateway.entries),
    );
    await gateway.plan(node, 6, [], { url: 'http://127.0.0.1:9/plan' });
    await until(
      () => gateway.refusals().includes('bad-command'),
      () => JSON.stringify(gateway.entries),
    );
    await gateway.plan(node, 7, []);
    await until(
      () => gateway.requests.filter(({ url }) => url.startsWith('/files/')).length >= 2,
      () => 'good plan',
    );
    const { credential } = board.identity;
    expect(gateway.requests.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from(`${node}:${credential}`).toString('base64')}`,
    );
  });

  it('a pointer to the plan it holds is answered by asking with its ETag, so that the gateway knows', async () => {
    await gateway.plan(node, 7, []);
    await until(
      () => board.node.speaker.desk !== undefined && gateway.requests.length === 2,
      () => JSON.stringify(gateway.requests),
    );
    const [hash] = gateway.files.keys();
    const pointer = { v: 1, node, version: 7, at: Date.now(), sha256: hash, url: `/files/${hash}` };
    await gateway.send('plan', { node }, gateway.sign(PLAN_TYP, pointer));
    await gateway.send('plan', { node }, gateway.sign(PLAN_TYP, { ...pointer, version: 8 }));
    await until(
      () => gateway.requests.length === 4,
      () => JSON.stringify(gateway.requests),
    );
    expect(gateway.requests.slice(2).map(({ etag }) => etag)).toEqual([`"${hash}"`, `"${hash}"`]);
  });

  it('without the signed acknowledgement nothing is forgotten; a forged one changes nothing', async () => {
    gateway.acknowledging = false;
    await gateway.send('command', { node }, 'not.a.command.at.all');
    await until(
      () => gateway.refusals().length === 1,
      () => 'refusal',
    );
    const { id } = board.node.log.position;
    const forged = gateway.sign(
      'loaxa-rx+jws',
      { v: 1, node, log: id, at: Date.now(), below: 99, also: [] },
      {},
      stranger.privateKey,
    );
    await gateway.send('receiptAck', { node }, forged);
    await until(
      () => board.node.log.position.next === 3 || gateway.refusals().length === 2,
      () => JSON.stringify(gateway.entries),
    );
    const waiting = board.node.log.waiting;
    expect(waiting).toBeGreaterThanOrEqual(2);
    await gateway.acknowledge(node, id, 1_000);
    await until(
      () => board.node.log.waiting < waiting,
      () => 'acknowledged',
    );
  });

  it('a flood of forgeries is counted, not written down one by one', async () => {
    for (let index = 0; index < 300; index++)
      await gateway.sendRaw(topicOf('command', { node }), `{"v":1,"jws":"${'x'.repeat(20)}${index}"}`);
    await until(
      () => gateway.refusals().length >= 20,
      () => `${gateway.refusals().length}`,
    );
    await gateway.command({ ...playCommand({ node }), type: 'stop', args: {}, id: ulid() } as never);
    await until(
      () => gateway.acks.some((ack) => ack.status === 'done'),
      () => 'still alive',
    );
    expect(board.node.log.position.next).toBeLessThan(25);
  });
});

function hs256(gateway: TinyGateway, payload: unknown): string {
  const input = jwsSigningInput({ alg: 'HS256', kid: gateway.kid, typ: COMMAND_TYP } as never, payload);
  const secret = gateway.keys.publicKey.export({ format: 'pem', type: 'spki' });
  return `${input}.${toBase64Url(createHmac('sha256', secret).update(input).digest())}`;
}

function flipped(jws: string): string {
  const [head, body = '', tail] = jws.split('.');
  const text = Buffer.from(body, 'base64url')
    .toString()
    .replace('"emergency"', '"priority" ')
    .replace('"priority" ', '"priority"');
  return `${head}.${Buffer.from(text).toString('base64url')}.${tail}`;
}
