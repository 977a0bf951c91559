import { type ChildProcess, fork } from 'node:child_process';
import type { Logger } from 'pino';
import { endProgram } from '../../protocol/end-program.ts';
import type { FleetArguments } from '../arguments.ts';
import { demoFiles, type SimConfig } from '../config.ts';
import { LocalStation } from '../station/local-station.ts';
import { benchIdentity } from './bench-identity.ts';
import { Fleet } from './fleet.ts';
import type { FleetNode } from './fleet-node.ts';
import { readNodes, readTrust } from './identities.ts';

export interface Running {
  /** Resolves when every node is on the line. */
  readonly connected: Promise<void>;
  stop(): Promise<void>;
}

/** Runs a fleet in this process, or divides it among others started from the same program. */
export async function runFleet(
  options: FleetArguments,
  config: SimConfig,
  log: Logger,
  argv: readonly string[],
): Promise<Running> {
  if (options.processes > 1 && options.share === undefined) return divide(options.processes, argv);
  const demo = options.source.kind === 'demo' ? demoFiles(config.dataDir) : undefined;
  const all = await nodesOf(options, config);
  const nodes = all.slice(0, options.count).filter((_, index) => isInShare(options.share, index));
  const total = Math.min(all.length, options.count ?? all.length);
  const trust = await readTrust(options.keys ?? demo?.keys ?? '');
  const fleet = new Fleet(
    {
      nodes,
      trust,
      mqttUrl: options.mqtt ?? config.mqttUrl,
      httpUrl: options.url ?? config.httpUrl,
      stateFolder: options.volatile ? undefined : (options.state ?? demo?.state),
      share: options.share,
      scenario: options.scenario,
      seed: options.seed,
      beatMs: options.rate === undefined ? options.beatMs : (total / options.rate) * 1_000,
      connectsPerSecond: options.connectRate,
      spreadMs: options.spreadMs,
      mostStreams: options.mostStreams,
    },
    { log },
  );
  // One for all of a fleet's processes.
  const station =
    demo && (options.share === undefined || options.share.startsWith('1-')) ? new LocalStation(log) : undefined;
  station?.start(config.stationPort);
  const connected = fleet.start().then(() => fleet.connected());
  return {
    connected,
    stop: async () => {
      station?.stop();
      await fleet.stop();
    },
  };
}

async function nodesOf({ source, seed }: FleetArguments, config: SimConfig): Promise<FleetNode[]> {
  switch (source.kind) {
    case 'bench':
      return Array.from({ length: source.count }, (_, index) => benchIdentity(seed, index));
    case 'files':
      return readNodes(source.nodes);
    case 'demo':
      return readNodes(demoFiles(config.dataDir).nodes);
  }
}

function isInShare(share: string | undefined, index: number): boolean {
  if (share === undefined) return true;
  const [part, parts] = share.split('-').map(Number) as [number, number];
  return index % parts === part - 1;
}

function divide(processes: number, argv: readonly string[]): Running {
  const children = Array.from({ length: processes }, (_, index) =>
    fork(process.argv[1] ?? '', [...argv, '--share', `${index + 1}-${processes}`]),
  );
  return {
    connected: Promise.all(children.map(readiness)).then(() => undefined),
    stop: async () => {
      for (const child of children) endProgram(child, 'SIGTERM');
      await Promise.all(
        children.map((child) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))),
      );
    },
  };
}

function readiness(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`a process of the fleet ended with ${code} before it was ready`)));
  });
}
