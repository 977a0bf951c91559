import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import type { FleetNode } from '../../firmware-sim/fleet/fleet-node.ts';
import { readConfig } from '../../gateway/config.ts';
import type { Database } from '../../gateway/database/database.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { silentLog } from '../../gateway/log.ts';
import { eventually, Running } from './processes.ts';
import type { System } from './system.ts';

const SYSTEM = { id: 'system' };
export const BEAT_MS = 1_000;

/** Puts `count` enrolled nodes of one hamlet into the database, while the gateway is stopped. */
export async function enrolFleet(system: System, hamlet: string, count: number): Promise<FleetNode[]> {
  const gateway = await createGateway(readConfig(system.environment), { log: silentLog });
  await gateway.load();
  const { nodes, enrolment, keys } = gateway;
  const made = Array.from({ length: count }, (_, index) => ({
    input: { hamlet, code: `T-${index + 1}`, place: 'nhà văn hóa', horns: 2, technology: 'ip' as const },
    privateKey: newPrivateKey(),
  })).map(({ input, privateKey }) => ({ ...nodes.newNode(input), privateKey }));
  const record = { by: SYSTEM.id, action: 'node.create', outcome: 'done' as const };
  await nodes.apply(record, () => made.map(({ privateKey: _, ...node }) => ({ node })));
  const devices = made.map(({ id, privateKey }) => ({
    node: id,
    publicKey: new EntrySigner(privateKey).publicKey,
    firmware: 'attacked',
  }));
  const enrolled = await enrolment.enrolInBulk(SYSTEM, devices);
  writeFileSync(
    join(system.folder, 'trusted.json'),
    JSON.stringify({ root: keys.trust.root, keyList: keys.trust.jws }),
    { mode: 0o600 },
  );
  await gateway.stop();
  return made.map(({ id, code, horns, privateKey }, index) => ({
    ...{ node: id, code, horns, privateKey, sensor: 'microphone' as const },
    credential: enrolled[index]?.credential ?? '',
    groups: [...(enrolled[index]?.groups ?? [])],
  }));
}

/** A process that plays these nodes, beating each second where nothing else is said, with no accidents of their own. */
export async function startFleet(system: System, nodes: readonly FleetNode[], beatMs = BEAT_MS): Promise<Running> {
  const file = join(system.folder, 'fleet.jsonl');
  writeFileSync(file, nodes.map((node) => `${JSON.stringify(node)}\n`).join(''), { mode: 0o600 });
  const fleet = new Running(
    'fleet',
    'dist/firmware-sim/main.js',
    [
      ...['fleet', '--nodes', file, '--keys', join(system.folder, 'trusted.json'), '--volatile'],
      ...['--mqtt', `mqtt://127.0.0.1:${system.ports.mqtt}`, '--url', system.url, '--scenario', 'mute-horn'],
      ...['--beat-ms', String(beatMs), '--spread-ms', '500'],
    ],
    { LOAXA_LOG_LEVEL: 'warn' },
  );
  await fleet.ready;
  return fleet;
}

/** What an attack must not change. What good nodes write of themselves, and the record of refusals, are left out. */
const TABLES = [
  ...['areas', 'nodes', 'node_credentials', 'labels', 'accounts', 'account_areas', 'recordings', 'bulletins'],
  ...['programmes', 'programme_targets', 'runs', 'deliveries', 'commands', 'command_targets', 'rules'],
];

/** One hash of everything that must stay, with the number of evidence leaves of `node`. */
export async function stateHash(database: Database, node: string): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    const rows = (await database.read(table)).map((row: object) => JSON.stringify(row)).sort();
    hash.update(`${table}\n${rows.join('\n')}\n`);
  }
  const leaves = await database.read('evidence_leaves').where({ node_id: node }).select('leaf_hash').orderBy('seq');
  return hash.update(JSON.stringify(leaves)).digest('hex');
}

/** What the broker and the gateway say of themselves. */
export class Figures {
  readonly #urls: readonly string[];

  constructor(ports: { readonly gateway: number; readonly broker: number }) {
    this.#urls = [ports.gateway, ports.broker].map((port) => `http://127.0.0.1:${port}/metrics`);
  }

  /** The sum of the samples of one name whose labels contain `label`; 0 when there is none yet. */
  async read(name: string, label = ''): Promise<number> {
    const texts = await Promise.all(this.#urls.map(async (url) => (await fetch(url)).text()));
    const samples = texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return samples
      .filter((line) => line.includes(label))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  beats(): Promise<number> {
    return this.read('loaxa_uplink_messages_total', 'channel="beat"');
  }

  /** Waits until a figure has risen by at least so much. */
  async risen(name: string, label: string, before: number, by: number): Promise<number> {
    return eventually(`${name}{${label}} rises by ${by}`, async () => {
      const rise = (await this.read(name, label)) - before;
      return rise >= by ? rise : undefined;
    });
  }
}
