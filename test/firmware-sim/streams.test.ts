import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { wavHeader } from '../../firmware-sim/player/wav-header.ts';
import type { Part, StreamSource } from '../../protocol/messages/fields.ts';
import { sha256 } from './material.ts';
import { mp3Of, StreamServer } from './stream-server.ts';
import {
  highs,
  largestStep,
  levelsOf,
  playStream,
  soundsFrom,
  speakerAt,
  streamPart,
  type TestSink,
} from './stream-world.ts';
import { until } from './tiny-gateway.ts';

const TONE_HERTZ = 440;
/** A sine of 440 Hz at this level steps by less than this from sample to sample; a click steps by the whole. */
const CLICK = 0.05;

let folder: string;
let tone: Buffer;
let quiet: Buffer;
const paths = new Map<string, string>();
const chime = filePart('chime', 1_000, 880);
const fallback = filePart('fallback', 1_500, 660);

/** A file that begins and ends in the middle of a swing. */
function filePart(name: string, durationMs: number, hertz: number): Part & { hertz: number } {
  return { sha256: sha256(name), durationMs, mp3: sha256(`${name}.mp3`), hertz };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-streams-'));
  tone = mp3Of(`sine=frequency=${TONE_HERTZ}:sample_rate=24000,volume=4dB`, 10);
  quiet = mp3Of('anullsrc=r=24000:cl=mono', 2);
  for (const { sha256: name, durationMs, hertz } of [chime, fallback]) {
    const pcm = Buffer.alloc((durationMs * SAMPLE_RATE * 2) / 1_000);
    for (let index = 0; index < pcm.length / 2; index++)
      pcm.writeInt16LE(Math.round(6_000 * Math.cos((2 * Math.PI * hertz * index) / SAMPLE_RATE)), index * 2);
    const path = join(folder, `${name}.wav`);
    writeFileSync(path, Buffer.concat([wavHeader(pcm.length), pcm]));
    paths.set(name, path);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function on(body: (station: StreamServer, world: ReturnType<typeof speakerAt>) => Promise<void>): Promise<void> {
  const station = new StreamServer(tone, quiet);
  await station.start();
  const world = speakerAt(station.url, paths);
  try {
    await body(station, world);
  } finally {
    world.stop();
    await station.stop();
  }
}
const sounded = (sink: TestSink, ms: number) =>
  until(
    () => sink.ms >= ms,
    () => `${sink.ms} of ${ms} ms`,
    20_000,
  );
const one = ({ receipts }: ReturnType<typeof speakerAt>) =>
  until(
    () => receipts().length > 0,
    () => 'receipt',
    20_000,
  );
const relayPart = (changes: Partial<StreamSource> = {}, durationMs = 60_000) =>
  streamPart('relay', { silenceMs: 1_500, fallback: [fallback], ...changes }, durationMs);

describe.concurrent('a board with a stream', { timeout: 60_000 }, () => {
  it('sounds it right after the chime, soon after it came, to its end, without a click', () =>
    on(async (station, world) => {
      const { sink, boot, receipts } = world;
      station.mute(true);
      boot().play(playStream([chime, streamPart('live')]));
      await sounded(sink, 2_000);
      const mark = station.sentAt.length;
      station.mute(false);
      await sounded(sink, 4_500);
      station.end();
      await one(world);
      const loudAt = soundsFrom(sink, 1_500);
      // The encoder's tone needs a frame or two to rise.
      const delayMs = loudAt - (station.sentAt[mark] ?? 0);
      expect(delayMs).toBeGreaterThan(100);
      // About 450 on a quiet machine; the figure is the bench's.
      expect(delayMs).toBeLessThan(1_500);
      expect(largestStep(sink.samples)).toBeLessThan(CLICK);
      const [receipt] = receipts();
      expect(receipt).toMatchObject({ result: 'full', streams: [{ fallbackMs: 0, breaks: [] }] });
      expect(Math.abs((receipt?.expectedMs ?? 0) - sink.ms)).toBeLessThan(1_000);
      expect(station.authorizations).toEqual([expect.stringMatching(/^Basic /)]);
    }));

  it('falls silent when the connection is cut and refused, and says what it lost', () =>
    on(async (station, world) => {
      const { sink, boot, receipts } = world;
      boot().play(playStream([streamPart('live', {}, 8_000)], { maxMs: 8_000 }));
      await sounded(sink, 2_000);
      const cutAt = performance.now();
      station.refuses = 503;
      station.cut();
      await one(world);
      expect(soundsFrom(sink, 0, true) - cutAt).toBeLessThan(3_000);
      expect(largestStep(sink.samples)).toBeLessThan(CLICK);
      const [receipt] = receipts();
      expect(receipt).toMatchObject({
        result: 'partial',
        reason: 'stream-lost',
        streams: [{ breaks: [{ why: 'lost' }] }],
      });
      expect(receipt?.playedMs).toBeLessThan(6_500);
    }));

  it('is heard again after a broken connection, without a click', () =>
    on(async (station, world) => {
      const { sink, boot } = world;
      const speaker = boot();
      speaker.play(playStream([streamPart('live')]));
      await sounded(sink, 1_500);
      station.cut();
      await sounded(sink, 5_000);
      speaker.desk.silence(undefined);
      expect(station.authorizations.length).toBeGreaterThan(1);
      expect(rmsAtEnd(sink)).toBeGreaterThan(-30);
      expect(largestStep(sink.samples)).toBeLessThan(CLICK);
    }));

  it('gives way softly, comes back softly, and is silenced by STOP in a few hundredths of a second', () =>
    on(async (station, world) => {
      const { sink, boot } = world;
      const speaker = boot();
      const relay = relayPart();
      speaker.play(playStream([relay], { resume: 'resume' }));
      await sounded(sink, 2_500);
      speaker.play(playStream([chime], { level: 'province', startAt: Date.now(), maxMs: 1_000 }));
      await sounded(sink, 6_500);
      const before = sink.ms;
      speaker.desk.silence(undefined);
      expect(sink.ms - before).toBeLessThan(50);
      expect(largestStep(sink.samples)).toBeLessThan(CLICK);
      await until(
        () => station.listeners === 0,
        () => 'closed',
      );
    }));

  it('a relay that goes mute has its fallback after its silence, and comes back over it, without a click', () =>
    on(async (station, world) => {
      const { sink, boot, receipts } = world;
      const speaker = boot();
      speaker.play(playStream([relayPart()]));
      await sounded(sink, 1_500);
      station.mute(true);
      await until(
        () => highs(sink, fallback.hertz) > 1_800,
        () => 'fallback',
        15_000,
      );
      station.mute(false);
      await until(
        () => sinceLast(sink, fallback.hertz) > 700,
        () => 'back',
        15_000,
      );
      speaker.desk.silence(undefined);
      expect(largestStep(sink.samples)).toBeLessThan(CLICK);
      const [told] = receipts()[0]?.streams ?? [];
      expect(told?.breaks.map(({ why }) => why)).toContain('silent');
      expect(told?.fallbackMs).toBeGreaterThan(1_500);
    }));

  it('a relay whose machine dies has its fallback as soon as nothing is held, and comes back', () =>
    on(async (station, world) => {
      const { sink, boot, receipts } = world;
      const speaker = boot();
      speaker.play(playStream([relayPart()]));
      await sounded(sink, 1_500);
      await station.stop();
      await until(
        () => highs(sink, fallback.hertz) > 1_000,
        () => 'fallback',
        15_000,
      );
      await station.start();
      await until(
        () => sinceLast(sink, fallback.hertz) > 700,
        () => 'back',
        20_000,
      );
      speaker.desk.silence(undefined);
      expect(largestStep(sink.samples)).toBeLessThan(CLICK);
      const [told] = receipts()[0]?.streams ?? [];
      expect(told?.breaks.map(({ why }) => why)).toContain('lost');
    }));

  it('straight from a station it is decoded by ffmpeg, without the credential', () =>
    on(async (station, world) => {
      const { sink, boot } = world;
      const speaker = boot();
      speaker.play(playStream([relayPart({ url: `${station.url}/radio` })]));
      await sounded(sink, 6_000);
      speaker.desk.silence(undefined);
      expect(new Set(station.authorizations)).toEqual(new Set([undefined]));
      expect(rmsAtEnd(sink)).toBeGreaterThan(-30);
      expect(largestStep(sink.samples)).toBeLessThan(2 * CLICK);
    }));
});

function rmsAtEnd(sink: TestSink): number {
  return levelsOf(sink.samples, 50).at(-4) ?? -120;
}

function sinceLast(sink: TestSink, hertz: number): number {
  return highs(sink, hertz, true);
}
