import type { Fleet } from './fleet.ts';
import { Load } from './load.ts';
import { System } from './system.ts';
import { until } from './timing.ts';

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
    await until('the births', async () => (await system.count('births')) >= nodes);
    await work(system, load, joined);
  } finally {
    await load.stop();
    await system.stop();
  }
}
