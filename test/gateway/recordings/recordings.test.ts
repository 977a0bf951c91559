import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import { AudioFiles, LARGEST_UPLOAD_BYTES } from '../../../gateway/recordings/audio-files.ts';
import { audioRoutes } from '../../../gateway/recordings/audio-routes.ts';
import { recordingRoutes } from '../../../gateway/recordings/recording-routes.ts';
import { Recordings } from '../../../gateway/recordings/recordings.ts';
import { Turns } from '../../../gateway/recordings/turns.ts';
import type { Recording } from '../../../protocol/api/broadcast.ts';
import type { Page } from '../../../protocol/api/common.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { cutOff, makeSound, SPEECH } from '../audio/sounds.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { served } from '../http/served.ts';
import { signedInAs } from '../http/signed-in.ts';

const PROVINCE = areaIdFrom(new Uint8Array(10).fill(1));
const COMMUNE = areaIdFrom(new Uint8Array(10).fill(2));
const OTHER = areaIdFrom(new Uint8Array(10).fill(3));
const person = (role: Person['role'], area: string): Person => ({
  id: `${role}-${area}`,
  username: role,
  name: role,
  role,
  areas: [area],
});
const PEOPLE: Record<string, Person> = {
  operator: person('operator', COMMUNE),
  neighbour: person('operator', OTHER),
  province: person('operator', PROVINCE),
  technician: person('technician', COMMUNE),
};
const NODE = 'n0123456789abcdef';

describe.each(ENGINES)('recordings on $engine', ({ open }) => {
  let test: TestDatabase;
  let folder: string;
  let recordings: Recordings;
  let app: App;
  const facts = new FactBus();
  const told: string[] = [];

  beforeAll(async () => {
    test = await open();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-recordings-'));
    const { database } = test;
    const clock = new MovableClock(Date.parse('2026-11-22T02:00:00Z'));
    const audit = new Audit({ database, clock });
    facts.on('changed', ({ what }) => told.push(what));
    recordings = new Recordings({ database, clock, log: silentLog, audit, facts, folder: join(folder, 'audio') });
    await recordings.start();
    const tree = new AreaTree(() => '2026-11-22');
    const area = { validFrom: '2025-07-01', predecessors: [] };
    tree.put([
      { ...area, id: PROVINCE, kind: 'province', name: 'Nghệ An' },
      { ...area, id: COMMUNE, kind: 'commune', name: 'Hưng Lĩnh', parent: PROVINCE },
      { ...area, id: OTHER, kind: 'commune', name: 'Long Xá', parent: PROVINCE },
    ]);
    app = await served(
      {
        ...{ clock, audit, personOf: (token) => PEOPLE[token] },
        devices: { holds: (node, credential) => node === NODE && credential === 'secret' },
      },
      {
        api: (api) => recordingRoutes(api, recordings, tree),
        outside: (outside) => audioRoutes(outside, recordings.files),
      },
    );
  });
  afterAll(async () => {
    await app.close();
    await recordings.stop();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const inside = (name: string) => join(folder, name);
  function upload(
    file: Buffer,
    { who = 'operator', name = 'a.mp3', fields = {} as Record<string, string>, field = 'file' } = {},
  ) {
    const boundary = 'xxxxxxxx';
    const texts = Object.entries(fields).map(
      ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    );
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: audio/mpeg\r\n\r\n`;
    const payload = Buffer.concat([
      Buffer.from(head),
      file,
      Buffer.from('\r\n'),
      Buffer.from(texts.join('')),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const headers = { ...signedInAs(who), 'content-type': `multipart/form-data; boundary=${boundary}` };
    return app.inject({ method: 'POST', url: '/api/v1/recordings', headers, payload });
  }
  const get = (url: string, headers: InjectOptions['headers'] = signedInAs('operator')) =>
    app.inject({ method: 'GET', url, headers: headers ?? {} });
  const kept = () => readdirSync(inside('audio')).filter((name) => name.length === 2).length;
  const incoming = () => readdirSync(join(inside('audio'), 'incoming'));

  it('takes an upload, names it by its content, and knows it when it comes again under another name', async () => {
    const file = readFileSync(makeSound(inside('one.mp3'), SPEECH));
    const answer = await upload(file, { fields: { title: 'Tiêm phòng' } });
    expect(answer.statusCode).toBe(201);
    const made = answer.json<Recording>();
    expect(made).toMatchObject({
      sha256: createHash('sha256').update(file).digest('hex'),
      title: 'Tiêm phòng',
      format: 'mp3',
      bytes: file.length,
    });
    expect(Math.abs(made.loudnessAfter + 16)).toBeLessThanOrEqual(1);
    expect(told).toContain('recordings');
    const again = await upload(file, { name: '../../x' });
    expect(again.json()).toEqual(made);
    expect(await test.database.read('recordings')).toHaveLength(1);
    expect(await test.database.read('audit_entries').where({ action: 'recording.add' })).toHaveLength(1);
    expect(incoming()).toEqual([]);
    expect(existsSync(inside('x'))).toBe(false);
  });

  it('serves the encoded files to nodes and people, whole, in ranges, and not again when unchanged', async () => {
    const { items } = (await get('/api/v1/recordings')).json<Page<Recording>>();
    const { opus, mp3 } = items[0] as Recording;
    const basic = { authorization: `Basic ${Buffer.from(`${NODE}:secret`).toString('base64')}` };
    const url = `/audio/${opus}.opus`;
    const whole = await get(url, basic);
    expect(whole.statusCode).toBe(200);
    expect(createHash('sha256').update(whole.rawPayload).digest('hex')).toBe(opus);
    expect(whole.headers).toMatchObject({
      'content-type': 'audio/ogg; codecs=opus',
      'accept-ranges': 'bytes',
      etag: `"${opus}"`,
      'cache-control': 'private, max-age=31536000, immutable',
    });
    const size = whole.rawPayload.length;
    const part = await get(url, { ...basic, range: 'bytes=100-299' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 100-299/${size}`);
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(100, 300));
    const rest = await get(url, { ...basic, range: `bytes=${size - 10}-`, 'if-range': `"${opus}"` });
    expect(rest.rawPayload).toEqual(whole.rawPayload.subarray(size - 10));
    expect((await get(url, { ...basic, range: 'bytes=0-9', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await get(url, { ...basic, range: `bytes=${size}-` })).statusCode).toBe(416);
    expect((await get(url, { ...basic, 'if-none-match': `"${opus}"` })).statusCode).toBe(304);
    expect((await get(`/audio/${mp3}.mp3`)).headers['content-type']).toBe('audio/mpeg');
    expect((await get(url, {})).statusCode).toBe(401);
    expect((await get(`/audio/${'0'.repeat(64)}.opus`)).statusCode).toBe(404);
    for (const name of ['..%2F..%2Floaxa.db', `${opus}.opus%2F..`, `${opus}.mp4`]) {
      expect((await get(`/audio/${name}`)).statusCode).toBe(404);
    }
  });

  const passwd = Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n");
  const playlist = Buffer.from('#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.mp3\n#EXT-X-ENDLIST\n');
  it.each<[string, () => Buffer, string]>([
    ['an empty file', () => Buffer.alloc(0), 'recording-empty'],
    ['text called .mp3', () => Buffer.from('xin chào bà con'), 'recording-not-audio'],
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'recording-not-audio'],
    ['a drawing', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>'), 'recording-not-audio'],
    ['a playlist that would fetch', () => playlist, 'recording-not-audio'],
    ['a playlist that would read a file', () => passwd, 'recording-not-audio'],
    ['silence', () => readFileSync(makeSound(inside('silent.wav'), 'anullsrc=d=3')), 'recording-silent'],
    [
      'a file cut off',
      () => readFileSync(cutOff(inside('cut.mp3'), makeSound(inside('whole.mp3'), SPEECH), 0.5)),
      'recording-truncated',
    ],
  ])('refuses %s with its reason and leaves nothing behind', async (_, make, code) => {
    const before = kept();
    const answer = await upload(make());
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code, detail: expect.any(String) });
    expect(incoming()).toEqual([]);
    expect(kept()).toBe(before);
  });

  it('refuses what is not a form, has no file, another field, or an area that is not the own', async () => {
    const plain = await app.inject({
      method: 'POST',
      url: '/api/v1/recordings',
      headers: { ...signedInAs('operator'), 'content-type': 'application/json' },
      payload: '{}',
    });
    expect(plain.json()).toMatchObject({ status: 400, code: 'not-multipart' });
    expect((await upload(Buffer.from('x'), { field: 'photo' })).json()).toMatchObject({
      status: 400,
      code: 'unknown-field',
    });
    expect((await upload(Buffer.from('x'), { fields: { area: OTHER } })).json()).toMatchObject({
      status: 403,
      code: 'out-of-scope',
    });
    expect((await upload(Buffer.from('x'), { who: 'technician' })).statusCode).toBe(403);
    expect(incoming()).toEqual([]);
  });

  it('lists newest first in pages, finds titles without accents, and shows a commune its own and what lies above', async () => {
    for (const [index, title] of ['Đê điều', 'Dịch bệnh', 'Ân tình'].entries()) {
      const file = makeSound(inside(`list-${index}.mp3`), `${SPEECH},volume=-${index + 1}dB`);
      expect(
        (await upload(readFileSync(file), { who: index === 2 ? 'province' : 'operator', fields: { title } }))
          .statusCode,
      ).toBe(201);
    }
    const titles = async (query: string, who = 'operator') =>
      (await get(`/api/v1/recordings${query}`, signedInAs(who)))
        .json<Page<Recording>>()
        .items.map((one) => one.title)
        .sort();
    expect(await titles('?search=de%20dieu')).toEqual(['Đê điều']);
    expect(await titles('?search=d')).toEqual(['Dịch bệnh', 'Đê điều']);
    expect(await titles('', 'neighbour')).toEqual(['Ân tình']);
    const first = (await get('/api/v1/recordings?limit=3')).json<Page<Recording>>();
    const second = (await get(`/api/v1/recordings?limit=3&cursor=${first.next}`)).json<Page<Recording>>();
    expect([first.items.length, first.total, second.items.length, second.next]).toEqual([3, 4, 1, undefined]);
    expect(new Set([...first.items, ...second.items].map((one) => one.sha256)).size).toBe(4);
    expect((await get('/api/v1/recordings?cursor=nonsense')).json()).toMatchObject({ status: 400, code: 'bad-cursor' });
  }, 30_000);

  it('at the start sweeps what a crash left: half-done files and files that no row names, and nothing else', async () => {
    const [named] = await test.database.read('recordings');
    const orphan = 'a'.repeat(64);
    mkdirSync(join(inside('audio'), 'aa'), { recursive: true });
    writeFileSync(recordings.files.pathOf(orphan, 'opus'), 'left behind');
    writeFileSync(join(inside('audio'), 'incoming', 'half'), 'half');
    await recordings.start();
    expect(incoming()).toEqual([]);
    expect(await recordings.files.sizeOf(orphan, 'opus')).toBeUndefined();
    expect(await recordings.files.sizeOf(named.opus, 'opus')).toBeGreaterThan(1_000);
    expect(await recordings.files.sizeOf(named.mp3, 'mp3')).toBeGreaterThan(1_000);
  });
});

it('a stream of more than 200 MB is cut off while it comes, and leaves no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-large-'));
  const files = new AudioFiles(folder);
  await files.start(new Set());
  const chunk = Buffer.alloc(1024 * 1024, 1);
  let sent = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        sent += chunk.length;
        yield chunk;
      }
    })(),
  );
  await expect(files.receive(endless, 16)).rejects.toMatchObject({ code: 'recording-too-large' });
  expect(sent).toBeLessThan(LARGEST_UPLOAD_BYTES + 64 * chunk.length);
  expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

it('encodings take turns, one at a time and in order, and beyond the queue the next is told to come back', async () => {
  const turns = new Turns(2);
  const order: string[] = [];
  let release = () => {};
  const first = turns.take(() =>
    new Promise<void>((resolve) => {
      release = resolve;
    }).then(() => order.push('first')),
  );
  const second = turns.take(async () => {
    order.push('second');
    throw new Error('damaged');
  });
  await expect(turns.take(async () => order.push('third'))).rejects.toMatchObject({
    status: 429,
    code: 'recordings-busy',
  });
  await Promise.resolve();
  release();
  await first;
  await expect(second).rejects.toThrow('damaged');
  await turns.take(async () => order.push('fourth'));
  expect(order).toEqual(['first', 'second', 'fourth']);
});
