import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import fastify, { type FastifyInstance } from 'fastify';
import { connectAsync, type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import {
  CHANNELS,
  type ChannelName,
  COMMAND_TYP,
  CONFIG_TYP,
  ENTRY_TYP,
  KEY_LIST_TYP,
  PLAN_TYP,
  RECEIPT_ACK_TYP,
  TIME_TYP,
} from '../../protocol/channels.ts';
import { check, decodeBody } from '../../protocol/codec.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import { decodeJws, joinJws, jwsSigningInput, toBase64Url } from '../../protocol/jws.ts';
import { kidOf } from '../../protocol/key-list.ts';
import {
  type Command,
  type Config,
  type KeyList,
  type ListedKey,
  type PlanFile,
  planFile,
} from '../../protocol/messages/downlink.ts';
import {
  type Ack,
  type Beat,
  type Birth,
  type Entry,
  entry,
  type ReceiptBody,
} from '../../protocol/messages/uplink.ts';
import { parseTopic, topicOf, uplinkFilter } from '../../protocol/topics.ts';
import { sha256 } from './material.ts';

export const HOUR = 3_600_000;
/** Where the node of these tests lies: hamlet, commune, province. */
export const PLACE = [4, 5, 6].map((seed) => areaIdFrom(Buffer.alloc(10, seed)));
/** Tests of nodes need no evidence log, but every list names its key. */
const CHECKPOINT = listed(generateKeyPairSync('ed25519').publicKey, 'checkpoint');
const NO_ENTRY = 'the entry is not of the form';

/** Broker, HTTP and signing key in one small process-local stand-in for the server side, over real sockets. */
export class TinyGateway {
  readonly keys = generateKeyPairSync('ed25519');
  readonly root = generateKeyPairSync('ed25519');
  readonly kid = kidBy(spkiOf(this.keys.publicKey));
  readonly births: Birth[] = [];
  readonly beats: Beat[] = [];
  readonly acks: Ack[] = [];
  readonly entries: Entry[] = [];
  readonly problems: string[] = [];
  readonly requests: {
    url: string;
    range: string | undefined;
    authorization: string | undefined;
    etag: string | undefined;
  }[] = [];
  /** Diagnostic lines that nodes brought. */
  readonly logs: { text: string; authorization: string | undefined }[] = [];
  readonly files = new Map<string, Buffer>();
  readonly publicKeys = new Map<string, string>();
  credential = toBase64Url(Buffer.alloc(32, 7));
  /** Answer entries with a signed acknowledgement at once. */
  acknowledging = true;
  answeringTime = true;
  timeOffsetMs = 0;
  /** Cut the first download of audio after so many bytes. */
  cutAudioAfter: number | undefined;
  #aedes: Aedes | undefined;
  #server: Server | undefined;
  #http: FastifyInstance | undefined;
  #client: MqttClient | undefined;
  #mqttPort = 0;
  #httpUrl = '';

  get mqttUrl(): string {
    return `mqtt://127.0.0.1:${this.#mqttPort}`;
  }

  get httpUrl(): string {
    return this.#httpUrl;
  }

  /** What an enrolment hands out: the root key and its first list. */
  get trust() {
    return { root: spkiOf(this.root.publicKey), keyList: this.keyList(1) };
  }

  /** A list of this version, with the command key it always has and others. */
  keyList(version: number, more: readonly ListedKey[] = [], signedBy: KeyObject = this.root.privateKey): string {
    const own = { kid: this.kid, publicKey: spkiOf(this.keys.publicKey), use: 'command' as const, from: 0 };
    return this.signKeys({ v: 1, version, at: Date.now(), keys: [own, CHECKPOINT, ...more] }, signedBy);
  }

  signKeys(list: KeyList, signedBy: KeyObject = this.root.privateKey): string {
    return this.sign(KEY_LIST_TYP, list, { kid: kidBy(spkiOf(this.root.publicKey)) }, signedBy);
  }

  get receipts(): ReceiptBody[] {
    return this.entries.flatMap((each) => (each.kind === 'receipt' ? [each.body] : []));
  }

  refusals(): string[] {
    return this.entries.flatMap((each) => (each.kind === 'refusal' ? [each.body.reason] : []));
  }

  async start(): Promise<void> {
    await this.startBroker();
    const http = fastify();
    http.addHook('onRequest', async (request) => {
      const { range, authorization, 'if-none-match': etag } = request.headers;
      this.requests.push({ url: request.url, range, authorization, etag });
    });
    http.post('/api/v1/enrol', async (request) => {
      const { publicKey } = request.body as { publicKey: string };
      const { node } = benchIdentity('enrolled', this.publicKeys.size);
      this.publicKeys.set(node, publicKey);
      return {
        node,
        credential: this.credential,
        groups: [...PLACE],
        ...this.trust,
        mqttUrl: this.mqttUrl,
        serverTime: Date.now(),
      };
    });
    http.post('/api/v1/device/logs/:id', async (request, reply) => {
      this.logs.push({ text: String(request.body), authorization: request.headers.authorization });
      return reply.status(204).send();
    });
    http.get('/files/:name', async (request, reply) =>
      this.#serve((request.params as { name: string }).name, request.headers, reply),
    );
    http.get('/audio/:name', async (request, reply) =>
      this.#serve((request.params as { name: string }).name.split('.')[0] ?? '', request.headers, reply),
    );
    this.#httpUrl = await http.listen({ port: 0, host: '127.0.0.1' });
    this.#http = http;
  }

  /** Also after `stopBroker`, on the same port. */
  async startBroker(): Promise<void> {
    this.#aedes = await Aedes.createBroker();
    this.#server = createServer(this.#aedes.handle);
    this.#server.listen(this.#mqttPort, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#mqttPort = (this.#server.address() as AddressInfo).port;
    this.#client = await connectAsync(this.mqttUrl, { clientId: 'gateway' });
    this.#client.on('message', (topic, payload) => this.#heard(topic, payload));
    for (const channel of ['birth', 'state', 'beat', 'ack', 'log', 'timeRequest'] as const)
      await this.#client.subscribeAsync(uplinkFilter(channel), { qos: 1 });
  }

  async stopBroker(): Promise<void> {
    this.#client?.end(true);
    const aedes = this.#aedes;
    if (aedes) await new Promise<void>((resolve) => aedes.close(resolve));
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async stop(): Promise<void> {
    await this.stopBroker();
    await this.#http?.close();
  }

  get connections(): number {
    return (this.#aedes?.connectedClients ?? 1) - 1;
  }

  sign(
    typ: string,
    payload: unknown,
    header: Record<string, unknown> = {},
    key: KeyObject = this.keys.privateKey,
  ): string {
    const input = jwsSigningInput({ alg: 'EdDSA', kid: this.kid, typ, ...header } as never, payload);
    return joinJws(input, sign(null, Buffer.from(input), key));
  }

  async send(channel: ChannelName, to: { node?: string; group?: string }, jws: string): Promise<void> {
    await this.#client?.publishAsync(topicOf(channel, to), JSON.stringify({ v: 1, jws }), { qos: 1 });
  }

  async sendRaw(topic: string, payload: string): Promise<void> {
    await this.#client?.publishAsync(topic, payload, { qos: 1 });
  }

  async command(command: Command): Promise<void> {
    if ('node' in command.aud) await this.send('command', { node: command.aud.node }, this.sign(COMMAND_TYP, command));
    else await this.send('groupCommand', { group: command.aud.group }, this.sign(COMMAND_TYP, command));
  }

  async configure(node: string, version: number, changes: Partial<Config> = {}): Promise<void> {
    const config: Config = {
      v: 1,
      node,
      version,
      at: Date.now(),
      groups: [...PLACE],
      beatMs: 30_000,
      volume: { emergency: 100, priority: 100, normal: 100 },
      quiet: [],
      maxRunMs: 2 * HOUR,
      ...changes,
    };
    await this.send('config', { node }, this.sign(CONFIG_TYP, config));
  }

  async plan(
    node: string,
    version: number,
    items: PlanFile['items'],
    changes: Record<string, unknown> = {},
  ): Promise<void> {
    const file = planFile.parse({ v: 1, node, from: Date.now(), to: Date.now() + 24 * HOUR, items });
    const bytes = Buffer.from(JSON.stringify(file));
    const hash = sha256(bytes);
    this.files.set(hash, bytes);
    await this.send(
      'plan',
      { node },
      this.sign(PLAN_TYP, { v: 1, node, version, at: Date.now(), sha256: hash, url: `/files/${hash}`, ...changes }),
    );
  }

  async acknowledge(node: string, log: string, below: number, also: number[] = []): Promise<void> {
    await this.send(
      'receiptAck',
      { node },
      this.sign(RECEIPT_ACK_TYP, { v: 1, node, log, at: Date.now(), below, also }),
    );
  }

  #heard(topic: string, payload: Buffer): void {
    const parsed = parseTopic(topic);
    if (!parsed?.node) return;
    const body = decodeBody(parsed.channel, payload);
    if (!body.ok) {
      if (payload.length > 0) this.problems.push(`${topic}: ${body.why}`);
      return;
    }
    switch (parsed.channel) {
      case 'birth':
        this.births.push(body.body as Birth);
        break;
      case 'beat':
        this.beats.push(body.body as Beat);
        break;
      case 'ack':
        this.acks.push(body.body as Ack);
        break;
      case 'timeRequest':
        if (this.answeringTime) void this.#answerTime(parsed.node, (body.body as { nonce: string }).nonce);
        break;
      case 'log':
        this.#store(parsed.node, (body.body as { entries: string[] }).entries);
        break;
      default:
        break;
    }
  }

  async #answerTime(node: string, nonce: string): Promise<void> {
    await this.send('time', { node }, this.sign(TIME_TYP, { v: 1, node, nonce, now: Date.now() + this.timeOffsetMs }));
  }

  #store(node: string, batch: readonly string[]): void {
    let last: Entry | undefined;
    for (const jws of batch) {
      const decoded = decodeJws(jws, ENTRY_TYP);
      const publicKey = this.publicKeys.get(node);
      if (publicKey && !verify(null, decoded.signingInput, spki(publicKey), decoded.signature))
        this.problems.push(`${node}: bad signature`);
      const body = check(entry, decoded.payload);
      if (!body.ok) {
        this.problems.push(`${NO_ENTRY}: ${body.why}`);
        continue;
      }
      const same = (each: Entry) =>
        each.node === body.body.node && each.log === body.body.log && each.seq === body.body.seq;
      if (!this.entries.some(same)) this.entries.push(body.body);
      last = body.body;
    }
    if (last && this.acknowledging) void this.acknowledge(node, last.log, last.seq + 1);
  }

  #serve(
    name: string,
    headers: { range?: string | undefined; 'if-none-match'?: string | undefined },
    reply: import('fastify').FastifyReply,
  ) {
    const bytes = this.files.get(name);
    if (!bytes) return reply.code(404).send();
    if (headers['if-none-match'] === `"${name}"`) return reply.code(304).send();
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    if (this.cutAudioAfter !== undefined && reply.request.url.startsWith('/audio/')) {
      const cut = bytes.subarray(0, this.cutAudioAfter);
      this.cutAudioAfter = undefined;
      reply.raw.writeHead(200, { 'content-length': bytes.length });
      reply.raw.write(cut, () => setTimeout(() => reply.raw.destroy(), 50));
      return reply.hijack();
    }
    reply.header('etag', `"${name}"`);
    if (from > 0)
      return reply
        .code(206)
        .header('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
        .send(bytes.subarray(from));
    return reply.send(bytes);
  }
}

/** A key as a list names it, open from the beginning. */
export function listed(key: KeyObject, use: ListedKey['use'], window: { from?: number; to?: number } = {}): ListedKey {
  const publicKey = spkiOf(key);
  return { kid: kidBy(publicKey), publicKey, use, from: 0, ...window };
}

function spkiOf(key: KeyObject): string {
  return toBase64Url(key.export({ format: 'der', type: 'spki' }));
}

function kidBy(publicKey: string): string {
  return kidOf(publicKey, (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()));
}

function spki(publicKey: string) {
  return { key: Buffer.from(publicKey, 'base64url'), format: 'der' as const, type: 'spki' as const };
}

export function privateKeyOf(pkcs8: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8, 'base64url'), format: 'der', type: 'pkcs8' });
}

/** A play command to one node or group, due now. */
export function playCommand(
  aud: Command['aud'],
  changes: { args?: Partial<Extract<Command, { type: 'play' }>['args']> } & Partial<
    Omit<Extract<Command, { type: 'play' }>, 'args' | 'type'>
  > = {},
): Extract<Command, { type: 'play' }> {
  const now = Date.now();
  const { args, ...head } = changes;
  return {
    v: 1,
    id: ulid(),
    aud,
    iat: now,
    nbf: now - 1_000,
    exp: now + 60_000,
    class: 'emergency',
    by: ulid(),
    scope: ['group' in aud ? aud.group : (PLACE.at(-1) as string)],
    type: 'play',
    ...head,
    args: {
      run: { run: ulid() },
      level: 'hamlet',
      startAt: now,
      latenessMs: 10_000,
      parts: [{ sha256: sha256('siren'), durationMs: 1_500, opus: sha256('siren.opus') }],
      resume: 'resume',
      maxMs: 60_000,
      ...args,
    },
  };
}

export async function until(what: () => boolean, describe: () => string, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!what()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export { CHANNELS, COMMAND_TYP, CONFIG_TYP, PLAN_TYP, RECEIPT_ACK_TYP };
