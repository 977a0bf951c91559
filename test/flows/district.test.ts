import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Area, Node, PresencePeriod } from '../../protocol/api/areas.ts';
import type { Bulletin, Recording, Run } from '../../protocol/api/broadcast.ts';
import type { HamletCoverage } from '../../protocol/api/coverage.ts';
import { dayOf, instantAt } from '../../protocol/vietnam-time.ts';
import { launchBrowser, openContext } from '../browser/screen.ts';
import type { ApiClient } from './api-client.ts';
import { approvedBulletin, type Commune, foundCommune, minuteAfter, scheduleOnce } from './commune.ts';
import { correlation, samplesOf } from './pcm.ts';
import { eventually } from './processes.ts';
import { System } from './system.ts';

const SPEECH =
  'Kính thưa bà con. Sáng nay Ủy ban nhân dân xã thông báo lịch tiêm phòng cho trẻ em tại trạm y tế. Đề nghị các gia đình đưa con em đến đúng giờ, mang theo sổ tiêm chủng.';

describe('a commune with five nodes', () => {
  let system: System;
  let admin: ApiClient;
  let commune: Commune;
  let hamlet: Area;
  let recording: Recording;
  let bulletin: Bulletin;
  const nodes: Node[] = [];

  beforeAll(async () => {
    system = await System.start();
    commune = await foundCommune(system);
    ({ admin, hamlet } = commune);
    const spoken = { name: 'tiem-phong', title: 'Tiêm phòng', text: SPEECH };
    const codes = Array.from({ length: 5 }, (_, index) => `TL-00${index + 1}`);
    const hang = Promise.all(codes.map((code) => system.addNode(admin, hamlet, code)));
    ({ recording, bulletin } = await approvedBulletin(system, commune, spoken));
    nodes.push(...(await hang));
  }, 180_000);

  afterAll(() => system?.stop(), 60_000);

  const schedule = (dueAt: number) => scheduleOnce(commune, bulletin, dueAt);
  const runOf = (id: string) => admin.get<Run>(`/api/v1/runs/${encodeURIComponent(id)}`);
  const everyNodeHolds = (run: string) =>
    eventually(
      'every node holds the plan and the audio',
      () => nodes.every((node) => system.holds(node.id, run, recording)) || undefined,
      30_000,
    );

  /** What left a node for one run, and when it began. */
  function played(node: string, run: string): { file: string; startedAt: number } {
    const folder = system.wavFolderOf(node);
    const sidecars = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({
        name,
        ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as { run: string; startedAt: number }),
      }))
      .filter((sidecar) => sidecar.run === run);
    expect(sidecars, `pieces of ${run} on ${node}`).toHaveLength(1);
    const { name, startedAt } = sidecars[0] as { name: string; startedAt: number };
    return { file: join(folder, name.replace(/\.json$/, '.wav')), startedAt };
  }

  it('plays a scheduled recording at the due second, as recorded, and the run shows five receipts', async () => {
    const before = await admin.get<HamletCoverage>(
      `/api/v1/coverage/${hamlet.id}?from=${dayOf(Date.now())}&to=${dayOf(Date.now())}`,
    );
    const dueAt = minuteAfter(20_000);
    const id = await schedule(dueAt);
    await everyNodeHolds(id);
    const browser = await launchBrowser();
    const context = await openContext(browser, system.url);
    await context.addCookies(admin.cookies);
    const page = await context.newPage();
    await page.goto(`/luot-phat/${encodeURIComponent(id)}`);
    await page.waitForSelector('main#content table');
    const run = await eventually(
      'five receipts',
      async () => {
        const answer = await runOf(id);
        return answer.counts.full === 5 ? answer : undefined;
      },
      dueAt + recording.durationMs + 20_000 - Date.now(),
    );
    const shown = page.locator('table [data-meaning=good]');
    await eventually('the open page shows five receipts', async () => (await shown.count()) === 5 || undefined);
    await browser.close();
    expect(run.deliveries.map((delivery) => [delivery.state, delivery.heard])).toEqual(Array(5).fill(['full', true]));
    const source = samplesOf(join(system.folder, 'tiem-phong.mp3'));
    for (const node of nodes) {
      const { file, startedAt } = played(node.id, id);
      const sounds = correlation(source, samplesOf(file));
      console.info(
        JSON.stringify({
          figure: 'scheduled play',
          node: node.code,
          startErrorMs: startedAt - dueAt,
          correlation: Number(sounds.toFixed(3)),
        }),
      );
      expect(Math.abs(startedAt - dueAt)).toBeLessThanOrEqual(250);
      expect(sounds).toBeGreaterThanOrEqual(0.9);
    }
    const moved = await eventually('the verdict moves', async () => {
      const now = await admin.get<HamletCoverage>(
        `/api/v1/coverage/${hamlet.id}?from=${dayOf(dueAt)}&to=${dayOf(dueAt)}`,
      );
      return now.verdict.sessions.heard > before.verdict.sessions.heard ? now : undefined;
    });
    expect(moved.sessions.map((session) => session.state)).toContain('heard');
  }, 180_000);

  it('plays all the same when broker and gateway were killed, and reports once, late; the gap is unobserved, not offline', async () => {
    const dueAt = Date.now() + 25_000;
    const id = await schedule(dueAt);
    await everyNodeHolds(id);
    await system.gateway?.kill();
    await system.broker?.kill();
    const killedAt = Date.now();
    await eventually(
      'every node has played',
      () =>
        nodes.every((node) =>
          readdirSync(system.wavFolderOf(node.id)).some(
            (name) =>
              name.endsWith('.json') && readFileSync(join(system.wavFolderOf(node.id), name), 'utf8').includes(id),
          ),
        ) || undefined,
      dueAt + recording.durationMs + 10_000 - Date.now(),
    );
    await system.startServers();
    admin = await system.again();
    const run = await eventually(
      'five late receipts',
      async () => {
        const answer = await runOf(id);
        return answer.counts.full === 5 ? answer : undefined;
      },
      60_000,
    );
    expect(run.deliveries).toHaveLength(5);
    for (const delivery of run.deliveries) expect(delivery.receivedAt).toBeGreaterThan(dueAt + recording.durationMs);
    for (const node of nodes) {
      expect(Math.abs(played(node.id, id).startedAt - dueAt)).toBeLessThanOrEqual(250);
      const { periods } = await admin.get<{ periods: PresencePeriod[] }>(
        `/api/v1/nodes/${node.id}/presence?from=${killedAt + 16_000}&to=${dueAt + recording.durationMs}`,
      );
      expect(periods.map((period) => period.state)).toEqual(['unobserved']);
    }
    expect(new Set(run.deliveries.map((delivery) => delivery.evidence)).size).toBe(5);
  }, 240_000);

  it('plays now on command, and stop silences it with a receipt of the seconds played', async () => {
    const run = await admin.post<Run>('/api/v1/runs', { bulletin: bulletin.id, targets: [{ area: hamlet.id }] });
    await eventually(
      'all five sound',
      () =>
        nodes.every((node) => readdirSync(system.wavFolderOf(node.id)).some((name) => name.startsWith(run.id))) ||
        undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await admin.post('/api/v1/stop', { run: run.id });
    const stopped = await eventually('five receipts of a stopped run', async () => {
      const answer = await runOf(run.id);
      return answer.counts.partial === 5 ? answer : undefined;
    });
    for (const delivery of stopped.deliveries) {
      expect(delivery.reason).toBe('stopped');
      expect(delivery.playedMs).toBeGreaterThan(500);
      expect(delivery.playedMs).toBeLessThan(recording.durationMs);
    }
  }, 60_000);

  it('refuses to schedule at 03:15 in quiet hours, with the next allowed time', async () => {
    const tomorrow = dayOf(Date.now() + 86_400_000);
    await system.quietHours(admin, hamlet.parent as string, [{ from: '21:00', to: '05:00' }]);
    await expect(
      admin.post('/api/v1/programmes', {
        title: 'Tiếp âm',
        bulletins: [bulletin.id],
        targets: [{ area: hamlet.id }],
        recurrence: { from: tomorrow, to: tomorrow, times: ['03:15'] },
      }),
    ).rejects.toMatchObject({
      status: 422,
      code: 'quiet-hours',
      message: expect.stringContaining(String(instantAt(tomorrow, '05:00'))),
    });
  });
});
