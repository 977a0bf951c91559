import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteUrl } from './database.ts';
import { Child, freePort } from './processes.ts';
import { readMetric } from './prometheus.ts';
import { type Usage, usageOf } from './report.ts';
import { until } from './timing.ts';

/** Where the processes count what we watch. */
export const COUNTED = {
  rosterNodes: ['broker', 'loaxa_broker_roster_nodes'],
  connectedNodes: ['broker', 'loaxa_broker_nodes'],
  gateways: ['broker', 'loaxa_broker_gateways'],
  waitingSockets: ['broker', 'loaxa_broker_waiting_connections'],
  beats: ['gateway', 'loaxa_uplink_messages_total', 'channel="beat"'],
  births: ['gateway', 'loaxa_uplink_messages_total', 'channel="birth"'],
} as const;

/** Broker and gateway as the launcher starts them, on ports and in a folder of their own. */
export class System {
  readonly #folder: string;
  readonly #env: Record<string, string>;
  readonly #ports: { readonly mqtt: number; readonly http: number; readonly brokerMetrics: number };
  #broker: Child | undefined;
  #gateway: Child | undefined;

  private constructor(folder: string, ports: { mqtt: number; http: number; brokerMetrics: number }) {
    this.#folder = folder;
    this.#ports = ports;
    this.#env = {
      LOAXA_DATA_DIR: folder,
      LOAXA_DATABASE_URL: sqliteUrl(folder),
      LOAXA_HTTP_PORT: String(ports.http),
      LOAXA_MQTT_PORT: String(ports.mqtt),
      LOAXA_BROKER_METRICS_PORT: String(ports.brokerMetrics),
      LOAXA_ROSTER_TOKEN_FILE: join(folder, 'roster.token'),
      LOAXA_GATEWAY_CREDENTIAL_FILE: join(folder, 'gateway.credential'),
      LOAXA_LOG_LEVEL: 'warn',
    };
  }

  static async prepare(folder: string): Promise<System> {
    for (const name of ['roster.token', 'gateway.credential'])
      writeFileSync(join(folder, name), randomBytes(32).toString('base64url'), { mode: 0o600 });
    return new System(folder, { mqtt: await freePort(), http: await freePort(), brokerMetrics: await freePort() });
  }

  get mqttPort(): number {
    return this.#ports.mqtt;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports.http}`;
  }

  /** Resolves when the broker knows this many nodes and the gateway is connected. */
  async start(nodes: number): Promise<void> {
    await Promise.all([this.startBroker(), this.startGateway()]);
    await until('the roster at the broker', async () => (await this.count('rosterNodes')) === nodes);
    await until('the gateway at the broker', async () => (await this.count('gateways')) === 1);
  }

  startBroker(): Promise<void> {
    this.#broker = new Child('broker/main.js', this.#env);
    return this.#broker.ready;
  }

  startGateway(): Promise<void> {
    this.#gateway = new Child('gateway/main.js', this.#env);
    return this.#gateway.ready;
  }

  /** As a crash or a power cut ends it. */
  async killBroker(): Promise<void> {
    await this.#broker?.stop('SIGKILL');
  }

  async stopGateway(): Promise<void> {
    await this.#gateway?.stop();
  }

  async count(what: keyof typeof COUNTED): Promise<number> {
    const [process, name, label] = COUNTED[what];
    const port = process === 'broker' ? this.#ports.brokerMetrics : this.#ports.http;
    return readMetric(port, name, label);
  }

  usage(): { readonly broker: Usage; readonly gateway: Usage } {
    return { broker: usageOf(pidOf(this.#broker)), gateway: usageOf(pidOf(this.#gateway)) };
  }

  async stop(): Promise<void> {
    await this.#gateway?.stop();
    await this.#broker?.stop();
  }

  get folder(): string {
    return this.#folder;
  }
}

function pidOf(child: Child | undefined): number {
  if (!child) throw new Error('the process was not started');
  return child.pid;
}
