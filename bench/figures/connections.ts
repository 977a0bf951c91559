import { startBareAedes } from '../bare.ts';
import { inDatabase, inFolder, sqliteUrl } from '../database.ts';
import { settleFleet } from '../fleet.ts';
import { Load } from '../load.ts';
import type { LoadIdentity } from '../load-node.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { System } from '../system.ts';
import { sleep, until } from '../timing.ts';

/** Memory a node costs, how fast nodes connect, and how fast all are back after the broker died. */
export async function connections(options: Options): Promise<void> {
  for (const nodes of sizesOf(options.nodes, options)) {
    await inFolder(async (folder) => {
      const fleet = await inDatabase(sqliteUrl(folder), (database) => settleFleet(database, { nodes }, Date.now()));
      const bareKib = await bareMemory(fleet.identities);
      const system = await System.prepare(folder);
      const load = new Load();
      try {
        await system.start(nodes);
        await connect(system, load, fleet.identities, bareKib);
        await comeBack(system, load, nodes);
      } finally {
        await load.stop();
        await system.stop();
      }
    });
  }
}

async function bareMemory(identities: readonly LoadIdentity[]): Promise<number> {
  const broker = await startBareAedes();
  const load = new Load();
  try {
    const before = broker.usage().residentMb;
    const { seconds } = await load.connect(broker.port, identities, { birth: false });
    await sleep(2_000);
    const kib = ((broker.usage().residentMb - before) * 1_024) / identities.length;
    const nodes = identities.length;
    figure('connections.bare-aedes-memory', kib, 'KiB a node', { nodes });
    figure('connections.bare-aedes-rate', nodes / seconds, 'per s', { nodes });
    return kib;
  } finally {
    await load.stop();
    await broker.stop();
  }
}

async function connect(system: System, load: Load, identities: readonly LoadIdentity[], bareKib: number) {
  const nodes = identities.length;
  const before = system.usage();
  const { seconds } = await load.connect(system.mqttPort, identities);
  figure('connections.rate', nodes / seconds, 'per s', { nodes, says: 'signed in, subscribed, birth sent' });
  await until('the births', async () => (await system.count('births')) >= nodes);
  await load.beats(nodes, 1);
  await sleep(3_000);
  const after = system.usage();
  const kib = ((after.broker.residentMb - before.broker.residentMb) * 1_024) / nodes;
  const ofBare = Number((kib / bareKib).toPrecision(3));
  figure('connections.broker-memory', kib, 'KiB a node', { nodes, ofBare, targetShare: 1.5 });
  const gatewayKib = ((after.gateway.residentMb - before.gateway.residentMb) * 1_024) / nodes;
  figure('connections.gateway-memory', gatewayKib, 'KiB a node', { nodes });
  figure('connections.memory', after.broker.residentMb + after.gateway.residentMb, 'MB', {
    nodes,
    broker: Math.round(after.broker.residentMb),
    gateway: Math.round(after.gateway.residentMb),
    target: 700,
  });
}

/** As after a power cut of the server: the nodes find the broker again with their own pauses. */
async function comeBack(system: System, load: Load, nodes: number): Promise<void> {
  load.stayConnected(system.mqttPort);
  const [births, before] = [await system.count('births'), await load.counts()];
  await system.killBroker();
  const started = performance.now();
  const told = (name: string, more = {}) =>
    figure(`connections.${name}`, (performance.now() - started) / 1_000, 's', { nodes, target: 60, ...more });
  await system.startBroker();
  await until('every node back', async () => (await load.counts()).connected === nodes, 120_000, 200);
  told('all-back');
  const handled = async () => (await system.count('births')) - births;
  const lost = nodes - (await upTo(nodes, handled));
  told('births-handled', { lost });
  const answered = async () => (await load.counts()).configs - before.configs;
  const unanswered = nodes - (await upTo(nodes, answered));
  told('births-answered', { unanswered });
}

/** Waits until the count is reached or does not grow for five seconds; returns it. */
async function upTo(count: number, read: () => Promise<number>): Promise<number> {
  let reached = await read();
  for (let still = 0; reached < count && still < 50; still++) {
    await sleep(100);
    const now = await read();
    if (now > reached) still = 0;
    reached = now;
  }
  return Math.min(count, reached);
}
