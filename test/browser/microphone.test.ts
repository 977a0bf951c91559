import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Node } from '../../protocol/api/areas.ts';
import type { Recording, Run } from '../../protocol/api/broadcast.ts';
import type { BroadcastSettings } from '../../protocol/api/broadcast-settings.ts';
import type { LiveSession } from '../../protocol/api/live.ts';
import type { ApiClient } from '../flows/api-client.ts';
import { Cable } from '../flows/cable.ts';
import { foundCommune } from '../flows/commune.ts';
import { enrolFleet, startFleet } from '../flows/good-fleet.ts';
import { samplesOf } from '../flows/pcm.ts';
import { eventually, type Running } from '../flows/processes.ts';
import { System } from '../flows/system.ts';
import { MICROPHONE } from './desk.ts';
import { listenBeside, saidIn } from './microphone/page-ear.ts';
import { delaysOf, type Heard, share, stretchOf, tonesIn, tonesOfNode, tonesWav, wasSaid } from './microphone/tones.ts';
import { launchBrowser, openContext, PHONE } from './screen.ts';

const BOARDS = 3;
/** `npm run bench -- --only live` measures with 200. */
const LIGHT = Number(process.env.LOAXA_TEST_LIGHT_NODES ?? 30);
/** That they play is seen by their open streams: nothing is measured by their beats. */
const BEAT_MS = 10_000;
const PASSWORD = 'mot-mat-khau-dai';
/** From when every loudspeaker plays: nine changes of tone. */
const SPOKEN_MS = 5_400;
/** What a loaded machine may add; the figure itself is printed (issue 7: p95 ≤ 1.5 s). */
const LOOSE_DELAY_MS = 5_000;

// A session of a moment cannot be waited for: where the machine stood still for two seconds, the gateway rightly ended it, and it is spoken again.
let system: System;
let operator: ApiClient;
let boards: Node[] = [];
let fleet: Running;
let cable: Cable;
let browser: Browser;

beforeAll(async () => {
  system = await System.start();
  const { admin, hamlet } = await foundCommune(system);
  await setChime(admin, hamlet.parent ?? '');
  await system.gateway?.stop();
  const light = await enrolFleet(system, hamlet.id, LIGHT);
  await system.startGateway();
  const account = { username: 'nga', name: 'Nguyễn Thị Nga', role: 'operator', password: PASSWORD };
  await admin.post('/api/v1/accounts', { ...account, areas: [hamlet.parent] });
  operator = await system.signIn('nga', PASSWORD);
  const hang = (_: unknown, index: number) => system.addNode(admin, hamlet, `TL-${index + 1}`, ['--spread-ms', '200']);
  boards = await Promise.all(Array.from({ length: BOARDS }, hang));
  fleet = await startFleet(system, light, BEAT_MS);
  cable = await Cable.to(system.ports.http);
  const wav = tonesWav(join(system.folder, 'tones.wav'));
  browser = await launchBrowser([...MICROPHONE, `--use-file-for-fake-audio-capture=${wav}`]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await cable?.pull();
  await fleet?.stop();
  await system?.stop();
}, 60_000);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

/** What sounds before every speaker here: so low that it is none of the tones that are said, even where a busy machine tears it. */
async function setChime(admin: ApiClient, commune: string): Promise<void> {
  const file = join(system.folder, 'chime.wav');
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=150:duration=1.5'];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...source, file]);
  const { sha256 } = await admin.upload<Recording>('/api/v1/recordings', file, { title: 'Nhạc hiệu' });
  const path = `/api/v1/areas/${commune}/broadcast-settings`;
  const settings = await admin.get<BroadcastSettings>(path);
  await admin.put(path, { ...settings, chime: { normal: sha256 }, reason: 'nhạc hiệu của xã' });
}

/** A telephone that hears nothing but the tones, on the page from which one speaks, with every loudspeaker ready. */
async function telephone(address: string): Promise<Page> {
  const context = await openContext(browser, address, PHONE, { permissions: ['microphone'] });
  await context.addCookies(operator.cookies.map(({ name, value }) => ({ name, value, url: address })));
  await listenBeside(context);
  const page = await context.newPage();
  await page.goto('/truc-tiep');
  await page.waitForSelector(`text=${BOARDS + LIGHT}/${BOARDS + LIGHT} cụm phát trực tiếp được`, { timeout: 60_000 });
  return page;
}

/** Presses, and waits until the loudspeakers sound. */
async function speak(page: Page): Promise<LiveSession> {
  await page.click('main button:has-text("BẮT ĐẦU NÓI")');
  await page.waitForSelector('[data-live=speaking]', { timeout: 30_000 }).catch(async (error) => {
    throw new Error(`nobody speaks: ${await page.textContent('main')}`, { cause: error });
  });
  const { items } = await operator.get<{ items: LiveSession[] }>('/api/v1/live');
  const [session] = items;
  if (!session) throw new Error('nobody speaks');
  return session;
}

/** When every node has closed its sink. */
function tonesOfBoards(run: string): Promise<Heard[][]> {
  return eventually(
    'every loudspeaker has ended',
    () => {
      const all = boards.map(({ id }) => tonesOfNode(system.wavFolderOf(id), run));
      return all.every((tones) => tones.length > 0) ? all : undefined;
    },
    60_000,
  );
}

test(`what is said into a browser leaves ${BOARDS} loudspeakers and ${LIGHT} light ones, is kept, and is receipted whole`, {
  timeout: 180_000,
  retry: 1,
}, async () => {
  const page = await telephone(system.url);
  const session = await speak(page);
  expect(session.startsAt - session.soundsAt).toBeGreaterThan(1_500);
  await page.waitForSelector(`[data-heard]:has-text("${BOARDS + LIGHT}/${BOARDS + LIGHT}")`, { timeout: 30_000 });
  const from = Date.now();
  await expect.poll(() => Date.now() - from, { timeout: 2 * SPOKEN_MS }).toBeGreaterThan(SPOKEN_MS);
  const shown = await page.textContent('[data-live=speaking]');
  await page.click('main button:has-text("KẾT THÚC")');
  const endedAt = Date.now();
  await page.waitForSelector('text=Người nói bấm kết thúc.', { timeout: 20_000 });
  const said = await saidIn(page);
  expect(said.length).toBeGreaterThan(8);

  const all = await tonesOfBoards(session.run);
  const delays = all.flatMap((heard) => delaysOf(said, heard));
  const figures = { p50: share(delays, 0.5), p95: share(delays, 0.95), max: Math.max(...delays) };
  const each = all.map((heard) => Math.round(share(delaysOf(said, heard), 0.95)));
  const shownDelay = /trễ [\d,]+ giây/.exec(shown ?? '')?.[0];
  console.info(
    JSON.stringify({
      figure: 'live.mouth-to-horn',
      unit: 'ms',
      ...{ p50: Math.round(figures.p50), p95: Math.round(figures.p95), max: Math.round(figures.max) },
      ...{ changes: delays.length, boards: BOARDS, light: LIGHT, p95OfEach: each, shownDelay },
    }),
  );
  for (const heard of all) {
    expect(wasSaid(said, heard), JSON.stringify(heard)).toBe(true);
    expect(heard.length).toBeGreaterThan(5);
  }
  expect(figures.p95).toBeLessThan(LOOSE_DELAY_MS);
  expect(delays.length).toBeGreaterThan(BOARDS * 4);

  const kept = await eventually('the recording', async () => {
    const now = await operator.get<LiveSession>(`/api/v1/live/${session.id}`);
    return now.recording ? now : undefined;
  });
  const { items } = await operator.get<{ items: Recording[] }>('/api/v1/recordings?limit=50');
  const recording = items.find(({ sha256 }) => sha256 === kept.recording);
  const answer = await fetch(`${system.url}/audio/${recording?.mp3}.mp3`, { headers: { cookie: operator.cookie } });
  const file = join(system.folder, 'said.mp3');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  const samples = samplesOf(file);
  const recorded = tonesIn(samples, 0);
  const saidMs = endedAt - session.startsAt;
  const lengthMs = samples.length / 8;
  const stretched = stretchOf(said, recorded);
  console.info(JSON.stringify({ figure: 'live.recording', lengthMs, saidMs, stretched, told: kept.durationMs }));
  expect(wasSaid(said, recorded)).toBe(true);
  for (const heard of all)
    expect(wasSaid(recorded, heard), JSON.stringify({ startsAt: session.startsAt, recorded, heard })).toBe(true);
  expect(Math.abs(stretched)).toBeLessThan(300);
  // It begins with what was on its way when the countdown ended: a piece of 120 ms, and one of 60 ms in the encoder.
  expect(Math.abs(lengthMs - saidMs)).toBeLessThan(600);

  const { counts } = await settledRun(session.run);
  expect(counts).toEqual({ full: BOARDS + LIGHT });
});

/** The run when every node has reported, or after a minute. */
async function settledRun(id: string): Promise<Run> {
  const run = () => operator.get<Run>(`/api/v1/runs/${id}`);
  const reported = async () => {
    const { counts } = await run();
    return (counts.full ?? 0) === BOARDS + LIGHT || undefined;
  };
  await eventually('every loudspeaker has reported', reported, 60_000).catch(() => undefined);
  return run();
}

/** So long after `at` the last tone left any of the horns. */
async function silentAfter(session: LiveSession, at: number): Promise<number> {
  const all = await tonesOfBoards(session.run);
  const last = Math.max(...all.map((heard) => heard.at(-1)?.to ?? 0));
  return last - at;
}

test.each([
  ['the page is killed', (page: Page) => page.context().close(), () => system.url],
  ['the network is gone without a word', async () => cable.freeze(), () => `http://127.0.0.1:${cable.port}`],
] as const)(
  '%s: every loudspeaker is silent within three seconds',
  async (what, cut, address) => {
    const page = await telephone(address());
    const session = await speak(page);
    await page.locator('[role=timer]', { hasText: /00:0[2-9]|00:[1-9]/ }).waitFor({ timeout: 30_000 });
    await cut(page);
    const cutAt = Date.now();
    const silentMs = await silentAfter(session, cutAt);
    console.info(JSON.stringify({ figure: 'live.silent-after-cut', what, ms: Math.round(silentMs) }));
    expect(silentMs).toBeGreaterThan(0);
    expect(silentMs).toBeLessThan(3_000);
    const ended = await operator.get<LiveSession>(`/api/v1/live/${session.id}`);
    expect(ended.end).toBe('socket');
    await page.context().close();
  },
  120_000,
);
