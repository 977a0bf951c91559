import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHIMES, chimeSound } from '../../../gateway/audio/chimes.ts';
import { ownWords } from '../../../gateway/audio/reading/dictionary.ts';
import { toSay } from '../../../gateway/audio/reading/read-out.ts';
import type { Utterance } from '../../../gateway/audio/reading/sentences.ts';
import { type Manner, type SpeechEngine, speechFailed } from '../../../gateway/audio/speech-engine.ts';
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

// Each recording is several runs of ffmpeg, beside whatever else runs on the machine.
vi.setConfig({ testTimeout: 60_000 });

const AREA = 'a0123456789abcdef';
const BY = { id: 'operator' };

/** Databases differ in nothing that is asked here; the first is enough, since every text takes ffmpeg a second. */
describe.each(ENGINES.slice(0, 1))('speech', ({ open }) => {
  let test: TestDatabase;
  let folder: string;
  let recordings: Recordings;
  let spoken: string[];

  /** The real voice, with a list of what it was asked to say. */
  function speechWith(
    engine: SpeechEngine = new EspeakEngine(),
    written: (text: string, voice: 'north' | 'central' | 'south') => Utterance[] = (words) => [{ words, pauseMs: 0 }],
  ): Speech {
    const listening: SpeechEngine = {
      name: engine.name,
      voices: engine.voices,
      speak: (words, manner, run) => {
        spoken.push(words);
        return engine.speak(words, manner, run);
      },
    };
    const clock = new MovableClock(0);
    const { database } = test;
    return new Speech({ ...{ database, clock, log: silentLog, recordings }, engine: listening, toSay: written });
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

  it('says that the program is missing, and leaves nothing behind', async () => {
    const missing = new EspeakEngine('/nowhere/espeak-ng');
    const answer = speechWith(missing).speak({ text: 'Chào bà con' }, BY, AREA);
    await expect(answer).rejects.toMatchObject({ code: 'espeak-missing', status: 503 });
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
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

  it('lets an emergency overtake', async () => {
    spoken = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const voice = new EspeakEngine();
    const speech = speechWith({
      name: 'slow',
      voices: voice.voices,
      speak: async (words, manner, run) => {
        if (words === 'Bài dài') await held;
        return voice.speak(words, manner, run);
      },
    });
    const long = speech.speak({ text: 'Bài dài' }, BY, AREA);
    const waiting = speech.speak({ text: 'Tin thường' }, BY, AREA);
    const urgent = await speech.speak({ text: 'Khẩn cấp, lũ đang về', urgent: true }, BY, AREA);
    expect(spoken).not.toContain('Tin thường');
    expect(urgent.title).toBe('Khẩn cấp, lũ đang về');
    release();
    await Promise.all([long, waiting]);
  });

  it('speaks numbers and abbreviations as they are written out, in the words of the voice', async () => {
    spoken = [];
    const speech = speechWith(new EspeakEngine(), (text, voice) => toSay(text, voice));
    await speech.speak({ text: 'Sáng 30/12, UBND xã phát 1.005 suất', voice: 'south' }, BY, AREA);
    expect(spoken).toEqual(['Sáng ba mươi tháng mười hai, Ủy ban nhân dân xã phát một ngàn không trăm lẻ năm suất']);
  });

  it('speaks a text anew when the dictionary says one of its words otherwise, and only then', async () => {
    const withWords = (spoken: string) =>
      speechWith(new EspeakEngine(), (text, voice) =>
        toSay(text, voice, ownWords([{ written: 'Krông', spoken, exact: false }])),
      ).speak({ text: 'Họp ở Krông' }, BY, AREA);
    const [one, same, other] = [await withWords('cờ rông'), await withWords('cờ rông'), await withWords('sông lớn')];
    expect(same.sha256).toBe(one.sha256);
    expect(other.sha256).not.toBe(one.sha256);
  });

  it('lets espeak-ng speak an emergency when the configured engine fails, and says so; anything else waits for the engine', async () => {
    const told: unknown[] = [];
    let broken = true;
    const voice = new EspeakEngine();
    const engine: SpeechEngine = {
      ...{ name: 'neural/1', voices: voice.voices },
      speak: (words, manner, run) => {
        spoken.push(words);
        return broken ? Promise.reject(speechFailed('is away')) : voice.speak(words, manner, run);
      },
    };
    const clock = new MovableClock(0);
    const { database } = test;
    const speech = new Speech({
      ...{ database, clock, log: silentLog, recordings, engine, reserve: voice },
      toSay: (text, manner) => toSay(text, manner),
      tell: (...words) => told.push(words),
    });
    spoken = [];
    await expect(speech.speak({ text: 'Họp dân' }, BY, AREA)).rejects.toMatchObject({ code: 'speech-failed' });
    expect(told).toEqual([['bad', 'speech-failed']]);
    const order = { text: 'Khẩn cấp, vỡ đê', title: 'Vỡ đê', urgent: true };
    const urgent = await speech.speak(order, BY, AREA);
    expect(urgent.durationMs).toBeGreaterThan(1_000);
    // The engine has just failed: nobody waits for it again while people wait for an emergency.
    expect(spoken).toEqual(['Họp dân']);
    expect((await speech.voices()).missing).toBe('speech-failed');
    // Its own voice speaks it as soon as it is back.
    broken = false;
    clock.advance(2 * 60_000);
    await speech.speak(order, BY, AREA);
    expect(spoken.at(-1)).toBe('Khẩn cấp, vỡ đê');
    expect(told.at(-1)).toEqual(['well']);
  });

  it('makes short words of an emergency as loud as long ones', async () => {
    const made = await speechWith().speak({ text: 'Chạy ngay!', urgent: true }, BY, AREA);
    expect(Math.abs(loudnessOf(recordings.files.pathOf(made.opus, 'opus')) - -16)).toBeLessThan(1.1);
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

describe('espeak-ng', () => {
  const said = async (text: string, manner: Partial<Manner> = {}, engine = new EspeakEngine(), timeLimitMs = 20_000) =>
    engine.speak(text, { voice: 'north', speed: 'normal', ...manner }, { timeLimitMs });

  it('has a voice for each region and three speeds, and says the same words the same way each time', async () => {
    const text = 'Bà con chú ý, nước đang lên nhanh.';
    const voices = await Promise.all((['north', 'central', 'south'] as const).map((voice) => said(text, { voice })));
    expect(new Set(voices.map((sound) => sound.toString('base64'))).size).toBe(3);
    const [slow = 0, normal = 0, fast = 0] = await Promise.all(
      (['slow', 'normal', 'fast'] as const).map(async (speed) => (await said(text, { speed })).length),
    );
    expect(slow).toBeGreaterThan(normal);
    expect(normal).toBeGreaterThan(fast);
    expect((await said(text)).equals(await said(text))).toBe(true);
  });

  it('never takes a text for phonemes, markup or an option', async () => {
    const plain = await said(' xin chào ');
    expect((await said('[[xin]] <chào>')).equals(plain)).toBe(true);
    expect((await said('|xin \u0000 {chào}')).equals(plain)).toBe(true);
    // As words it takes longer than as the option it looks like.
    expect((await said('--version xin chào')).length).toBeGreaterThan(plain.length);
  });

  it('that does not come to its end is ended', async () => {
    const stuck = new EspeakEngine(join(import.meta.dirname, 'stuck-voice.sh'));
    await expect(said('a', {}, stuck, 300)).rejects.toThrow('time limit');
  });
});
