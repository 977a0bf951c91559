import { copyFileSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { it } from 'vitest';
import { openSqlite } from './gateway/database/engines.ts';
import { openOffice } from './gateway/appraisal/dossiers/office.ts';

it('measures', async () => {
  const test = await openSqlite();
  let t = performance.now();
  const office = await openOffice(test, { hamlets: 50, from: '2025-11-01', to: '2026-10-31' });
  console.log('filled', Math.round(performance.now() - t), 'ms', office.deliveries, 'deliveries');
  t = performance.now();
  await office.coverage.rollUp();
  console.log('rolled up', Math.round(performance.now() - t));
  const approver = office.person('approver', office.commune.id);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const steps: [number, string][] = [];
  await office.dossiers.start();
  delay.enable();
  t = performance.now();
  const d = await office.dossiers.order(approver, { area: office.commune.id, from: '2025-11-01', to: '2026-10-31', parts: ['pdf', 'xlsx', 'csv', 'page'] });
  const timer = setInterval(async () => {
    const now = await office.dossiers.get(approver, d.id);
    steps.push([Math.round(performance.now() - t), `${now.step} ${now.progress}`]);
  }, 250);
  await office.dossiers.idle();
  clearInterval(timer);
  console.log('made', Math.round(performance.now() - t), 'ms; delay max', Math.round(delay.max / 1e6), 'p99', Math.round(delay.percentile(99) / 1e6));
  console.log(steps.map(([at, s]) => `${at}: ${s}`).join(' | '));
  const made = await office.dossiers.get(approver, d.id);
  console.log(made.state, made.error, made.receipts, made.files.map((f) => `${f.name} ${f.bytes}`).join(', '));
  for (const name of ['ho-so.pdf', 'ho-so.xlsx', 'dossier.zip']) copyFileSync((await office.dossiers.file(approver, d.id, name)).path, `/tmp/big-${name}`);
  await office.close();
  await test.close();
}, 300_000);
