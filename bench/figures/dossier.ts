import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readConfig } from '../../gateway/config.ts';
import { Database } from '../../gateway/database/database.ts';
import { createGateway, type Gateway } from '../../gateway/gateway.ts';
import { silentLog } from '../../gateway/log.ts';
import type { Dossier } from '../../protocol/api/reports.ts';
import { addDays, type Day, dayOf } from '../../protocol/vietnam-time.ts';
import { fillCommuneYear } from '../commune-year.ts';
import type { Options } from '../options.ts';
import { figure } from '../report.ts';
import { secondsOf } from '../timing.ts';

/** Done-when 5: the dossier of 50 hamlets and 12 months in at most 30 s, its progress told meanwhile. */
export async function dossier({ quick }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-bench-dossier-'));
  for (const name of ['gateway.credential', 'roster.token']) writeFileSync(join(folder, name), 'x'.repeat(43));
  const config = readConfig({ LOAXA_DATA_DIR: folder, LOAXA_PUBLIC_URL: 'https://loaxa.example' });
  const database = new Database(config.databaseUrl, { durable: false });
  const gateway = await createGateway(config, { log: silentLog, database });
  await gateway.load();
  try {
    const to = addDays(dayOf(Date.now()), -1);
    await measure(
      gateway,
      quick ? { hamlets: 5, from: addDays(to, -59), to } : { hamlets: 50, from: addDays(to, -364), to },
    );
  } finally {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(gateway: Gateway, size: { hamlets: number; from: Day; to: Day }): Promise<void> {
  const { commune, deliveries } = await fillCommuneYear(gateway.database, gateway.tree, size);
  await gateway.coverage.rollUp();
  const approver = { id: 'x', username: 'x', name: 'x', role: 'approver' as const, areas: [commune.id] };
  await gateway.dossiers.start();
  const told: string[] = [];
  let made: Dossier | undefined;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const before = process.cpuUsage();
  const seconds = await secondsOf(async () => {
    const { id } = await gateway.dossiers.order(approver, {
      ...{ area: commune.id, from: size.from, to: size.to },
      parts: ['pdf', 'xlsx', 'csv', 'page'],
    });
    const watching = setInterval(async () => {
      const { step, progress } = await gateway.dossiers.get(approver, id);
      if (told.at(-1) !== `${step} ${progress}`) told.push(`${step} ${progress}`);
    }, 250);
    await gateway.dossiers.idle();
    clearInterval(watching);
    made = await gateway.dossiers.get(approver, id);
  });
  delay.disable();
  const cpu = process.cpuUsage(before);
  if (made?.state !== 'ready') throw new Error(`the dossier is ${made?.state}: ${made?.error}`);
  figure('dossier.made', seconds, 's', {
    ...{ hamlets: size.hamlets, deliveries, receipts: made.receipts, told: told.length },
    processorSeconds: Math.round((cpu.user + cpu.system) / 1e5) / 10,
    bytes: Object.fromEntries(made.files.map(({ name, bytes }) => [name, bytes])),
  });
  figure('dossier.loop-delay-p99', delay.percentile(99) / 1e6, 'ms', { max: Math.round(delay.max / 1e6) });
}
