import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { MovableClock } from '../../gateway/clock.ts';
import type { App } from '../../gateway/http/app.ts';
import { AudioFiles } from '../../gateway/recordings/audio-files.ts';
import { audioRoutes } from '../../gateway/recordings/audio-routes.ts';
import { makeSound } from '../gateway/audio/sounds.ts';
import { openSqlite, type TestDatabase } from '../gateway/database/engines.ts';
import { served } from '../gateway/http/served.ts';
import { launchBrowser } from './screen.ts';

const TEN_MINUTES = 'anoisesrc=d=600:c=pink:a=0.4:seed=7';
const approver = { id: 'x', username: 'x', name: 'x', role: 'approver', areas: [] } as const;

/** In the page: to the ninth minute, then half a second of it. */
const JUMP = `(async () => {
  const audio = document.querySelector('video, audio');
  audio.muted = true;
  const once = (name) => new Promise((resolve) => audio.addEventListener(name, resolve, { once: true }));
  if (audio.readyState < 1) await once('loadedmetadata');
  audio.currentTime = 540;
  await once('seeked');
  await audio.play();
  while (audio.currentTime < 540.5) await once('timeupdate');
  const last = audio.played.length - 1;
  return { duration: audio.duration, from: audio.played.start(last), to: audio.played.end(last) };
})()`;

describe('a recording of ten minutes in the browser', () => {
  let test: TestDatabase;
  let folder: string;
  let app: App;
  let browser: Browser;
  let url: string;
  const ranges: string[] = [];

  beforeAll(async () => {
    test = await openSqlite();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-seek-'));
    const { database } = test;
    const clock = new MovableClock(Date.now());
    const files = new AudioFiles(folder);
    await files.start(new Set());
    const made = makeSound(
      join(folder, 'incoming', 'noise.opus'),
      TEN_MINUTES,
      '-c:a',
      'libopus',
      '-b:a',
      '128k',
      '-f',
      'ogg',
    );
    const sha256 = await files.keep(made, 'opus');
    const audit = new Audit({ database, clock });
    const outside = (door: App) => {
      audioRoutes(door, files);
      door.addHook('onSend', async (request, reply) => {
        if (request.url.startsWith('/audio/')) ranges.push(`${reply.statusCode} ${request.headers.range}`);
      });
    };
    app = await served({ clock, audit, personOf: () => approver }, { outside });
    url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/audio/${sha256}.opus`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('jumps to the last minute without fetching what lies before, and plays there', async () => {
    const context = await browser.newContext({ bypassCSP: true });
    await context.addCookies([{ name: 'loaxa_session', value: 'approver', url }]);
    const page = await context.newPage();
    await page.goto(url);
    const heard = await page.evaluate<{ duration: number; from: number; to: number }>(JUMP);
    expect(heard.duration).toBeGreaterThan(599);
    expect(heard.from).toBeGreaterThanOrEqual(539);
    expect(heard.to).toBeGreaterThan(540);
    const offsets = ranges.map((line) => Number(/^206 bytes=(\d+)-/.exec(line)?.[1] ?? 0));
    expect(Math.max(...offsets)).toBeGreaterThan(7_000_000);
    await context.close();
  });
});
