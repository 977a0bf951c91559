import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHIMES, chimeSound } from '../../../gateway/audio/chimes.ts';
import type { SpeechEngine } from '../../../gateway/audio/speech-engine.ts';
import { EspeakEngine } from '../../../gateway/audio/speech-espeak.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import { ChimeRecordings } from '../../../gateway/recordings/chime-recordings.ts';
import { Recordings } from '../../../gateway/recordings/recordings.ts';
import { Speech } from '../../../gateway/recordings/speech.ts';
import { loudnessOf } from '../audio/sounds.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';

const AREA = 'a0123456789abcdef';
const BY = { id: 'operator' };

describe.each(ENGINES)('speech on $engine', ({ open }) => {
  let test: TestDatabase;
  let folder: string;
  let recordings: Recordings;
  let spoken: string[];

  /** The real voice, with a list of what it was asked to say. */
  function speechWith(engine: SpeechEngine = new EspeakEngine()): Speech {
    const listening: SpeechEngine = {
      name: engine.name,
      speak: (words, manner, run) => {
        spoken.push(words);
        return engine.speak(words, manner, run);
      },
    };
    const clock = new MovableClock(0);
    return new Speech({ database: test.database, clock, recordings, engine: listening, readOut: (text) => text });
  }

  beforeAll(async () => {
    test = await open();
    folder = mkdtempSync(join(tmpdir(), 'loaxa-speech-'));
    const { database } = test;
    const clock = new MovableClock(Date.parse('2026-11-22T02:00:00Z'));
    const audit = new Audit({ database, clock });
    recordings = new Recordings({ database, clock, log: silentLog, audit, facts: new FactBus(), folder });
    await recordings.start();
    spoken = [];
  });
  afterAll(async () => {
    await recordings.stop();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('speaks a text into a recording at −16 LUFS that is a WAV nobody has to guess the length of', async () => {
    const text = 'Sáng ba mươi tháng mười hai, Ủy ban nhân dân xã phát năm triệu đồng.';
    const made = await speechWith().speak({ text, title: 'Phát tiền' }, BY, AREA);
    expect(made).toMatchObject({ title: 'Phát tiền', format: 'wav', area: AREA, uploadedBy: 'operator' });
    expect(made.durationMs).toBeGreaterThan(3_000);
    expect(made.durationMs).toBeLessThan(12_000);
    const opus = recordings.files.pathOf(made.opus, 'opus');
    expect(Math.abs(loudnessOf(opus) - -16)).toBeLessThan(1.1);
    expect(existsSync(recordings.files.pathOf(made.mp3, 'mp3'))).toBe(true);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  it('speaks the same text in the same manner once, also when two ask at once', async () => {
    const speech = speechWith();
    spoken = [];
    const order = { text: 'Thông báo tiêm phòng.', speed: 'slow' } as const;
    const [one, two] = await Promise.all([speech.speak(order, BY, AREA), speech.speak(order, { id: 'system' }, AREA)]);
    const three = await speechWith().speak(order, BY, AREA);
    expect(spoken).toEqual(['Thông báo tiêm phòng.']);
    expect([two.sha256, three.sha256]).toEqual([one.sha256, one.sha256]);
    expect(one.title).toBe('Thông báo tiêm phòng.');
  });

  it('gives every voice and speed a recording of its own, the slow one longer than the fast one', async () => {
    const speech = speechWith();
    const text = 'Bà con chú ý, nước đang lên nhanh.';
    const say = (voice: 'north' | 'central' | 'south', speed: 'slow' | 'fast') =>
      speech.speak({ text, voice, speed }, BY, AREA);
    const [north, central, south, fast] = [
      await say('north', 'slow'),
      await say('central', 'slow'),
      await say('south', 'slow'),
      await say('north', 'fast'),
    ];
    expect(new Set([north, central, south, fast].map((one) => one.sha256)).size).toBe(4);
    expect(north.durationMs).toBeGreaterThan(fast.durationMs * 1.15);
  });

  it('makes a single word a recording, and refuses a text without one', async () => {
    const speech = speechWith();
    expect((await speech.speak({ text: 'Có' }, BY, AREA)).durationMs).toBeGreaterThanOrEqual(1_000);
    await expect(speech.speak({ text: ' … — !' }, BY, AREA)).rejects.toMatchObject({ code: 'nothing-to-say' });
  });

  it('never takes a text for phonemes, markup or an option', async () => {
    const speech = speechWith();
    for (const text of [
      '[[h@l@U]] xin chào',
      '<speak><audio src="/etc/passwd"/>xin chào</speak>',
      '--version xin chào',
    ])
      expect((await speech.speak({ text }, BY, AREA)).durationMs).toBeGreaterThan(1_000);
  });

  it('says that the program is missing, and leaves nothing behind', async () => {
    const missing = new EspeakEngine('/nowhere/espeak-ng');
    const answer = speechWith(missing).speak({ text: 'Chào bà con' }, BY, AREA);
    await expect(answer).rejects.toMatchObject({ code: 'espeak-missing', status: 503 });
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  it('ends a voice that does not come to its end', async () => {
    const run = { timeLimitMs: 300 };
    const stuck = new EspeakEngine(join(import.meta.dirname, 'stuck-voice.sh'));
    await expect(Readable.from(stuck.speak('a', { voice: 'north', speed: 'normal' }, run)).toArray()).rejects.toThrow(
      'time limit',
    );
  });

  it('lets at most sixteen wait', async () => {
    const speech = speechWith();
    const asked = Array.from({ length: 40 }, (_, index) =>
      speech.speak({ text: 'Một hai ba', title: `${index}` }, BY, AREA).then(
        () => 'spoken',
        (error) => error.code,
      ),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 'spoken')).toHaveLength(16);
    expect(answers.filter((answer) => answer === 'speech-busy')).toHaveLength(24);
  });

  it('has a siren, a drill chime and a chime of its own, made once and the same each time', async () => {
    const chimes = new ChimeRecordings(recordings);
    const made = await Promise.all(CHIMES.map((kind) => chimes.get(kind, AREA)));
    expect(made.map((one) => Math.round(one.durationMs / 100))).toEqual([50, 40, 24]);
    for (const one of made) expect(Math.abs(one.loudnessAfter - -16)).toBeLessThan(1);
    const again = await new ChimeRecordings(recordings).get('siren', AREA);
    expect(again).toEqual(made[0]);
    expect(chimeSound('siren').equals(chimeSound('siren'))).toBe(true);
  });
});
