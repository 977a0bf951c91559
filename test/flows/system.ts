import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeIdentity } from '../../firmware-sim/core/documents.ts';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { dayOf, millisecondOfDay, startOfDay, timeOf } from '../../protocol/vietnam-time.ts';
import { ApiClient } from './api-client.ts';
import { eventually, freePort, Running } from './processes.ts';

/** Several start together, on a machine that others use too. */
const NODE_STARTS_WITHIN_MS = 60_000;

/** Other people's servers instead of our broker and SQLite. */
export interface Outside {
  /** LOAXA_BROKER_URL and LOAXA_DATABASE_URL. */
  readonly environment: Readonly<Record<string, string>>;
  /** Tells the foreign broker of a node that has just enrolled: it does not read our roster. */
  admit(identity: NodeIdentity): void;
}

/** The real system: broker and gateway as processes of the built output, nodes as processes of firmware-sim, one data folder. */
export class System {
  readonly folder = mkdtempSync(join(tmpdir(), 'loaxa-flow-'));
  readonly #nodes = new Map<string, { args: string[]; running: Running }>();
  #ports: { http: number; mqtt: number } | undefined;
  #outside: Outside | undefined;
  #settings: Readonly<Record<string, string>> = {};
  broker: Running | undefined;
  gateway: Running | undefined;

  /** `outside` is asked when folder, ports and secrets are there; without it the system is all ours. */
  static async start(
    outside?: (system: System) => Promise<Outside>,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<System> {
    const system = await System.prepared(settings);
    system.#outside = await outside?.(system);
    if (system.#outside) await system.startGateway();
    else await system.startServers();
    return system;
  }

  /** Folder, ports and secrets, and nothing running. */
  static async prepared(settings: Readonly<Record<string, string>> = {}): Promise<System> {
    const system = new System();
    system.#settings = settings;
    system.#ports = { http: await freePort(), mqtt: await freePort() };
    for (const name of ['roster.token', 'gateway.credential']) {
      writeFileSync(join(system.folder, name), randomBytes(32).toString('base64url'), { mode: 0o600 });
    }
    return system;
  }

  get ports(): { http: number; mqtt: number } {
    if (!this.#ports) throw new Error('not started');
    return this.#ports;
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.http}`;
  }

  get environment(): Record<string, string> {
    return {
      LOAXA_DATA_DIR: this.folder,
      LOAXA_HTTP_PORT: String(this.ports.http),
      LOAXA_MQTT_PORT: String(this.ports.mqtt),
      LOAXA_ROSTER_TOKEN_FILE: join(this.folder, 'roster.token'),
      LOAXA_GATEWAY_CREDENTIAL_FILE: join(this.folder, 'gateway.credential'),
      LOAXA_LOG_LEVEL: 'info',
      ...this.#settings,
      ...this.#outside?.environment,
    };
  }

  async startServers(): Promise<void> {
    this.startBroker();
    await this.startGateway();
    await this.broker?.ready;
  }

  startBroker(): void {
    this.broker = new Running('broker', 'dist/broker/main.js', [], this.environment);
  }

  async startGateway(): Promise<void> {
    this.gateway = new Running('gateway', 'dist/gateway/main.js', [], this.environment);
    await this.gateway.ready;
  }

  /** The first administrator, made with the link that the first start printed, with an authenticator. */
  async administrator(): Promise<ApiClient> {
    const code = /#ma=(\S+)/.exec(this.gateway?.output ?? '')?.[1];
    if (!code) throw new Error(`the first start printed no link:\n${this.gateway?.output}`);
    const client = new ApiClient(this.url);
    await client.setUp({ code, username: 'admin', name: 'Quản trị', password: this.password });
    this.#clients.set('admin', client);
    return client;
  }
  /** Of the first administrator. */
  readonly password = randomBytes(18).toString('base64url');
  readonly #clients = new Map<string, ApiClient>();

  /** Signed in wholly; the first time the authenticator is set up where the role needs one. */
  async signIn(username: string, password: string): Promise<ApiClient> {
    const client = new ApiClient(this.url);
    client.secret = this.#clients.get(username)?.secret;
    await client.signIn(username, password);
    this.#clients.set(username, client);
    return client;
  }

  /** The administrator's open session, which outlives a restart of the gateway. */
  async again(): Promise<ApiClient> {
    const client = this.#clients.get('admin');
    if (!client) throw new Error('there is no administrator yet');
    return client;
  }

  /** Creates a node in a hamlet, enrols a node process with its claim code and waits until the gateway sees it online. */
  async addNode(
    client: ApiClient,
    hamlet: Area,
    code: string,
    options: readonly string[] = [],
    url = this.url,
  ): Promise<Node> {
    const node = await client.post<Node>('/api/v1/nodes', {
      hamlet: hamlet.id,
      code,
      place: 'nhà văn hóa',
      technology: 'ip',
      horns: 3,
    });
    const claim = await client.post<{ code: string }>(`/api/v1/nodes/${node.id}/claim`);
    const state = this.stateOf(node.id);
    mkdirSync(state, { recursive: true });
    const args = [
      'node',
      '--state',
      state,
      '--url',
      url,
      '--code',
      claim.code,
      '--sink',
      `wav:${join(state, 'wav')}`,
      '--sensor',
      'microphone',
      '--horns',
      '3',
      ...options,
    ];
    this.#nodes.set(node.id, { args, running: this.#runNode(code, args) });
    this.#outside?.admit(
      await eventually(
        `node ${code} enrolled`,
        () => this.documentOf<NodeIdentity>(node.id, 'identity'),
        NODE_STARTS_WITHIN_MS,
      ),
    );
    await eventually(
      `node ${code} online`,
      async () => (await client.get<Node>(`/api/v1/nodes/${node.id}`)).presence === 'online' || undefined,
      NODE_STARTS_WITHIN_MS,
    );
    return node;
  }

  stateOf(node: string): string {
    return join(this.folder, 'nodes', node);
  }

  wavFolderOf(node: string): string {
    return join(this.stateOf(node), 'wav');
  }

  /** What a node keeps under this name, as its own disk says. */
  documentOf<T>(node: string, name: 'identity' | 'plan' | 'config'): T | undefined {
    const path = join(this.stateOf(node), `${name}.json`);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
  }

  /** Does the node hold a plan with this run, and the recording's audio? */
  holds(node: string, run: string, recording: Recording): boolean {
    const plan = this.documentOf<{ file: { items: { run: { programme?: string; dueAt?: number } }[] } }>(node, 'plan');
    const planned = plan?.file.items.some((item) => `${item.run.programme}@${item.run.dueAt}` === run) ?? false;
    const held = readdirSync(this.stateOf(node), { recursive: true }).map(String);
    return planned && held.some((name) => name.includes(recording.opus) && !name.endsWith('.part'));
  }

  quietHours(client: ApiClient, commune: string, windows: readonly QuietWindow[]): Promise<unknown> {
    return client.put(`/api/v1/areas/${commune}/quiet-hours`, { windows, reason: 'kiểm thử' });
  }

  /** Tests run at any hour: one quiet minute, twelve hours from now. */
  quietHoursElsewhere(client: ApiClient, commune: string): Promise<unknown> {
    const from = startOfDay(dayOf(Date.now())) + ((millisecondOfDay(Date.now()) + 43_200_000) % 86_400_000);
    return this.quietHours(client, commune, [{ from: timeOf(from), to: timeOf(from + 60_000) }]);
  }

  nodeProcess(node: string): Running {
    const entry = this.#nodes.get(node);
    if (!entry) throw new Error(`no process for ${node}`);
    return entry.running;
  }

  restartNode(node: string): void {
    const entry = this.#nodes.get(node);
    if (!entry) throw new Error(`no process for ${node}`);
    entry.running = this.#runNode(node, entry.args);
  }

  /** What every process has said lately, for a failed test. */
  get outputs(): string {
    const all = [this.broker, this.gateway, ...[...this.#nodes.values()].map(({ running }) => running)];
    return all.map((running) => `== ${running?.name}\n${running?.output.slice(-4_000)}`).join('\n');
  }

  async stop(): Promise<void> {
    if (process.env.LOAXA_FLOW_VERBOSE) process.stderr.write(this.outputs);
    await Promise.all([...this.#nodes.values()].map(({ running }) => running.stop()));
    await this.gateway?.stop();
    await this.broker?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #runNode(name: string, args: readonly string[]): Running {
    return new Running(name, 'dist/firmware-sim/main.js', args, { LOAXA_LOG_LEVEL: 'info' });
  }
}

/** A bulletin spoken by espeak-ng, as an MP3 file of some seconds. */
export function spokenRecording(folder: string, name: string, text: string): string {
  const wav = join(folder, `${name}.wav`);
  const mp3 = join(folder, `${name}.mp3`);
  execFileSync('espeak-ng', ['-v', 'vi', '-s', '150', '-w', wav, text]);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', wav, '-codec:a', 'libmp3lame', '-b:a', '96k', mp3]);
  return mp3;
}
