import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../gateway/areas/broadcast-settings.ts';
import { FanOut } from '../../../gateway/http/fan-out.ts';
import { chimesBefore } from '../../../gateway/live/chime-rule.ts';
import { inputOf } from '../../../gateway/live/ffmpeg-pipes.ts';
import { fadedIn, Leveller } from '../../../gateway/live/leveller.ts';
import { allowedMs, titleOf, wayPast } from '../../../gateway/live/live-rule.ts';
import { BLOCK_MS, BLOCK_SAMPLES, HOLD_MS, Pacer } from '../../../gateway/live/pacer.ts';
import { SOURCE_LEVELS, type SourceLevel } from '../../../protocol/classes.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { until } from './until.ts';

/** Past the number from which sound is gathered; 2,000 took 431 ms of CPU for a second of sound, both ends together. */
const LISTENERS = 400;
const TEN = instantAt('2026-11-23', '10:00');

describe('how long somebody may speak', () => {
  const quiet = [{ from: '21:00', to: '05:00' }];
  const manner = { quiet, settings: { ...DEFAULT_SETTINGS, maxRunMinutes: 30 } };
  it.each([
    { what: 'as long as asked', at: '10:00', minutes: 10, allowed: 10 * MINUTE_MS },
    { what: 'no longer than the commune lets anything sound', at: '10:00', minutes: 60, allowed: 30 * MINUTE_MS },
    { what: 'to the beginning of the quiet hours', at: '20:57', minutes: 10, allowed: 3 * MINUTE_MS },
  ])('$what', ({ at, minutes, allowed }) => {
    const startsAt = instantAt('2026-11-23', at);
    expect(allowedMs([manner], 'normal', { soundsAt: startsAt, startsAt }, minutes)).toBe(allowed);
    // What sounds is the chime as well.
    const chimeMs = startsAt - 5_000;
    const withChime = allowedMs([manner], 'normal', { soundsAt: chimeMs, startsAt }, minutes);
    expect(withChime).toBe(Math.min(allowed, 30 * MINUTE_MS - 5_000));
  });

  it('in the quiet hours of any of the communes nobody, and it says from when on', () => {
    const startsAt = instantAt('2026-11-23', '22:00');
    const late = { soundsAt: startsAt, startsAt };
    const other = { ...manner, quiet: [{ from: '12:00', to: '13:00' }] };
    const nextAllowedAt = instantAt('2026-11-24', '05:00');
    expect(() => allowedMs([other, manner], 'priority', late, 10)).toThrowError(
      expect.objectContaining({ code: 'quiet-hours', extra: { nextAllowedAt, emergency: true } }),
    );
    expect(allowedMs([manner], 'emergency', late, 10)).toBe(10 * MINUTE_MS);
  });
});

describe('the chimes before somebody speaks', () => {
  const chime = (sha256: string) => ({ sha256, opus: sha256, mp3: sha256, durationMs: 2_000 });
  const manner = (sha256?: string) => ({
    quiet: [],
    settings: { ...DEFAULT_SETTINGS, chime: sha256 === undefined ? {} : { normal: chime(sha256) } },
  });
  const before = (...communes: (string | undefined)[]) =>
    chimesBefore(communes.map(manner), 'normal').map((one) => one?.sha256);
  it.each([
    { what: 'each commune has its own, that of most communes first', of: ['a', 'b', 'b'], are: ['b', 'a'] },
    { what: 'of as many the first', of: ['a', 'b'], are: ['a', 'b'] },
    { what: 'none counts as one', of: ['a', undefined, undefined], are: [undefined, 'a'] },
    { what: 'no more than eight', of: [...'abcdefghij'], are: [...'abcdefgh'] },
  ])('$what', ({ of, are }) => {
    expect(before(...of)).toEqual(are);
  });
});

describe('what sounds already', () => {
  const party = (level: SourceLevel) => ({ class: 'normal', level }) as const;
  it('gives way to a higher level, is stopped on the same, and stays against a lower one', () => {
    const ways = SOURCE_LEVELS.map((holder) => wayPast(party(holder), party('commune')));
    expect(ways).toEqual(['stays', 'stays', 'stop', 'gives-way']);
  });
  it('stays for ever when it is an emergency', () => {
    const emergency = { class: 'emergency', level: 'hamlet' } as const;
    expect(wayPast(emergency, party('central'))).toBe('stays');
    expect(wayPast(emergency, { class: 'emergency', level: 'province' })).toBe('stays');
    expect(wayPast(party('central'), emergency)).toBe('gives-way');
  });
  it('the province waits for no commune, nor the machine decides between their priority bulletins: it is stopped', () => {
    const priority = (level: SourceLevel) => ({ class: 'priority', level }) as const;
    expect(wayPast(priority('commune'), priority('province'))).toBe('stop');
    expect(wayPast(priority('province'), priority('commune'))).toBe('stays');
  });
});

it('a session has a title that says where and when', () => {
  expect(titleOf(undefined, 'Thôn Đông', TEN)).toBe('Nói trực tiếp Thôn Đông 23/11 10:00');
  expect(titleOf('Họp dân', 'Thôn Đông', TEN)).toBe('Họp dân');
});

it.each([
  ['audio/webm;codecs=opus', 'matroska'],
  ['audio/webm', 'matroska'],
  ['audio/ogg; codecs=opus', 'ogg'],
  ['audio/mp4;codecs=mp4a.40.2', 'mov'],
  ['audio/mp4', 'mov'],
  ['audio/mp4; codecs="opus"', 'mov'],
  ['audio/webm;codecs=pcm', undefined],
  ['video/webm', undefined],
  ['application/vnd.apple.mpegurl', undefined],
  ['audio/webm;codecs=opus -f concat', undefined],
  ['', undefined],
])('a microphone that says %s is read as %s', (mime, demuxer) => {
  expect(inputOf(mime)?.[1]).toBe(demuxer);
});

describe('the pace of the stream', () => {
  it('follows the clock within what it may hold, however the sound comes, and never drops a word while the line is even', () => {
    // Chunks of 40 to 250 ms, each late by some of 0 to 150 ms.
    const line = fc.record({
      chunkMs: fc.integer({ min: 40, max: 250 }),
      late: fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 40, maxLength: 80 }),
    });
    fc.assert(
      fc.property(line, ({ chunkMs, late }) => {
        const pacer = new Pacer(0);
        let [made, ready, now] = [0, 0, 0];
        for (const [index, lateMs] of late.entries()) {
          for (const end = (index + 1) * chunkMs + lateMs; now <= end; now += 5) made += pacer.fill(now);
          for (ready += chunkMs; ready >= BLOCK_MS; ready -= BLOCK_MS) if (pacer.takes(now, false)) made++;
          const ahead = made * BLOCK_MS - now;
          expect(ahead).toBeGreaterThanOrEqual(-HOLD_MS - BLOCK_MS - 5);
          expect(ahead).toBeLessThanOrEqual(600 + 250);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('takes back in pauses what it put in when sound came late', () => {
    const pacer = new Pacer(0);
    let [made, dropped] = [0, 0];
    const speak = (from: number, to: number, isSilent: boolean) => {
      for (let now = from; now < to; now += BLOCK_MS) {
        made += pacer.fill(now);
        if (pacer.takes(now, isSilent)) made++;
        else dropped++;
      }
    };
    speak(0, 3_000, false);
    // Half a second without a chunk, then all of it at once.
    made += pacer.fill(3_500);
    for (let block = 0; block < 500 / BLOCK_MS; block++) if (pacer.takes(3_500, false)) made++;
    speak(3_500, 6_500, false);
    const behind = made * BLOCK_MS - 6_500;
    expect(dropped).toBe(0);
    expect(behind).toBeGreaterThan(80);
    speak(6_500, 9_000, true);
    expect(dropped).toBeGreaterThan(0);
    expect(made * BLOCK_MS - 9_000).toBeLessThan(-HOLD_MS + 130);
  });
});

describe('the level', () => {
  const sine = (amplitude: number, block: number) => {
    const pcm = Buffer.alloc(BLOCK_SAMPLES * 2);
    for (let index = 0; index < BLOCK_SAMPLES; index++) {
      const angle = (2 * Math.PI * 500 * (block * BLOCK_SAMPLES + index)) / 48_000;
      pcm.writeInt16LE(Math.round(Math.sin(angle) * amplitude * 32_767), index * 2);
    }
    return pcm;
  };
  const rms = (pcm: Buffer) => {
    let sum = 0;
    for (let index = 0; index < pcm.length; index += 2) sum += (pcm.readInt16LE(index) / 32_768) ** 2;
    return 10 * Math.log10(sum / (pcm.length / 2) + 1e-12);
  };

  it.each([0.02, 0.05, 0.3, 1])(
    'of a voice at %f of full scale is brought near −16 LUFS within a second',
    (amplitude) => {
      const leveller = new Leveller();
      let last: Buffer = Buffer.alloc(0);
      for (let block = 0; block < 1_500 / BLOCK_MS; block++) {
        const { pcm, levelDb } = leveller.level(sine(amplitude, block));
        expect(Math.abs(levelDb - 20 * Math.log10(amplitude / Math.SQRT2))).toBeLessThan(0.2);
        last = pcm;
      }
      expect(Math.abs(rms(last) + 16)).toBeLessThan(1.5);
    },
  );

  it('of a quiet room is left alone, and a shout after a whisper never clips', () => {
    const leveller = new Leveller();
    expect(rms(leveller.level(sine(0.001, 0)).pcm)).toBeLessThan(-60);
    for (let block = 0; block < 60; block++) leveller.level(sine(0.02, block));
    const shout = leveller.level(sine(1, 61)).pcm;
    let peak = 0;
    for (let index = 0; index < shout.length; index += 2) peak = Math.max(peak, Math.abs(shout.readInt16LE(index)));
    expect(peak / 32_768).toBeLessThanOrEqual(0.9);
  });

  it('begins without a click', () => {
    const faded = fadedIn(Buffer.alloc(BLOCK_SAMPLES * 2, 0x20));
    expect([faded.readInt16LE(0), faded.readInt16LE(400)]).toEqual([0, 0x2020]);
  });
});

describe('one stream to many', () => {
  const parts = { frameBytes: 192, backlogFrames: 8, mostUnreadBytes: 20_000, mediaType: 'audio/mpeg' };
  const frame = (mark: number) => Buffer.alloc(192, mark);
  async function door(fanOut: FanOut) {
    const app = fastify({ forceCloseConnections: true });
    app.get('/', (asked, reply) => {
      const { node: who, variant } = asked.query as { node?: string; variant?: string };
      return fanOut.serve(asked, reply, { who, variant });
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { app, port: (app.server.address() as AddressInfo).port };
  }

  it('whoever joins has whole frames from the last moments on, and an answer that ends whole', async () => {
    const fanOut = new FanOut(parts);
    const { app, port } = await door(fanOut);
    for (let mark = 1; mark <= 20; mark++) fanOut.push(frame(mark));
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    fanOut.push(frame(21));
    fanOut.end();
    const sound = Buffer.from(await answer.arrayBuffer());
    const marks = Array.from({ length: sound.length / 192 }, (_, index) => sound[index * 192]);
    expect(marks).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21]);
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await app.close();
  });

  it('whoever asked for a variant has its frames in the place of the others', async () => {
    const fanOut = new FanOut(parts);
    const { app, port } = await door(fanOut);
    const asked = ['', '?variant=A', '?variant=B', '?variant=none'];
    const answers = await Promise.all(asked.map((query) => fetch(`http://127.0.0.1:${port}/${query}`)));
    await until(() => fanOut.size === asked.length);
    fanOut.push(frame(1));
    fanOut.push(frame(2), new Map([['A', frame(102)]]));
    fanOut.push(
      frame(3),
      new Map([
        ['A', frame(103)],
        ['B', frame(203)],
      ]),
    );
    fanOut.push(frame(4));
    fanOut.end();
    const sounds = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    const marks = sounds.map((sound) => Array.from({ length: sound.length / 192 }, (_, index) => sound[index * 192]));
    expect(marks).toEqual([
      [1, 2, 3, 4],
      [1, 102, 103, 4],
      [1, 2, 203, 4],
      [1, 2, 3, 4],
    ]);
    await app.close();
  });

  it('a node holds two lines and no more, the oldest makes room; fifty people, and the next is asked to wait', async () => {
    const fanOut = new FanOut(parts);
    const { app, port } = await door(fanOut);
    const listen = (query = '') => fetch(`http://127.0.0.1:${port}/${query}`);
    const [oldest] = [
      await listen('?node=A'),
      await listen('?node=A'),
      await listen('?node=B'),
      await listen('?node=A'),
    ];
    // Its answer ends while the stream goes on.
    await oldest?.arrayBuffer().catch(() => undefined);
    await until(() => fanOut.size === 3);
    expect(fanOut.who()).toEqual(new Set(['A', 'B']));
    for (let guest = 0; guest < 50; guest++) expect((await listen()).status).toBe(200);
    expect((await listen()).status).toBe(503);
    expect((await listen('?node=C')).status).toBe(200);
    fanOut.end();
    await app.close();
  });

  it('who does not read is let go, and counted; the others hear on', async () => {
    const fanOut = new FanOut(parts);
    const { app, port } = await door(fanOut);
    const asleep = request({ port, host: '127.0.0.1' });
    asleep.on('error', () => undefined);
    asleep.end();
    const [sleeping] = await once(asleep, 'response');
    sleeping.on('error', () => undefined);
    const awake = await fetch(`http://127.0.0.1:${port}/`);
    let heard = 0;
    const reading = (async () => {
      for await (const piece of awake.body ?? []) heard += (piece as Uint8Array).length;
    })();
    const second = Buffer.alloc(192 * 300, 1);
    let pushed = 0;
    while (fanOut.dropped === 0) {
      fanOut.push(second);
      pushed += second.length;
      await until(() => heard >= pushed);
    }
    expect([fanOut.dropped, fanOut.size]).toEqual([1, 1]);
    fanOut.end();
    await reading;
    expect(heard).toBe(pushed);
    asleep.destroy();
    await app.close();
  });

  it('goes to hundreds at once, each with every frame', async () => {
    const fanOut = new FanOut({ ...parts, mostUnreadBytes: 1_000_000 });
    const { app, port } = await door(fanOut);
    const bytes = new Array<number>(LISTENERS).fill(0);
    const listeners = bytes.map((_, index) => {
      const asked = request({ port, host: '127.0.0.1', path: `/?node=${index}`, agent: false }, (answer) => {
        answer.on('data', (piece: Buffer) => {
          bytes[index] = (bytes[index] ?? 0) + piece.length;
        });
      });
      asked.on('error', () => undefined);
      asked.end();
      return asked;
    });
    await until(() => fanOut.size === LISTENERS);
    const began = process.cpuUsage();
    for (let mark = 0; mark < 40; mark++) {
      fanOut.push(frame(mark));
      await new Promise((resolve) => setTimeout(resolve, 24));
    }
    await until(() => bytes.every((one) => one >= 40 * 192));
    const { user, system } = process.cpuUsage(began);
    console.log(
      `${LISTENERS} listeners, a second of sound: ${Math.round((user + system) / 1_000)} ms of CPU, theirs too`,
    );
    expect(fanOut.dropped).toBe(0);
    fanOut.end();
    for (const one of listeners) one.destroy();
    await app.close();
  });
});
