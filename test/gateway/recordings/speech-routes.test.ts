import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { ownWords } from '../../../gateway/audio/reading/dictionary.ts';
import { speechFailed } from '../../../gateway/audio/speech-engine.ts';
import { wavOf } from '../../../gateway/audio/wav.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { StoredRecording } from '../../../gateway/recordings/recording-store.ts';
import { Speech } from '../../../gateway/recordings/speech.ts';
import { speechRoutes } from '../../../gateway/recordings/speech-routes.ts';
import type { SpeechPreview, SpeechVoices } from '../../../protocol/api/library.ts';
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

const wordsOf = () => ownWords([{ written: 'QL46', spoken: 'đường bốn sáu', exact: false }]);

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
      ...{ database: test.database, clock, log: silentLog, toSay: (text) => [{ words: text, pauseMs: 0 }] },
      engine: {
        name: 'quick',
        voices: [{ id: 'north', name: 'Miền Bắc' }],
        speak: async (words) => {
          said.push(words);
          if (words === 'Hỏng') throw speechFailed('is hoarse');
          return wavOf(new Float64Array(800).fill(0.5), 8_000);
        },
      },
      recordings: {
        receive: async (stream) => {
          const bytes = (await stream.toArray()).length;
          const sha256 = String(said.length).padStart(64, 'a');
          await held;
          return { path: '', sha256, bytes, head: new Uint8Array() };
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
      { api: (api) => speechRoutes(api, { speech, clock, scope: tree, dictionaries: { wordsOf } }) },
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

  it('show what the area’s own dictionary changed apart from what the rules did', async () => {
    const { pieces } = (await post('/speech/preview', { text: 'QL46, 5 km' })).json<SpeechPreview>();
    expect(pieces.filter(({ changed }) => changed)).toEqual([
      { written: 'QL46', spoken: 'đường bốn sáu', changed: true, byDictionary: true },
      { written: '5 km', spoken: 'năm ki lô mét', changed: true },
    ]);
    expect((await post('/speech/preview', { text: 'a', area: OTHER })).json()).toMatchObject({ code: 'out-of-scope' });
  });

  it('answer one sentence as MP3, keep nothing, and take at most 600 characters and forty a minute', async () => {
    clock.advance(MINUTE_MS);
    said = [];
    const answer = await post('/speech/sentence', { text: 'Chào bà con' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'audio/mpeg', 'cache-control': 'no-store' });
    expect(['ID3', '\u00ff\u00f3', '\u00ff\u00fb', '\u00ff\u00e3']).toContain(
      answer.rawPayload.toString('latin1', 0, 3).replace(/^(\u00ff.).$/, '$1'),
    );
    expect(await test.database.read('spoken_texts').where({ recording: 'none' })).toEqual([]);
    expect((await post('/speech/sentence', { text: 'a'.repeat(601) })).statusCode).toBe(400);
    expect((await post('/speech/sentence', { text: 'a', area: OTHER })).json()).toMatchObject({ code: 'out-of-scope' });
    expect((await post('/speech/sentence', { text: 'a' }, 'technician')).statusCode).toBe(403);
    expect(said).toEqual(['Chào bà con']);
    for (let index = 0; index < 39; index++) await post('/speech/sentence', { text: '—' });
    expect((await post('/speech/sentence', { text: 'a' })).json()).toMatchObject({ code: 'too-many-speeches' });
  });

  it('tell which voices there are, and why none is to be had now', async () => {
    clock.advance(MINUTE_MS);
    const voices = async () => (await callAs(app, 'operator', 'GET', '/speech/voices')).json<SpeechVoices>();
    expect(await voices()).toEqual({ engine: 'quick', voices: [{ id: 'north', name: 'Miền Bắc' }] });
    expect((await post('/speech', { text: 'Hỏng' })).json()).toMatchObject({ status: 503, code: 'speech-failed' });
    expect(await voices()).toMatchObject({ missing: 'speech-failed' });
    // It is asked again after a while.
    clock.advance(6 * MINUTE_MS);
    expect(await voices()).not.toHaveProperty('missing');
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
