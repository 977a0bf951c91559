import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import { listeningRoutes } from '../../../gateway/recordings/listening-routes.ts';
import type { StoredRecording } from '../../../gateway/recordings/recording-store.ts';
import { Recordings } from '../../../gateway/recordings/recordings.ts';
import type { Listened, Waveform } from '../../../protocol/api/library.ts';
import { SECOND_MS } from '../../../protocol/units.ts';
import { makeSound } from '../audio/sounds.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';

/** Two seconds of a tone, two of silence, two of a tone; the loud parts are as loud as each other. */
const TONE_PAUSE_TONE = "aevalsrc='0.5*sin(440*2*PI*t)*(lt(t,2)+gt(t,4))':d=6:s=48000";
const person = (id: string, role: Person['role']): Person => ({ id, username: id, name: id, role, areas: [] });
const PEOPLE = { approver: person('approver', 'approver'), appraiser: person('appraiser', 'appraiser') } as const;

describe('listening over HTTP', () => {
  let test: TestDatabase;
  let folder: string;
  let clock: MovableClock;
  let recordings: Recordings;
  let app: App;
  let first: StoredRecording;
  let second: StoredRecording;

  beforeAll(async () => {
    test = await openSqlite();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-listening-'));
    clock = new MovableClock(Date.parse('2026-11-23T03:00:00Z'));
    const { database } = test;
    const audit = new Audit({ database, clock });
    const facts = new FactBus();
    recordings = new Recordings({ database, clock, log: silentLog, audit, facts, folder: join(folder, 'audio') });
    await recordings.start();
    const file = makeSound(join(folder, 'tone.wav'), TONE_PAUSE_TONE);
    first = await add(file);
    const bytes = readFileSync(file);
    // One sample, one bit louder: nobody hears the difference, and it is another recording.
    bytes.writeUInt8((bytes.at(-100) ?? 0) ^ 1, bytes.length - 100);
    const changed = join(folder, 'changed.wav');
    writeFileSync(changed, bytes);
    second = await add(changed);
    app = await served(
      { clock, audit, personOf: (token) => PEOPLE[token as keyof typeof PEOPLE] },
      { api: (api) => listeningRoutes(api, recordings) },
    );
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await recordings.stop();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function add(file: string): Promise<StoredRecording> {
    const upload = await recordings.receive(createReadStream(file));
    return recordings.add({ id: 'x' }, upload, { title: 'Ghi âm', area: 'a' });
  }
  const call = (method: 'GET' | 'POST', path: string, payload?: object, who = 'approver') =>
    callAs(app, who, method, `/recordings/${path}`, payload);
  const said = (from: number, to: number) => ({ ranges: [{ from, to }] });

  it('counts what a person played, and a byte of difference makes a recording that nobody heard', async () => {
    expect(second.sha256).not.toBe(first.sha256);
    const path = `${first.sha256}/listened`;
    expect((await call('GET', path)).json<Listened>()).toMatchObject({ ranges: [], leftMs: 6_000, enough: false });
    await call('POST', path, said(0, 0));
    await clock.advance(6 * SECOND_MS);
    const body = { recording: first.sha256, ...said(20, 5_980) };
    expect((await call('POST', path, body)).json<Listened>()).toMatchObject({ leftMs: 0, enough: true });
    expect((await call('GET', `${second.sha256}/listened`)).json<Listened>()).toMatchObject({ leftMs: 6_000 });
  });

  it('refuses another recording than the path names, one that is not there, and who does not approve', async () => {
    const other = { recording: second.sha256, ...said(0, 1) };
    expect((await call('POST', `${first.sha256}/listened`, other)).json()).toMatchObject({ code: 'other-recording' });
    expect((await call('POST', `${'0'.repeat(64)}/listened`, said(0, 1))).json()).toMatchObject({
      code: 'no-such-recording',
    });
    const answer = await call('POST', `${first.sha256}/listened`, said(0, 1), 'appraiser');
    expect(answer.statusCode).toBe(403);
  });

  it('draws a recording in at most 400 peaks: loud, still, loud', async () => {
    const { peaks } = (await call('GET', `${first.sha256}/waveform`)).json<Waveform>();
    expect(peaks.length).toBeGreaterThan(390);
    expect(peaks.length).toBeLessThanOrEqual(400);
    const part = (from: number, to: number) =>
      peaks.slice(Math.floor((from / 6) * peaks.length), Math.floor((to / 6) * peaks.length));
    expect(Math.min(...part(0.2, 1.8), ...part(4.2, 5.8))).toBeGreaterThan(10);
    expect(Math.max(...part(2.2, 3.8))).toBeLessThanOrEqual(1);
  });

  it('draws it once: the second look needs neither ffmpeg nor the file', async () => {
    const again = recordings.files.pathOf(first.opus, 'opus');
    const before = (await call('GET', `${first.sha256}/waveform`)).json<Waveform>();
    rmSync(again);
    expect((await call('GET', `${first.sha256}/waveform`)).json<Waveform>()).toEqual(before);
  });

  it('says so when the file of one that was never drawn is gone', async () => {
    rmSync(recordings.files.pathOf(second.opus, 'opus'), { force: true });
    expect((await call('GET', `${second.sha256}/waveform`)).json()).toMatchObject({
      status: 404,
      code: 'no-such-audio',
    });
  });
});
