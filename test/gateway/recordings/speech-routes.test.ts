import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { wavOf } from '../../../gateway/audio/wav.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { StoredRecording } from '../../../gateway/recordings/recording-store.ts';
import { Speech } from '../../../gateway/recordings/speech.ts';
import { speechRoutes } from '../../../gateway/recordings/speech-routes.ts';
import type { SpeechPreview } from '../../../protocol/api/library.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';

const COMMUNE = areaIdFrom(new Uint8Array(10).fill(2));
const OTHER = areaIdFrom(new Uint8Array(10).fill(3));
const person = (role: Person['role']): Person => ({ id: role, username: role, name: role, role, areas: [COMMUNE] });
const PEOPLE: Record<string, Person> = Object.fromEntries(
  (['operator', 'hamlet-head', 'technician', 'appraiser'] as const).map((role) => [role, person(role)]),
);

/** The routes over the real speech; library and voice are quick ones, so that only order and limits are looked at. */
describe('the speech routes', () => {
  let test: TestDatabase;
  let app: App;
  let said: string[] = [];
  /** The voice waits for this. */
  let held: Promise<void> = Promise.resolve();
  const clock = new MovableClock(Date.parse('2026-11-22T02:00:00Z'));

  beforeAll(async () => {
    test = await openSqlite();
    const known = new Map<string, StoredRecording>();
    const speech = new Speech({
      ...{ database: test.database, clock, readOut: (text) => text },
      engine: {
        name: 'quick',
        speak: (words) => {
          said.push(words);
          return Readable.from([wavOf(new Float64Array(10), 8_000)], { objectMode: false });
        },
      },
      recordings: {
        receive: async (stream) => {
          const sha256 = String(said.length).padStart(64, 'a');
          await held;
          return { path: '', sha256, bytes: (await stream.toArray()).length, head: new Uint8Array() };
        },
        add: async (by, upload, { title = '', area }) => {
          const { sha256, bytes } = upload;
          const sound = { durationMs: 1_000, loudnessBefore: -20, loudnessAfter: -16, format: 'wav' };
          const of = { uploadedBy: by.id, uploadedAt: clock.now() };
          const made = { sha256, title, bytes, opus: sha256, mp3: sha256, area, ...sound, ...of };
          known.set(sha256, made);
          return made;
        },
        forget: async () => undefined,
        get: async (sha256) => known.get(sha256),
      },
    });
    const tree = new AreaTree(() => '2026-11-22');
    tree.put([
      { id: COMMUNE, kind: 'commune', name: 'Hưng Lĩnh', validFrom: '2025-07-01', predecessors: [] },
      { id: OTHER, kind: 'commune', name: 'Long Xá', validFrom: '2025-07-01', predecessors: [] },
    ]);
    app = await served(
      { clock, personOf: (token) => PEOPLE[token] },
      { api: (api) => speechRoutes(api, { speech, clock, scope: tree }) },
    );
  });
  afterAll(async () => {
    await app.close();
    await test.close();
  });

  const post = (path: string, payload: object, who = 'operator') => callAs(app, who, 'POST', path, payload);

  it('show what will be read without reading it', async () => {
    said = [];
    const answer = await post('/speech/preview', { text: 'Sáng 30/12 phát 5.000.000đ' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json<SpeechPreview>().spoken).toBe('Sáng ba mươi tháng mười hai phát năm triệu đồng');
    expect((await post('/speech/preview', { text: '1.005', voice: 'south' })).json<SpeechPreview>().spoken).toBe(
      'một ngàn không trăm lẻ năm',
    );
    expect(said).toEqual([]);
  });

  it('make a recording of the own area for whoever prepares broadcasts', async () => {
    const answer = await post('/speech', { text: 'Chào bà con', title: 'Chào' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ title: 'Chào', uploadedBy: 'operator' });
    expect((await post('/speech', { text: 'Chào bà con' }, 'hamlet-head')).statusCode).toBe(201);
    expect((await post('/speech', { text: 'a' }, 'technician')).statusCode).toBe(403);
    expect((await post('/speech/preview', { text: 'a' }, 'appraiser')).statusCode).toBe(403);
    expect((await post('/speech', { text: 'a', area: OTHER })).json()).toMatchObject({ code: 'out-of-scope' });
  });

  it('refuse a text that is empty, too long, or has no word', async () => {
    expect((await post('/speech', { text: '   ' })).statusCode).toBe(400);
    expect((await post('/speech', { text: 'a'.repeat(20_001) })).statusCode).toBe(400);
    expect((await post('/speech', { text: '—' })).json()).toMatchObject({ code: 'nothing-to-say' });
  });

  it('speak one text of an account at a time, and those of others all the same', async () => {
    clock.advance(MINUTE_MS);
    let release = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    const first = post('/speech', { text: 'Bài thứ nhất' });
    await expect.poll(() => said.includes('Bài thứ nhất')).toBe(true);
    expect((await post('/speech', { text: 'Bài thứ hai' })).json()).toMatchObject({ status: 429, code: 'speech-busy' });
    const others = post('/speech', { text: 'Bài của thôn' }, 'hamlet-head');
    release();
    expect((await first).statusCode).toBe(201);
    expect((await others).statusCode).toBe(201);
    expect((await post('/speech', { text: 'Bài thứ hai' })).statusCode).toBe(201);
  });

  it('speak ten texts a minute for one account, and say when to come back', async () => {
    clock.advance(MINUTE_MS);
    const answers: number[] = [];
    for (let index = 0; index < 11; index++) answers.push((await post('/speech', { text: `Bài ${index}` })).statusCode);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 201), 429]);
    const refused = await post('/speech', { text: 'Bài' });
    expect(refused.json()).toMatchObject({ code: 'too-many-speeches' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    clock.advance(MINUTE_MS);
    expect((await post('/speech', { text: 'Bài' })).statusCode).toBe(201);
  });
});
