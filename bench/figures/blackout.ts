import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MovableClock } from '../../gateway/clock.ts';
import { readConfig } from '../../gateway/config.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { silentLog } from '../../gateway/log.ts';
import type { Area } from '../../protocol/api/areas.ts';
import { subscriptionInput } from '../../protocol/api/notify.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { inFolder } from '../database.ts';
import { figure } from '../report.ts';
import { timed } from '../timing.ts';

const NODES_A_COMMUNE = 100;
const NODES_A_HAMLET = 5;
const BEAT_SECONDS = 30;
const SESSION = '01JDB5K3X8Q4S0000000000001';
const SYSTEM = { id: 'system' };

/**
 * The whole province dark, in the gateway as it runs: each cause becomes a case with its number, places and search key, and a message
 * to who subscribed for that commune. Nothing leaves the house: what is written is what is measured.
 */
export function blackout(count: number): Promise<void> {
  return inFolder(async (folder) => {
    for (const name of ['gateway.credential', 'roster.token']) writeFileSync(join(folder, name), 'x'.repeat(43));
    const clock = new MovableClock(Date.parse('2026-11-22T01:00:00Z'));
    const config = readConfig({ LOAXA_DATA_DIR: folder });
    const gateway = await createGateway(config, { log: silentLog, clock, monotonic: () => clock.now() });
    await gateway.load();
    try {
      await gateway.notify.delivering.stop();
      const nodes = await settle(gateway, count);
      await measure(gateway, clock, nodes);
    } finally {
      await gateway.stop();
    }
  });
}

async function measure(gateway: Gateway, clock: MovableClock, nodes: readonly string[]): Promise<void> {
  const { watch, presence, faults, database } = gateway;
  const second = async (isBeating: boolean) => {
    clock.set(clock.now() + 1_000);
    const now = clock.now();
    watch.echo(now);
    for (let index = Math.floor(now / 1_000) % BEAT_SECONDS; isBeating && index < nodes.length; index += BEAT_SECONDS) {
      const beat = beatOf(nodes[index] ?? '', now);
      presence.beat(beat.node, beat, now);
      faults.beat(beat.node, beat, now);
    }
    await faults.tick(now);
  };
  for (let warm = 0; warm < 2 * BEAT_SECONDS; warm++) await second(true);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const dark = await timed(4 * BEAT_SECONDS + 10, () => second(false));
  delay.disable();
  const counted = async (table: string) => Number((await database.read(table).count({ n: '*' }).first())?.n);
  const size = { nodes: nodes.length, cases: await counted('cases'), messages: await counted('notifications') };
  figure('faults.blackout-with-cases-worst-second', dark.at(-1) ?? 0, 'CPU ms', size);
  figure('faults.blackout-with-cases-loop-delay-worst', delay.max / 1e6, 'ms', size);
}

/** Communes, hamlets, enrolled nodes, and somebody in each commune who wants to be told. */
async function settle(gateway: Gateway, count: number): Promise<string[]> {
  const usual = { validFrom: '2026-01-01', predecessors: [] };
  const id = (number: number) => areaIdFrom(new Uint8Array([...new Uint8Array(6), 0, 0, number >> 8, number & 255]));
  const province = { ...usual, id: id(0), kind: 'province', unit: 'tỉnh', name: 'Nghệ An' } as const;
  const communes = Array.from({ length: Math.ceil(count / NODES_A_COMMUNE) }, (_, index): Area => {
    return { ...usual, id: id(index + 1), kind: 'commune', unit: 'xã', name: `Xã ${index}`, parent: province.id };
  });
  const hamlets = Array.from({ length: Math.ceil(count / NODES_A_HAMLET) }, (_, index): Area => {
    const parent = communes[Math.floor((index * NODES_A_HAMLET) / NODES_A_COMMUNE)]?.id;
    const place = {
      id: id(index + 10_000),
      kind: 'hamlet',
      unit: 'thôn',
      name: `Thôn ${index}`,
      households: 100,
    } as const;
    return { ...usual, ...place, parent };
  });
  await gateway.areas.save(SYSTEM, [province, ...communes, ...hamlets], 'area.import');
  const now = gateway.clock.now();
  const made = Array.from({ length: count }, (_, index) => {
    const hamlet = hamlets[Math.floor(index / NODES_A_HAMLET)]?.id ?? '';
    const input = { hamlet, code: `TL-${index}`, place: '', horns: 2, technology: 'ip' as const };
    return { ...gateway.nodes.newNode(input), enrolledAt: now };
  });
  for (let from = 0; from < made.length; from += 2_000)
    await gateway.nodes.apply({ by: SYSTEM.id, action: 'node.import', outcome: 'done' }, () =>
      made.slice(from, from + 2_000).map((node) => ({ node })),
    );
  const person = { username: 'admin', name: 'Admin', role: 'administrator', areas: [province.id] } as const;
  const admin = await gateway.accounts.createAccount(SYSTEM, { ...person, password: 'for-this-bench-only' });
  const settings = { kind: 'web-hook', url: 'https://loaxa.example/hook' } as const;
  const { id: channel } = await gateway.notify.channels.add(admin, { name: 'hook', settings });
  for (const { id: area, name } of communes)
    await gateway.notify.subscriptions.add(admin, subscriptionInput.parse({ channel, to: '', area, name }));
  return made.map((node) => node.id);
}

function beatOf(node: string, at: number): Beat {
  return {
    ...{ v: 1, node, session: SESSION, seq: 1, at, uptimeMs: 1, beatMs: BEAT_SECONDS * 1_000 },
    ...{ power: 'mains', mainsVolts: 228, rssiDbm: -80, celsius: 40, freeBytes: 1e9, line: 'ok', amplifier: 'ok' },
  };
}
