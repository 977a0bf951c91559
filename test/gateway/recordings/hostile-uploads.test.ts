import { execFileSync } from 'node:child_process';
import { type FSWatcher, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import { recordingRoutes } from '../../../gateway/recordings/recording-routes.ts';
import { Recordings } from '../../../gateway/recordings/recordings.ts';
import { problem } from '../../../protocol/api/common.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { makeSound, SPEECH } from '../audio/sounds.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { openDoor, person } from '../faults/front-door.ts';

const COMMUNE = areaIdFrom(new Uint8Array(10).fill(2));
const BOUNDARY = 'ranh-gioi';
const MIB = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly sentBytes: number;
}

describe('an upload by somebody who means harm', () => {
  let test: TestDatabase;
  let top: string;
  let data: string;
  let recordings: Recordings;
  let door: Awaited<ReturnType<typeof openDoor>>;
  let port: number;
  let canary: Server;
  let bait: string;
  const fetched: string[] = [];
  const written: string[] = [];
  const watchers: FSWatcher[] = [];

  beforeAll(async () => {
    test = await openSqlite();
    top = mkdtempSync(join(tmpdir(), 'loaxa-hostile-'));
    data = join(top, 'data');
    mkdirSync(data);
    mkdirSync(join(top, 'made'));
    const clock = new MovableClock(Date.parse('2026-11-22T02:00:00Z'));
    const { database } = test;
    const audit = new Audit({ database, clock });
    const folder = join(data, 'audio');
    recordings = new Recordings({ database, clock, log: silentLog, audit, facts: new FactBus(), folder });
    await recordings.start();
    const tree = new AreaTree(() => '2026-11-22');
    tree.put([{ validFrom: '2025-07-01', predecessors: [], id: COMMUNE, kind: 'commune', name: 'Hưng Lĩnh' }]);
    door = await openDoor(test, clock, [person('lan', 'operator', [COMMUNE])], {
      api: (api) => recordingRoutes(api, recordings, tree),
    });
    port = Number(new URL(await door.app.listen({ host: '127.0.0.1', port: 0 })).port);
    canary = createServer((asked, answer) => {
      fetched.push(asked.url ?? '');
      answer.end('#EXTM3U');
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    bait = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/bait.mp3`;
    for (const place of [top, data, folder])
      watchers.push(watch(place, (_, name) => written.push(join(place, String(name)))));
  });
  afterEach(() => {
    expect(readdirSync(join(data, 'audio', 'incoming'))).toEqual([]);
    expect(fetched).toEqual([]);
    const outside = written.filter((path) => !/\/audio\/(incoming|[0-9a-f]{2})$/.test(path));
    expect(outside).toEqual([]);
    expect(readdirSync(top).sort()).toEqual(['data', 'made']);
    expect(readdirSync(data)).toEqual(['audio']);
  });
  afterAll(async () => {
    for (const watcher of watchers) watcher.close();
    await door.app.close();
    await recordings.stop();
    await test.close();
    await new Promise((resolve) => canary.close(resolve));
    rmSync(top, { recursive: true, force: true });
  });

  /** Sends pieces as one chunked body, until the server answers; what it has not asked for by then stays unsent. */
  function send(pieces: Iterable<Uint8Array>, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let sentBytes = 0;
      let over = false;
      const asking = request({
        ...{ host: '127.0.0.1', port, path: '/api/v1/recordings', method: 'POST', agent: false },
        headers: {
          cookie: 'loaxa_session=lan',
          'x-csrf-token': 'csrf',
          'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
          ...headers,
        },
      });
      asking.on('response', async (answer) => {
        over = true;
        const body = (await answer.toArray()).join('');
        asking.destroy();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body, sentBytes });
      });
      asking.on('error', (error) => over || reject(error));
      const pour = async () => {
        for (const piece of pieces) {
          if (over) return;
          sentBytes += piece.length;
          if (!asking.write(piece)) await new Promise((resume) => asking.once('drain', resume));
        }
        asking.end();
      };
      pour().catch(reject);
    });
  }

  const partHead = (name: string, field = 'file') =>
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: audio/mpeg\r\n\r\n`,
    );
  const END = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const upload = (file: Uint8Array, name = 'a.mp3') => send([partHead(name), file, END]);
  const made = (name: string, source: string, ...options: string[]) =>
    readFileSync(makeSound(join(top, 'made', name), source, ...options));

  function expectRefused(answer: Answer, status: number, code: string | RegExp): void {
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const { code: said, status: told } = problem.parse(JSON.parse(answer.body));
    expect([answer.status, said]).toEqual([status, typeof code === 'string' ? code : expect.stringMatching(code)]);
    expect(told).toBe(status);
    expect(answer.body).not.toMatch(/\/tmp|node_modules|\n\s+at |ffmpeg/);
  }

  it.each([
    '../../x',
    '..\\..\\x',
    '/etc/cron.d/x',
    'x\0.mp3',
    '\u202e3pm.x',
    '....//....//x',
    `${'a'.repeat(10_000)}.mp3`,
  ])('called %j becomes a recording under its hash, and a title at most', async (name) => {
    const { status, body } = await upload(made('good.mp3', SPEECH), name);
    expect(status).toBe(201);
    const { title } = JSON.parse(body);
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title).not.toMatch(/[/\\\p{C}]/u);
  });

  it.each<[string, (bait: string) => string]>([
    ['a page', (url) => `<!doctype html><audio src="${url}"></audio>`],
    ['a drawing', (url) => `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="${url}"/></svg>`],
    ['an M3U playlist', (url) => `#EXTM3U\n#EXTINF:1,\n${url}\n`],
    [
      'an HLS playlist',
      (url) => `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${url}\n#EXT-X-ENDLIST\n`,
    ],
    ['an HLS playlist with a key', (url) => `#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="${url}"\n#EXTINF:1,\n${url}\n`],
    ['a concat list', (url) => `file '${url}'\nfile '/etc/passwd'\n`],
    ['an ffconcat list', (url) => `ffconcat version 1.0\nfile ${url}\nfile /etc/passwd\n`],
    [
      'an XSPF playlist',
      (url) =>
        `<?xml version="1.0"?><playlist version="1"><trackList><track><location>${url}</location></track></trackList></playlist>`,
    ],
    ['a PLS playlist', (url) => `[playlist]\nFile1=${url}\nNumberOfEntries=1\n`],
    ['an SDP description', () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n'],
    [
      'a DASH manifest',
      (url) =>
        `<MPD><Period><AdaptationSet><Representation><BaseURL>${url}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['a script', () => '#!/bin/sh\ntouch /tmp/loaxa-owned\n'],
  ])('%s called .mp3 is refused, and nothing is fetched', async (_, text) => {
    expectRefused(await upload(Buffer.from(text(bait))), 422, 'recording-not-audio');
    // Behind the tag that makes an MP3 of it by its first bytes: only the MP3 demuxer ever looks.
    const tagged = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0]), Buffer.from(text(bait))]);
    expectRefused(await upload(tagged), 422, /^recording-(not-audio|damaged)$/);
  });

  it('an MP3 whose picture is a link is taken without the picture, and the link is not followed', async () => {
    const link = Buffer.from(`\0-->\0\x03\0${bait}`, 'latin1');
    const frame = Buffer.concat([Buffer.from('APIC'), size(link.length), Buffer.from([0, 0]), link]);
    const tag = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0]), size(frame.length), frame]);
    const { status, body } = await upload(Buffer.concat([tag, made('linked.mp3', SPEECH, '-id3v2_version', '0')]));
    expect(status).toBe(201);
    const { mp3 } = JSON.parse(body);
    expect(readFileSync(recordings.files.pathOf(mp3, 'mp3')).includes(bait)).toBe(false);
  });

  it('an M4A that refers to another file for its sound fetches and reads nothing', async () => {
    const file = made('refers.m4a', SPEECH, '-c:a', 'aac');
    const url = Buffer.from('url \0\0\0\x01', 'latin1');
    const at = file.indexOf(url);
    expect(at).toBeGreaterThan(0);
    // The flag that says "in this very file" is taken away; the place for an address is left empty or runs into what follows.
    file[at + 7] = 0;
    const answer = await upload(file, 'a.m4a');
    if (answer.status !== 201) expectRefused(answer, 422, /^recording-/);
  });

  it('a WAV that announces 4 GB and has one second is refused as cut off', async () => {
    const wav = made('short.wav', 'anoisesrc=d=2:a=0.3');
    wav.writeUInt32LE(0xfffffff0, 4);
    wav.writeUInt32LE(0xffffff00, wav.indexOf('data') + 4);
    expectRefused(await upload(wav, 'a.wav'), 422, 'recording-truncated');
  });

  it('a body packed with gzip is not unpacked, whatever its header says', async () => {
    const bomb = gzipSync(Buffer.concat([partHead('a.mp3'), Buffer.alloc(64 * MIB), END]));
    expect(bomb.length).toBeLessThan(MIB);
    const before = process.memoryUsage().rss;
    const answer = await send([bomb], { 'content-encoding': 'gzip' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expectRefused(answer, answer.status, /./);
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * MIB);
  });

  it.each<[string, string, string[]]>([
    ['FLAC', 'bomb.flac', ['-c:a', 'flac', '-sample_fmt', 's16', '-ac', '1', '-ar', '8000']],
    [
      'Opus',
      'bomb.ogg',
      ['-c:a', 'libopus', '-b:a', '6k', '-compression_level', '0', '-frame_duration', '120', '-ac', '1'],
    ],
  ])(
    'more than two hours of silence in a small %s file are refused by their length, soon',
    async (_, name, options) => {
      const bomb = made(name, 'anullsrc=r=8000:cl=mono:d=7300', ...options);
      expect(bomb.length).toBeLessThan(20 * MIB);
      const started = Date.now();
      expectRefused(await upload(bomb, name), 422, 'recording-too-long');
      expect(Date.now() - started).toBeLessThan(10_000);
      expect(runningTools()).toEqual([]);
    },
    120_000,
  );

  it('a FLAC that hides its length is decoded no further than two hours', async () => {
    const bomb = made('hidden.flac', 'anullsrc=r=8000:cl=mono:d=7300', '-c:a', 'flac', '-sample_fmt', 's16');
    // STREAMINFO (RFC 9639 §8.2): 36 bits of total samples, 0 for unknown.
    bomb[21] = (bomb[21] ?? 0) & 0xf0;
    bomb.fill(0, 22, 26);
    expectRefused(await upload(bomb, 'a.flac'), 422, 'recording-too-long');
    expect(runningTools()).toEqual([]);
  }, 120_000);

  it.each<[string, string, string[]]>([
    ['sixteen channels', 'anullsrc=r=48000:cl=hexadecagonal:d=2', ['-c:a', 'pcm_s16le']],
    ['384,000 samples a second', 'anoisesrc=r=384000:d=2:a=0.3', ['-c:a', 'pcm_s16le']],
  ])('sound of %s is no recording of a voice and costs no decoding', async (_, source, options) => {
    expectRefused(await upload(made('wide.wav', source, ...options), 'a.wav'), 422, 'recording-not-audio');
  });

  it('a gigabyte of zeros is answered at 200 MB, while it comes, in bounded memory', async () => {
    const chunk = Buffer.alloc(MIB);
    const before = process.memoryUsage().rss;
    const answer = await send(
      (function* () {
        yield partHead('a.mp3');
        for (let index = 0; index < 1_024; index++) yield chunk;
        yield END;
      })(),
    );
    expectRefused(answer, 413, 'recording-too-large');
    expect(answer.sentBytes).toBeLessThan(300 * MIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * MIB);
  }, 60_000);

  const field = (index: number) =>
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="f${index}"\r\n\r\nx\r\n`);
  it.each<[string, number, string | RegExp, () => Iterable<Uint8Array>]>([
    ['10,000 fields', 413, 'too-large', () => [...Array.from({ length: 10_000 }, (_, i) => field(i)), END]],
    [
      '10,000 files',
      413,
      'too-large',
      () => [...Array.from({ length: 10_000 }, () => Buffer.concat([partHead('a'), Buffer.from('x\r\n')])), END],
    ],
    [
      'a field of 5 MB',
      400,
      /./,
      () => [
        Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\n`),
        Buffer.alloc(5 * MIB, 97),
        END,
      ],
    ],
    [
      'a header of 1 MB in a part',
      422,
      'recording-empty',
      () => [Buffer.from(`--${BOUNDARY}\r\nX-Long: ${'a'.repeat(MIB)}\r\n`), partHead('a.mp3'), END],
    ],
    [
      '50,000 headers in a part',
      400,
      /./,
      () => [Buffer.from(`--${BOUNDARY}\r\n${'X-A: b\r\n'.repeat(50_000)}\r\nx`), END],
    ],
    [
      'a field called __proto__',
      400,
      /proto/,
      () => [Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n`), END],
    ],
    ['no end', 400, /./, () => [partHead('a.mp3'), Buffer.alloc(1_000)]],
    ['nothing at all', 400, /./, () => []],
    ['no boundary anywhere', 400, /./, () => [Buffer.alloc(100_000, 45)]],
  ])('a form with %s is refused with a problem', async (_, status, code, pieces) => {
    expectRefused(await send(pieces()), status, code);
  });

  it('a form whose header names no boundary is refused with a problem', async () => {
    expectRefused(await send([Buffer.from('x')], { 'content-type': 'multipart/form-data' }), 400, /./);
  });

  it('a caller who hangs up in the middle leaves nothing', async () => {
    const asking = request({
      ...{ host: '127.0.0.1', port, path: '/api/v1/recordings', method: 'POST' },
      headers: {
        cookie: 'loaxa_session=lan',
        'x-csrf-token': 'csrf',
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      },
    });
    asking.on('error', () => {});
    asking.write(Buffer.concat([partHead('a.mp3'), Buffer.alloc(MIB)]));
    const incoming = join(data, 'audio', 'incoming');
    await expect.poll(() => readdirSync(incoming).length).toBe(1);
    asking.destroy();
    await expect.poll(() => readdirSync(incoming)).toEqual([]);
  });

  /** ffmpeg and ffprobe that this process has started and that are still there. */
  function runningTools(): string[] {
    const all = execFileSync('ps', ['-o', 'ppid=,comm=', '-A'], { encoding: 'utf8' }).split('\n');
    return all.filter((line) => /ff(mpeg|probe)/.test(line) && Number.parseInt(line, 10) === process.pid);
  }
});

/** ID3v2.4 §6.2: four bytes of seven bits. */
function size(bytes: number): Buffer {
  return Buffer.from([(bytes >> 21) & 0x7f, (bytes >> 14) & 0x7f, (bytes >> 7) & 0x7f, bytes & 0x7f]);
}
