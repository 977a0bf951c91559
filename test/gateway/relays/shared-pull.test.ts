import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../gateway/clock.ts';
import { silentLog } from '../../../gateway/log.ts';
import { AddressGuard } from '../../../gateway/outside/address-guard.ts';
import { checkStation } from '../../../gateway/relays/check.ts';
import { openStation } from '../../../gateway/relays/open-station.ts';
import { PULL_LIMITS, SharedPull } from '../../../gateway/relays/shared-pull.ts';
import { mp3HeaderAt } from '../../../protocol/mp3-frames.ts';
import { eventually } from '../../flows/processes.ts';
import { TestStation } from './test-station.ts';

const guard = new AddressGuard(['127.0.0.1']);
const LIMITS = { ...PULL_LIMITS, silenceMs: 2_000, backMs: 1_000, lostMs: 3_000, lingerMs: 1_000 };
const WITHIN_MS = 20_000;

describe('a station that is passed on', () => {
  let station: TestStation;
  let changes: string[];
  let pull: SharedPull;
  let isOver: boolean;

  beforeAll(async () => {
    station = await TestStation.start({ levelDb: -28 });
  });
  afterAll(() => station.stop());
  beforeEach(() => {
    [station.mood, station.pulls, changes, isOver] = ['sounds', 0, [], false];
  });
  afterEach(() => pull.stop());

  const begin = (path: string, limits = LIMITS) => {
    pull = new SharedPull({
      ...{ clock: systemClock, log: silentLog, limits },
      open: (signal) => openStation({ url: `${station.origin}${path}`, format: 'auto' }, { guard, signal }),
      changed: (condition, why) => changes.push(why ? `${condition}: ${why}` : condition),
      stopped: () => {
        isOver = true;
      },
    });
  };
  const join = () => pull.join(new AbortController().signal);

  test('is pulled once for all, each begins at a frame, levels are brought up, and it ends after the last has left', async () => {
    begin('/live');
    const listeners = await Promise.all([join(), join()]);
    const heard = listeners.map(heardBy);
    await eventually('sound comes', () => heard.every(({ bytes }) => bytes() > 48_000), WITHIN_MS);
    const third = await join();
    const late = heardBy(third);
    await eventually('the latecomer hears it too', () => late.bytes() > 4_000, WITHIN_MS);
    for (const { all } of [...heard, late]) expect(mp3HeaderAt(all(), 0)?.bytes).toBe(192);
    expect(station.pulls).toBe(1);
    expect(pull.listeners).toBe(3);
    expect(pull.found).toMatchObject({ codec: 'mp3', kbps: 64 });
    expect(Math.abs((pull.found?.levelDb ?? 0) + 28)).toBeLessThan(1.5);
    expect(Math.abs(meanDb(late.all()) + 16)).toBeLessThan(2);
    expect(changes).toEqual(['ok']);
    for (const one of [...listeners, third]) one.destroy();
    await eventually('it is let go', () => isOver && station.listeners === 0, WITHIN_MS);
  }, 60_000);

  test('that goes mute is found silent and passes silence; that dies ends the bodies; that is back begins anew', async () => {
    begin('/live');
    pull.keepUntil(Date.now() + 60_000);
    const first = heardBy(await join());
    await eventually('it sounds', () => changes.includes('ok'), WITHIN_MS);
    station.mood = 'mute';
    await eventually('it is silent', () => changes.includes('silent'), WITHIN_MS);
    const bytes = first.bytes();
    await eventually('silence comes as silence', () => first.bytes() > bytes, WITHIN_MS);
    station.mood = 'sounds';
    await eventually('it is back', () => changes.length === 3, WITHIN_MS);
    station.die();
    await eventually('the body ended', () => first.ended(), WITHIN_MS);
    expect(changes.at(-1)).toMatch(/^lost: /);
    const waiting = join();
    station.mood = 'sounds';
    await waiting;
    await eventually('it is back again', () => changes.length === 5, WITHIN_MS);
    expect(changes.map((change) => change.split(':')[0])).toEqual(['ok', 'silent', 'ok', 'lost', 'ok']);
  }, 60_000);

  test('over HLS continues over discontinuities and the end of its window', async () => {
    begin('/hls/master.m3u8');
    const heard = heardBy(await join());
    await eventually('it sounds', () => changes.includes('ok') && heard.bytes() > 40_000, WITHIN_MS);
    expect(changes).toEqual(['ok']);
    expect(pull.found?.codec).toBe('aac');
  }, 60_000);

  test('that is not there lets nobody wait for ever', async () => {
    begin('/nowhere', { ...LIMITS, holdMs: 500 });
    const first = heardBy(await join());
    await eventually('the body ends', () => first.ended(), WITHIN_MS);
    await expect(join()).rejects.toMatchObject({ code: 'relay-lost' });
    expect(changes).toEqual(['lost: HTTP 404']);
  }, 60_000);

  test('is looked at through pointer files, and says what it sends', async () => {
    const check = (path: string) =>
      checkStation((signal) => openStation({ url: `${station.origin}${path}`, format: 'auto' }, { guard, signal }));
    begin('/live');
    const [pls, hls] = await Promise.all([check('/live.pls'), check('/hls/live.m3u8')]);
    expect(pls).toMatchObject({ state: 'ok', found: { codec: 'mp3', kbps: 64 } });
    expect(hls).toMatchObject({ state: 'ok', found: { codec: 'aac' } });
    station.mood = 'mute';
    expect(await check('/live.m3u')).toMatchObject({ state: 'silent', found: { levelDb: -120 } });
  }, 60_000);

  test.each([
    ['a redirect into the own network', '/to-private', 'private-address'],
    ['a playlist whose segments lie in the own network', '/private-segment.m3u8', 'private-address'],
    ['a pointer into the own network', '/private.pls', 'private-address'],
    ['a pointer to a file of the server', '/file.m3u', 'bad-address'],
    ['a redirect with a password in it', '/to-password', 'password-in-address'],
    ['a redirect in a circle', '/circle', 'too-many-redirects'],
    ['a playlist without an end', '/endless.m3u8', 'answer-too-long'],
    ['an encrypted playlist', '/encrypted.m3u8', 'encrypted'],
    ['a page', '/page', 'not-sound'],
  ])('%s is not followed', async (_, path, why) => {
    begin('/live');
    const to = (location: string) => (_request: unknown, response: import('node:http').ServerResponse) =>
      response.writeHead(302, { location }).end();
    const text = (lines: readonly string[]) => (_request: unknown, response: import('node:http').ServerResponse) =>
      response.end(lines.join('\n'));
    const media = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXT-X-MEDIA-SEQUENCE:1'];
    station.answers.set('/to-private', to('http://10.0.0.1/live'));
    station.answers.set('/to-password', to(`http://a:b@127.0.0.1:1/live`));
    station.answers.set('/circle', to('/circle'));
    station.answers.set('/private-segment.m3u8', text([...media, '#EXTINF:2,', 'http://169.254.169.254/a.ts']));
    station.answers.set('/private.pls', text(['[playlist]', 'File1=http://[::1]/live']));
    station.answers.set('/file.m3u', text(['file:///etc/passwd']));
    station.answers.set(
      '/encrypted.m3u8',
      text([...media, '#EXT-X-KEY:METHOD=AES-128,URI="k"', '#EXTINF:2,', '/hls/sounds-1.ts']),
    );
    station.answers.set('/page', (_request, response) => {
      response.setHeader('content-type', 'text/html').end('<p>'.repeat(5_000));
    });
    station.answers.set('/endless.m3u8', (_request, response) => {
      response.end(Buffer.alloc(600 * 1024, '#EXT-X-\n'));
    });
    const pulls = openStation(
      { url: `${station.origin}${path}`, format: 'auto' },
      { guard, signal: new AbortController().signal },
    );
    await expect(pulls.next()).rejects.toThrow(why);
  });
});

function meanDb(mp3: Buffer): number {
  const args = ['-hide_banner', '-f', 'mp3', '-i', 'pipe:0', '-af', 'volumedetect', '-f', 'null', '-'];
  const { stderr } = spawnSync('ffmpeg', args, { input: mp3, encoding: 'utf8' });
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
}

function heardBy(listener: Readable) {
  const parts: Buffer[] = [];
  let isEnded = false;
  listener.on('data', (part: Buffer) => parts.push(part));
  void once(listener, 'end').then(() => {
    isEnded = true;
  });
  return {
    bytes: () => parts.reduce((sum, part) => sum + part.length, 0),
    all: () => Buffer.concat(parts),
    ended: () => isEnded,
  };
}
