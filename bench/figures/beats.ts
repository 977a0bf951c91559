import { type BareBroker, BarePipe, startBareAedes } from '../bare.ts';
import { closedLoop, type FullSpeed } from '../closed-loop.ts';
import { inDatabase, inFolder, sqliteUrl } from '../database.ts';
import { type Fleet, settleFleet } from '../fleet.ts';
import { Load } from '../load.ts';
import { type Options, sizesOf } from '../options.ts';
import { prepared } from '../prepared.ts';
import { figure } from '../report.ts';
import type { System } from '../system.ts';
import { sleep, until } from '../timing.ts';

interface Phases {
  readonly fullSeconds: number;
  readonly warmUpSeconds: number;
  readonly steadySeconds: number;
  readonly overloadSeconds: number;
  readonly restSeconds: number;
}

const PHASES: Phases = { fullSeconds: 15, warmUpSeconds: 5, steadySeconds: 30, overloadSeconds: 15, restSeconds: 30 };
const QUICK: Phases = { fullSeconds: 3, warmUpSeconds: 1, steadySeconds: 3, overloadSeconds: 3, restSeconds: 3 };
const STEADY_PER_SECOND = 10_000;
const BEAT_EVERY_S = 30;

/** Heartbeats from the socket to the row, beside the bare pipe of the same run. */
export async function beats(options: Options): Promise<void> {
  const phases = options.quick ? QUICK : PHASES;
  for (const nodes of sizesOf(options.nodes, options)) {
    await inFolder(async (folder) => {
      const fleet = await inDatabase(sqliteUrl(folder), (database) => settleFleet(database, { nodes }, Date.now()));
      const bare = await bareSpeed(folder, fleet, phases);
      await prepared(folder, fleet, async (system, load) => {
        const own = await ownSpeed(system, load, nodes, phases, bare);
        await steady(system, load, nodes, phases);
        await overload(system, load, nodes, phases, own);
        await atRest(system, load, nodes, phases);
      });
    });
  }
}

async function bareSpeed(folder: string, fleet: Fleet, phases: Phases): Promise<FullSpeed> {
  const broker: BareBroker = await startBareAedes();
  const pipe = await BarePipe.start(broker.port, folder, 'beat');
  const load = new Load();
  try {
    await load.connect(broker.port, fleet.identities, { birth: false });
    const usages = () => [broker.usage(), pipe.usage()];
    const bare = await closedLoop(load, () => pipe.handled, usages, {
      seconds: phases.fullSeconds,
      warmUpSeconds: phases.warmUpSeconds,
    });
    const [brokerCpu, pipeCpu] = bare.cpuSecondsPerMillion;
    figure('beats.bare-pipe', bare.perSecond, 'per s', { nodes: fleet.identities.length, brokerCpu, pipeCpu });
    return bare;
  } finally {
    await load.stop();
    await pipe.stop();
    await broker.stop();
  }
}

async function ownSpeed(
  system: System,
  load: Load,
  nodes: number,
  phases: Phases,
  bare: FullSpeed,
): Promise<FullSpeed> {
  const usages = () => [system.usage().broker, system.usage().gateway];
  const { fullSeconds: seconds, warmUpSeconds } = phases;
  const own = await closedLoop(load, () => system.count('beats'), usages, { seconds, warmUpSeconds });
  const ofBare = Number((own.perSecond / bare.perSecond).toPrecision(3));
  figure('beats.full-speed', own.perSecond, 'per s', { nodes, ofBare, targetShare: 0.6 });
  const [broker, gateway] = own.cpuSecondsPerMillion;
  figure('beats.broker-cpu', broker ?? 0, 'CPU s per million', { nodes });
  figure('beats.gateway-cpu', gateway ?? 0, 'CPU s per million', { nodes });
  return own;
}

async function steady(system: System, load: Load, nodes: number, phases: Phases): Promise<void> {
  const before = await system.count('beats');
  const started = performance.now();
  let over = false;
  let worst = 0;
  const watching = (async () => {
    while (!over) {
      await sleep(500);
      const due = ((performance.now() - started) / 1_000) * STEADY_PER_SECOND;
      const handled = (await system.count('beats')) - before;
      if (!over) worst = Math.max(worst, due - handled);
    }
  })();
  const sent = await load.beats(STEADY_PER_SECOND, phases.steadySeconds);
  const seconds = (performance.now() - started) / 1_000;
  const left = sent - ((await system.count('beats')) - before);
  over = true;
  await watching;
  figure('beats.steady-10000', left, 'beats behind at the end', {
    nodes,
    seconds: phases.steadySeconds,
    sentPerSecond: Math.round(sent / seconds),
    worstBehind: Math.round(worst),
  });
  await until('the beats of the steady phase', async () => (await system.count('beats')) - before >= sent);
}

/** More than it can take, as when a region comes back and every node has much to say; then how long until nothing is left over. */
async function overload(system: System, load: Load, nodes: number, phases: Phases, own: FullSpeed): Promise<void> {
  const offered = Math.round(own.perSecond * 1.3);
  const before = await system.count('beats');
  const started = performance.now();
  let peakMb = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const { broker, gateway } = system.usage();
      peakMb = Math.max(peakMb, broker.residentMb + gateway.residentMb);
      await sleep(250);
    }
  })();
  const sent = await load.beats(offered, phases.overloadSeconds);
  const seconds = (performance.now() - started) / 1_000;
  const handled = (await system.count('beats')) - before;
  const ended = performance.now();
  await until('the backlog of the overload', async () => (await system.count('beats')) - before >= sent, 120_000);
  const recovery = (performance.now() - ended) / 1_000;
  over = true;
  await watching;
  const share = Number((handled / seconds / own.perSecond).toPrecision(3));
  figure('beats.overload-delivered', handled / seconds, 'per s', {
    nodes,
    offered: Math.round(sent / seconds),
    ofFullSpeed: share,
    targetShare: 0.5,
  });
  figure('beats.overload-recovery', recovery, 's', { nodes, target: 10 });
  figure('beats.overload-memory', peakMb, 'MB', { nodes, says: 'broker and gateway together' });
}

async function atRest(system: System, load: Load, nodes: number, phases: Phases): Promise<void> {
  await sleep(3_000);
  const before = system.usage();
  const started = performance.now();
  await load.beats(nodes / BEAT_EVERY_S, phases.restSeconds);
  const seconds = (performance.now() - started) / 1_000;
  const after = system.usage();
  const share = (process: 'broker' | 'gateway') =>
    Number((((after[process].cpuSeconds - before[process].cpuSeconds) / seconds) * 100).toPrecision(3));
  const [broker, gateway] = [share('broker'), share('gateway')];
  figure('beats.at-rest', broker + gateway, '% of one core', { nodes, broker, gateway, target: 25 });
}
