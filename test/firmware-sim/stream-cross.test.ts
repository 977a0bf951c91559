import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../firmware-sim/log.ts';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { wavHeader } from '../../firmware-sim/player/wav-header.ts';
import type { AttemptEvents } from '../../firmware-sim/streams/attempt.ts';
import { StreamPart } from '../../firmware-sim/streams/stream-part.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { largestStep, levelsOf, streamPart } from './stream-world.ts';
import { until } from './tiny-gateway.ts';

const STEP_BYTES = 1_920;
let folder: string;
let path: string;

function tone(hertz: number, seconds: number, from = 0): Buffer {
  const pcm = Buffer.alloc(Math.round(seconds * SAMPLE_RATE) * 2);
  for (let index = 0; index < pcm.length / 2; index++)
    pcm.writeInt16LE(Math.round(6_000 * Math.sin((2 * Math.PI * hertz * (index + from)) / SAMPLE_RATE)), index * 2);
  return pcm;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaxa-cross-'));
  path = join(folder, 'fallback.wav');
  const pcm = tone(660, 20);
  writeFileSync(path, Buffer.concat([wavHeader(pcm.length), pcm]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a station comes back over its fallback without a hole and without a click', async () => {
  const clock = new VirtualClock(1_000_000);
  let events: AttemptEvents | undefined;
  const station = (_url: string, given: AttemptEvents) => {
    events = given;
    return { close: () => undefined };
  };
  const ports = { clock, log: createLog('node', 'silent'), gateway: station, station };
  const fallback = [{ sha256: 'f'.repeat(64), durationMs: 20_000 }];
  const made = streamPart('relay', { url: 'http://station', silenceMs: 1_500, fallback });
  if (!made.stream) throw new Error('no stream');
  const part = new StreamPart(made, made.stream, 60_000, ports, () => path);
  const out: Buffer[] = [];
  const takeSome = (times: number) => {
    for (let turn = 0; turn < times; turn++) out.push(part.take(STEP_BYTES, 0));
  };
  clock.advance(2_000);
  await until(
    () => {
      takeSome(1);
      return Buffer.concat(out).length > SAMPLE_RATE * 2;
    },
    () => 'fallback',
  );
  events?.answered();
  for (let tenth = 0; tenth < 40; tenth++) {
    events?.bytes(tone(440, 0.1, tenth * 4_800));
    clock.advance(100);
    // The file is decoded in its own time.
    const before = Buffer.concat(out).length;
    await until(
      () => {
        takeSome(1);
        return Buffer.concat(out).length >= before + 4_800 * 2;
      },
      () => 'sound',
    );
  }
  part.close();
  const bytes = Buffer.concat(out);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  expect(part.told).toMatchObject({ breaks: [{ why: 'lost' }] });
  expect(part.told.playedMs).toBeGreaterThan(500);
  expect(part.told.fallbackMs).toBeGreaterThan(3_000);
  // After the fade at its beginning nothing is quieter than the two of them by more than two decibels.
  expect(Math.min(...levelsOf(samples, 50).slice(12))).toBeGreaterThan(-20);
  expect(largestStep(samples)).toBeLessThan(0.05);
}, 30_000);
