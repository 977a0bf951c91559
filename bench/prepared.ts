import type { Fleet } from './fleet.ts';
import { Load } from './load.ts';
import { System } from './system.ts';
import { sleep, until } from './timing.ts';

/** The system over a folder whose database holds the fleet, with every node connected and its birth answered. */
export async function prepared(
  folder: string,
  fleet: Fleet,
  work: (system: System, load: Load, joined: { readonly seconds: number }) => Promise<void>,
): Promise<void> {
  const system = await System.prepare(folder);
  const load = new Load();
  try {
    const nodes = fleet.identities.length;
    await system.start(nodes);
    const joined = await load.connect(system.mqttPort, fleet.identities);
    await until('an answer to every birth', async () => (await load.counts()).configs >= nodes, 120_000, 200);
    await atEase(system);
    await work(system, load, joined);
  } finally {
    await load.stop();
    await system.stop();
  }
}

/** Births are answered with config and plan, and the compiler settles: waits until the gateway has little to do. */
async function atEase(system: System): Promise<void> {
  let before = system.usage().gateway.cpuSeconds;
  await until(
    'the gateway at ease',
    async () => {
      await sleep(1_000);
      const now = system.usage().gateway.cpuSeconds;
      const idle = now - before < 0.2;
      before = now;
      return idle;
    },
    120_000,
  );
}
