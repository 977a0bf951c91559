import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { type Broker, createBroker } from '../../broker/broker.ts';
import { type BrokerConfig, DEFAULT_LIMITS } from '../../broker/config.ts';
import type { Log } from '../../broker/log.ts';
import type { Bound } from '../../broker/open-ports.ts';
import { credentialHash } from '../../broker/sign-in.ts';
import { areaIdFrom, nodeIdFrom } from '../../protocol/ids.ts';
import type { Roster } from '../../protocol/roster.ts';

export interface TestNode {
  readonly id: string;
  readonly credential: string;
  readonly groups: readonly string[];
}

export const GATEWAY_CREDENTIAL = randomBytes(32).toString('base64url');

export function testNode(groups: readonly string[] = []): TestNode {
  return { id: nodeIdFrom(randomBytes(10)), credential: randomBytes(32).toString('base64url'), groups };
}

export const testArea = () => areaIdFrom(randomBytes(10));

export function rosterOf(nodes: readonly TestNode[], version = 1): Roster {
  return {
    version,
    full: true,
    nodes: nodes.map(({ id, credential, groups }) => ({
      node: id,
      credentials: [credentialHash(credential)],
      groups: [...groups],
    })),
    removed: [],
  };
}

/** Keeps what was logged, so that a test can ask for it. */
export class LogBook implements Log {
  readonly lines: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  debug = (fields: object, message = '') => this.#write('debug', fields, message);
  info = (fields: object, message = '') => this.#write('info', fields, message);
  warn = (fields: object, message = '') => this.#write('warn', fields, message);
  error = (fields: object, message = '') => this.#write('error', fields, message);
  #write(level: string, fields: object, message: string) {
    this.lines.push({ level, fields: { ...fields }, message });
  }
}

/** A broker with its own data folder, closed and removed by `close`. */
export class Rig {
  readonly log = new LogBook();
  readonly dataDir: string;
  readonly broker: Broker;
  #bound: Bound | undefined;
  readonly #clients: MqttClient[] = [];
  readonly #sockets: Socket[] = [];

  constructor(dataDir: string, roster: Roster | undefined, overrides: Partial<BrokerConfig>) {
    this.dataDir = dataDir;
    const config = {
      ...DEFAULT_LIMITS,
      dataDir,
      host: '127.0.0.1',
      port: 0,
      gatewayIds: ['gw1', 'gw2'],
      gatewayCredential: credentialHash(GATEWAY_CREDENTIAL),
      ...overrides,
    };
    this.broker = createBroker(config, { log: this.log, ...(roster && { roster }) });
  }

  static async start(nodes: readonly TestNode[] | undefined, overrides: Partial<BrokerConfig> = {}): Promise<Rig> {
    const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), 'loaxa-broker-')));
    const rig = new Rig(dataDir, nodes && rosterOf(nodes), overrides);
    rig.#bound = await rig.broker.start();
    return rig;
  }

  get bound(): Bound {
    if (!this.#bound) throw new Error('start the rig first');
    return this.#bound;
  }

  /** Connects and waits for CONNACK; rejects with mqtt.js' error, whose `code` is the return code. */
  async connect(options: IClientOptions): Promise<MqttClient> {
    const { port } = options.port === undefined ? this.bound : { port: options.port };
    const url = `${options.protocol ?? 'mqtt'}://127.0.0.1:${port}`;
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4, ...options }, false);
    client.on('error', () => {});
    this.#clients.push(client);
    return client;
  }

  asNode({ id, credential }: TestNode, options: IClientOptions = {}): Promise<MqttClient> {
    return this.connect({ clientId: id, username: id, password: credential, ...options });
  }

  asGateway(gateway = 'gw1', options: IClientOptions = {}): Promise<MqttClient> {
    const name = `gateway:${gateway}`;
    return this.connect({ clientId: name, username: name, password: GATEWAY_CREDENTIAL, ...options });
  }

  /** A bare TCP connection. */
  async socket(port = this.bound.port): Promise<Socket> {
    const socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => {});
    // An end nobody reads would never be seen.
    socket.on('data', () => {});
    this.#sockets.push(socket);
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    return socket;
  }

  async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const metric = await this.broker.registry.getSingleMetric(`loaxa_broker_${name}`)?.get();
    const fits = (own: Record<string, unknown>) => Object.entries(labels).every(([key, value]) => own[key] === value);
    return metric?.values.find((value) => fits(value.labels))?.value ?? 0;
  }

  refused = (kind: string) => this.metric('refused_total', { kind });

  async close(): Promise<void> {
    for (const client of this.#clients) client.end(true);
    for (const socket of this.#sockets) socket.destroy();
    await this.broker.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** Everything a client receives, as `topic payload`. */
export function inbox(client: MqttClient): string[] {
  const got: string[] = [];
  client.on('message', (topic, payload) => got.push(`${topic} ${payload.toString()}`));
  return got;
}

/** Waits until a condition holds; says which one did not. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not true within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function gone(emitter: MqttClient | Socket): Promise<void> {
  return new Promise((resolve) => emitter.once('close', () => resolve()));
}
