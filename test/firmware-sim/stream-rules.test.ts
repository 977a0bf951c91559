import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../firmware-sim/clock.ts';
import { loudestAt, untilLoudestChangesMs } from '../../firmware-sim/core/loudest.ts';
import { outcomeOfStreams } from '../../firmware-sim/core/stream-outcome.ts';
import { Agc } from '../../firmware-sim/player/agc.ts';
import { AudioCache } from '../../firmware-sim/player/audio-cache.ts';
import { Fader } from '../../firmware-sim/player/fader.ts';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { Jitter, LIVE_DEPTH } from '../../firmware-sim/streams/jitter.ts';
import { Resampler } from '../../firmware-sim/streams/resampler.ts';
import { joinTold, Tally } from '../../firmware-sim/streams/tally.ts';
import { StreamWatch } from '../../firmware-sim/streams/watch.ts';
import { receiptBody } from '../../protocol/messages/uplink.ts';
import { Mp3Frames } from '../../protocol/mp3-frames.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { sha256 } from './material.ts';
import { mp3Of } from './stream-server.ts';
import { largestStep, streamPart } from './stream-world.ts';
import { until } from './tiny-gateway.ts';

const HERTZ = 440;
/** What a sine of 440 Hz and amplitude one steps from sample to sample at most. */
const STEP = (2 * Math.PI * HERTZ) / SAMPLE_RATE;
const AMPLITUDE = 0.5;

function sine(rate: number, seconds: number, from = 0, amplitude = AMPLITUDE): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * HERTZ * (index + from)) / rate),
  );
}
function joined(pieces: readonly Buffer[]): Int16Array {
  const bytes = Buffer.concat(pieces);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

describe('frames of MP3', () => {
  let mp3: Buffer;
  beforeAll(() => {
    mp3 = mp3Of('anoisesrc=r=24000:a=0.3:seed=1', 3);
  });

  it('are the same however the stream is cut, and each says how long it sounds', () => {
    const whole = new Mp3Frames().push(mp3);
    expect(whole.reduce((sum, { ms }) => sum + ms, 0)).toBeGreaterThan(2_900);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const cutter = new Mp3Frames();
        const found: Buffer[] = [];
        for (let at = 0, turn = 0; at < mp3.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          found.push(...cutter.push(mp3.subarray(at, at + size)).map(({ bytes }) => Buffer.from(bytes)));
          at += size;
        }
        expect(Buffer.concat(found).equals(Buffer.concat(whole.map(({ bytes }) => bytes)))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('are found from wherever a listener begins, and behind what is none', () => {
    const whole = new Mp3Frames().push(mp3).map(({ bytes }) => bytes.toString('latin1'));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000 }), fc.uint8Array({ maxLength: 200 }), (from, junk) => {
        // A byte of ones could look like a beginning; anything else is skipped.
        const before = Buffer.from(junk.map((byte) => byte & 0x7f));
        const found = new Mp3Frames()
          .push(Buffer.concat([before, mp3.subarray(from)]))
          .map(({ bytes }) => bytes.toString('latin1'));
        expect(whole.join('').endsWith(found.join(''))).toBe(true);
        expect(found.length).toBeGreaterThan(whole.length - from / 190 - 4);
      }),
      { numRuns: 40 },
    );
  });

  it('sound is not taken for frames', () => {
    expect(new Mp3Frames().push(Buffer.alloc(20_000, 0x41))).toEqual([]);
  });
});

describe('the buffer of a stream', () => {
  it.each([24_000, 44_100, 48_000])('brings %i Hz to 48 kHz without a step, whatever the pieces', (rate) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const resampler = new Resampler(rate);
        const all = sine(rate, 0.4);
        const out: number[] = [];
        for (let at = 0, turn = 0; at < all.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          out.push(...resampler.push(all.subarray(at, at + size), turn % 3 === 0 ? 1.02 : 1));
          at += size;
        }
        const samples = Int16Array.from(out);
        expect(Math.abs(samples.length - 0.4 * SAMPLE_RATE)).toBeLessThan(0.03 * 0.4 * SAMPLE_RATE + 40);
        expect(largestStep(samples)).toBeLessThan(STEP * AMPLITUDE * 1.3);
        expect(Math.max(...samples.subarray(2_000))).toBeGreaterThan(AMPLITUDE * 32_768 * 0.97);
      }),
      { numRuns: 15 },
    );
  });

  it('never holds much more than a second, and shortens what it holds without a click', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 3, maxLength: 12 }), (bursts) => {
        const jitter = new Jitter(LIVE_DEPTH);
        const taken: Buffer[] = [];
        let sent = 0;
        for (const burst of bursts) {
          for (let frame = 0; frame < burst; frame++, sent++) {
            jitter.push(sine(24_000, 0.024, sent * 576), 24_000, true);
            expect(jitter.heldMs).toBeLessThan(LIVE_DEPTH.mostMs + 30);
          }
          taken.push(jitter.take(48 * 96));
        }
        taken.push(jitter.take(1e9));
        // A seam adds two sounds for a moment; a click would be a step of the amplitude itself.
        expect(largestStep(joined(taken))).toBeLessThan(STEP * AMPLITUDE * 2);
      }),
      { numRuns: 25 },
    );
  });

  it('runs a little faster while it holds too much, so that the delay goes back', () => {
    const jitter = new Jitter(LIVE_DEPTH);
    for (let frame = 0; frame < 30; frame++) jitter.push(sine(24_000, 0.024, frame * 576), 24_000, true);
    const before = jitter.heldMs;
    for (let frame = 30; frame < 1_030; frame++) {
      jitter.push(sine(24_000, 0.024, frame * 576), 24_000, true);
      jitter.take(24 * 96);
    }
    expect(before).toBeGreaterThan(600);
    expect(jitter.heldMs).toBeLessThan(LIVE_DEPTH.targetMs + 20);
  });

  it('a new connection follows the old one over a seam', () => {
    const jitter = new Jitter(LIVE_DEPTH);
    jitter.push(sine(24_000, 0.2), 24_000, true);
    jitter.seam();
    jitter.push(sine(24_000, 0.2, 13), 24_000, true);
    expect(largestStep(joined([jitter.take(1e9)]))).toBeLessThan(STEP * AMPLITUDE * 1.3);
  });

  it('a fade has no step however the sound is cut', () => {
    const fader = new Fader(0);
    fader.goTo(1, 300);
    const level = Buffer.alloc(96 * 600);
    for (let offset = 0; offset < level.length; offset += 2) level.writeInt16LE(16_000, offset);
    const out: Buffer[] = [];
    for (let at = 0; at < level.length; at += 998) {
      if (at > level.length / 2 && fader.gain === 1) fader.goTo(0.2, 100);
      out.push(fader.apply(level.subarray(at, at + 998)));
    }
    expect(largestStep(joined(out))).toBeLessThan(0.001);
    expect(joined(out).at(-1)).toBe(3_200);
  });

  it.each([
    [0.02, 'quiet'],
    [0.9, 'loud'],
  ])('a station at an amplitude of %f (%s) is brought near the others, slowly and never over the top', (amplitude) => {
    const agc = new Agc();
    const gains: number[] = [];
    let peak = 0;
    for (let second = 0; second < 30; second++) {
      for (const sample of agc.apply(sine(SAMPLE_RATE, 1, second * SAMPLE_RATE, amplitude)))
        peak = Math.max(peak, Math.abs(sample));
      gains.push(agc.gainDb);
    }
    const inDb = 20 * Math.log10(amplitude / Math.SQRT2);
    const wanted = Math.max(-12, Math.min(12, -16 - inDb));
    expect(gains.at(-1)).toBeCloseTo(wanted, 0);
    expect(peak).toBeLessThanOrEqual(0.9);
    for (const [index, gain] of gains.entries()) expect(Math.abs(gain - (gains[index - 1] ?? 0))).toBeLessThan(6.1);
  });

  it('a dead station is not raised', () => {
    const agc = new Agc();
    for (let second = 0; second < 10; second++) agc.apply(sine(SAMPLE_RATE, 1, 0, 0.002));
    expect(agc.gainDb).toBe(0);
  });
});

describe('what is a lost stream', () => {
  const { stream } = streamPart('relay');
  const relay = { ...stream, kind: 'relay' as const, url: '/x', silenceMs: 20_000, silenceDb: -40 };
  const live = { ...relay, kind: 'live' as const };
  type Step = [what: 'sound' | 'quiet' | 'nothing' | 'refused', ms: number];
  const cases: [string, typeof relay | typeof live, Step[], string][] = [
    ['a station that sounds', relay, [['sound', 60_000]], 'sounding'],
    [
      'a pause of 19 s',
      relay,
      [
        ['sound', 5_000],
        ['quiet', 19_000],
      ],
      'sounding',
    ],
    [
      'a silence of 20 s',
      relay,
      [
        ['sound', 5_000],
        ['quiet', 20_200],
      ],
      'silent',
    ],
    [
      'two silences with a word between',
      relay,
      [
        ['quiet', 15_000],
        ['sound', 400],
        ['quiet', 15_000],
      ],
      'sounding',
    ],
    [
      'nothing for 4 s',
      relay,
      [
        ['sound', 5_000],
        ['nothing', 4_000],
      ],
      'sounding',
    ],
    [
      'nothing for 5 s',
      relay,
      [
        ['sound', 5_000],
        ['nothing', 5_200],
      ],
      'lost',
    ],
    ['nobody answers for 2 s', relay, [['refused', 2_000]], 'lost'],
    [
      'back for a second',
      relay,
      [
        ['nothing', 8_000],
        ['sound', 1_000],
      ],
      'lost',
    ],
    [
      'back for three seconds',
      relay,
      [
        ['nothing', 8_000],
        ['sound', 3_200],
      ],
      'sounding',
    ],
    [
      'back, but only with noise',
      relay,
      [
        ['quiet', 21_000],
        ['sound', 1_000],
        ['quiet', 3_000],
        ['sound', 2_500],
      ],
      'silent',
    ],
    [
      'silent, then gone',
      relay,
      [
        ['quiet', 21_000],
        ['nothing', 6_000],
      ],
      'lost',
    ],
    [
      'gone, and what comes then is mute',
      relay,
      [
        ['sound', 5_000],
        ['nothing', 8_000],
        ['quiet', 20_200],
      ],
      'silent',
    ],
    [
      'mute, with a hole in it that was long enough to be lost',
      relay,
      [
        ['quiet', 15_000],
        ['nothing', 6_000],
        ['quiet', 5_200],
      ],
      'silent',
    ],
    [
      'somebody who pauses for a minute',
      live,
      [
        ['sound', 1_000],
        ['quiet', 60_000],
      ],
      'sounding',
    ],
    [
      'somebody who is back for a moment',
      live,
      [
        ['sound', 1_000],
        ['nothing', 8_000],
        ['sound', 200],
      ],
      'sounding',
    ],
  ];
  it.each(cases)('%s', (_, which, steps, wanted) => {
    let now = 0;
    const watch = new StreamWatch(which, now);
    let condition = watch.condition;
    for (const [what, ms] of steps) {
      for (let done = 0; done < ms; done += 100, now += 100) {
        if (what === 'refused') watch.answered(false);
        if (what === 'nothing' && now === 0) watch.answered(true);
        if (what === 'sound' || what === 'quiet') watch.came(100, what === 'sound' ? -20 : -60, now);
        condition = watch.judge(0, now);
      }
    }
    expect(condition).toBe(wanted);
  });
});

describe('what is told of a stream', () => {
  it('of many breaks the last are told as one, in the form of the protocol', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 120 }), (spans) => {
        const tally = new Tally('a'.repeat(64));
        let at = 0;
        for (const [index, ms] of spans.entries()) {
          if (index % 2 === 0) {
            tally.own(ms);
            tally.away(at + ms, 'lost');
          } else {
            tally.silent(ms);
            tally.back(at + ms);
          }
          at += ms;
        }
        const told = joinTold([tally.told(at)], [tally.told(at)]);
        const parsed = receiptBody.shape.streams.parse(told);
        for (const { from, to } of parsed?.[0]?.breaks ?? []) expect(to).toBeGreaterThanOrEqual(from);
      }),
    );
  });

  it('a station that comes back mute was lost first and silent then', () => {
    const tally = new Tally('a'.repeat(64));
    tally.away(5_000, 'lost');
    tally.away(30_000, 'silent');
    tally.away(31_000, 'silent');
    expect(tally.told(40_000).breaks).toEqual([
      { from: 5_000, to: 30_000, why: 'lost' },
      { from: 30_000, to: 40_000, why: 'silent' },
    ]);
  });

  it('a stutter that turns out to be the beginning of a silence is told as that, a silence never as a loss', () => {
    const tally = new Tally('a'.repeat(64));
    tally.away(5_000, 'lost');
    tally.away(7_000, 'lost');
    tally.away(4_000, 'silent');
    tally.away(9_000, 'lost');
    expect(tally.told(10_000).breaks).toEqual([{ from: 4_000, to: 10_000, why: 'silent' }]);
    tally.back(10_000);
    tally.away(11_000, 'lost');
    tally.away(9_000, 'silent');
    expect(tally.told(12_000).breaks[1]).toEqual({ from: 10_000, to: 12_000, why: 'silent' });
  });

  const told = (playedMs: number, fallbackMs: number, breaks: [number, number, 'lost' | 'silent'][] = []) => [
    { sha256: 'a'.repeat(64), playedMs, fallbackMs, breaks: breaks.map(([from, to, why]) => ({ from, to, why })) },
  ];
  const run = (changes: object) => ({
    ...{
      claim: { startAt: 0 },
      startedAt: 0,
      positionMs: 600_000,
      playedMs: 600_000,
      segments: [{ from: 0, to: 600_000 }],
    },
    ...changes,
  });
  it.each([
    ['all of it sounded', run({ streams: told(600_000, 0) }), false, ['full', undefined]],
    [
      'a stutter within the tolerance',
      run({ playedMs: 599_100, streams: told(599_100, 0) }),
      false,
      ['full', undefined],
    ],
    [
      'its fallback filled the hole but for the finding out',
      run({ playedMs: 576_000, streams: told(200_000, 376_000) }),
      false,
      ['full', undefined],
    ],
    [
      'its fallback came much too late',
      run({ playedMs: 500_000, streams: told(200_000, 300_000, [[1_000, 401_000, 'lost']]) }),
      false,
      ['partial', 'stream-lost'],
    ],
    [
      'silent, and no fallback',
      run({ playedMs: 400_000, streams: told(400_000, 0, [[1_000, 201_000, 'silent']]) }),
      false,
      ['partial', 'stream-silent'],
    ],
    ['never came', run({ playedMs: 0, streams: told(0, 0, [[0, 600_000, 'lost']]) }), false, ['failed', 'stream-lost']],
    [
      'came late',
      run({
        playedMs: 590_000,
        startedAt: 10_000,
        segments: [{ from: 10_000, to: 600_000 }],
        streams: told(590_000, 0),
      }),
      false,
      ['partial', 'too-late'],
    ],
    [
      'was interrupted',
      run({
        playedMs: 540_000,
        segments: [
          { from: 0, to: 240_000 },
          { from: 300_000, to: 600_000 },
        ],
        streams: told(540_000, 0),
      }),
      false,
      ['partial', 'outranked'],
    ],
    [
      'the power failed',
      run({
        playedMs: 540_000,
        restarted: true,
        segments: [
          { from: 0, to: 240_000 },
          { from: 300_000, to: 600_000 },
        ],
        streams: told(540_000, 0),
      }),
      false,
      ['partial', 'restarted'],
    ],
    [
      'was cut by quiet hours',
      run({ playedMs: 300_000, positionMs: 300_000, streams: told(300_000, 0) }),
      true,
      ['partial', 'quiet-hours'],
    ],
  ] as const)('a run: %s', (_, turn, quietNow, [result, reason]) => {
    expect(outcomeOfStreams(turn, 600_000, quietNow)).toEqual({ result, ...(reason && { reason }) });
  });
});

describe('how loud by the hour', () => {
  const windows = [
    { from: '21:00', to: '06:00', percent: 40 },
    { from: '05:00', to: '07:00', percent: 60 },
    { from: '12:00', to: '13:30', percent: 70 },
  ];
  it.each([
    ['20:59', 100, 1],
    ['21:00', 40, 480],
    ['23:30', 40, 330],
    ['05:30', 40, 30],
    ['06:00', 60, 60],
    ['07:00', 100, 300],
    ['12:30', 70, 60],
    ['13:30', 100, 450],
  ])('at %s not louder than %i percent', (time, percent, minutes) => {
    const at = instantAt('2026-11-23', time);
    expect(loudestAt(windows, at)).toBe(percent);
    expect(untilLoudestChangesMs(windows, at) / 60_000).toBe(minutes);
  });

  it('between two looks nothing changes', () => {
    const anyTime = fc
      .integer({ min: 0, max: 1_439 })
      .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
    const anyWindow = fc.record({ from: anyTime, to: anyTime, percent: fc.integer({ min: 0, max: 100 }) });
    fc.assert(
      fc.property(
        fc.array(anyWindow, { maxLength: 5 }),
        fc.integer({ min: 0, max: 864e5 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (some, at, share) => {
          const until = untilLoudestChangesMs(some, at);
          const later = Number.isFinite(until) ? at + Math.floor(until * share) : at + 864e5;
          expect(loudestAt(some, later)).toBe(loudestAt(some, at));
        },
      ),
    );
  });
});

describe('audio of a part that is a stream', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'loaxa-fallback-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('its fallback is fetched ahead and found, and nothing waits for it', async () => {
    const bytes = Buffer.from('fallback');
    const file = sha256(bytes);
    const asked: string[] = [];
    const cache = new AudioCache(
      folder,
      systemClock,
      async (name, _encoding, path) => {
        asked.push(name);
        writeFileSync(path, bytes);
      },
      pino({ level: 'silent' }),
    );
    const fallback = { sha256: 'f'.repeat(64), durationMs: 1_000, mp3: file };
    const part = streamPart('relay', { fallback: [fallback] });
    expect(cache.lacking([part])).toBeUndefined();
    cache.want([part], false);
    await until(
      () => cache.pathOf(fallback) !== undefined,
      () => 'fallback',
    );
    expect(asked).toEqual([file]);
    expect(cache.pathOf(part)).toBeUndefined();
    cache.close();
  });
});
