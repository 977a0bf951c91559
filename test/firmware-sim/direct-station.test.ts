import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { wavHeader } from '../../firmware-sim/player/wav-header.ts';
import { stationStreams } from '../../firmware-sim/streams/station-stream.ts';
import { AddressGuard } from '../../gateway/outside/address-guard.ts';
import { checkStation } from '../../gateway/relays/check.ts';
import { openStation } from '../../gateway/relays/open-station.ts';
import { selfSigned } from '../broker/self-signed.ts';
import { eventually } from '../flows/processes.ts';
import { TestStation } from '../gateway/relays/test-station.ts';
import { highs, playStream, speakerAt, streamPart, TestSink } from './stream-world.ts';

const STATION_HERTZ = 700;
const FALLBACK_HERTZ = 300;
const SILENCE_MS = 3_000;
const PATIENCE_MS = 40_000;
/** No gateway: nothing of it may be needed. */
const NOWHERE = 'http://127.0.0.1:9';

const folder = mkdtempSync(join(tmpdir(), 'loaxa-direct-'));
let station: TestStation;
let ca: string;
beforeAll(async () => {
  const files = selfSigned(folder);
  ca = readFileSync(files.cert, 'utf8');
  station = await TestStation.start({
    hertz: STATION_HERTZ,
    secure: { key: readFileSync(files.key, 'utf8'), cert: ca },
  });
});
afterAll(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('HLS over https, straight from the station', () => {
  it('sounds at a board; mute or dead its fallback does, and it comes back', async () => {
    const fallback = { sha256: 'f'.repeat(64), durationMs: 2_000 };
    const tone = join(folder, 'fallback.wav');
    writeFileSync(tone, wavOf(FALLBACK_HERTZ, fallback.durationMs));
    const board = speakerAt(NOWHERE, new Map([[fallback.sha256, tone]]), {}, ca);
    const url = `${station.origin}/hls/master.m3u8`;
    const part = streamPart('relay', { url, silenceMs: SILENCE_MS, fallback: [fallback] }, 180_000);
    try {
      const speaker = board.boot();
      speaker.play(playStream([part], { maxMs: 240_000 }));
      const sounds = (hertz: number, what: string, ms = 500) =>
        eventually(what, () => highs(newestOf(board.sink, ms), hertz) >= ms - 100 || undefined, PATIENCE_MS);
      await sounds(STATION_HERTZ, 'the station sounds');
      station.mood = 'mute';
      await sounds(FALLBACK_HERTZ, 'the fallback sounds after the silence');
      station.mood = 'sounds';
      await sounds(STATION_HERTZ, 'the station is back');
      station.die();
      // A break of less than half a second would not be told.
      await sounds(FALLBACK_HERTZ, 'the fallback sounds after the death', 1_000);
      speaker.desk.silence(undefined);
      const receipt = await eventually('the receipt is written', () => board.receipts()[0]);
      const [told] = receipt.streams ?? [];
      // A machine under load may add breaks of its own.
      expect(told?.breaks.map(({ why }) => why).join()).toMatch(/silent.*lost/);
      expect(told?.playedMs).toBeGreaterThan(2_000);
      expect(told?.fallbackMs).toBeGreaterThan(1_000);
    } finally {
      board.stop();
      station.mood = 'sounds';
    }
  }, 200_000);

  it('is not asked for anything where nobody vouches for its certificate', async () => {
    station.asked.length = 0;
    const over = new Promise<string>((done) => {
      const nothing = () => undefined;
      const events = { answered: nothing, bytes: nothing, over: (_how: string, why: string) => done(why) };
      stationStreams()(`${station.origin}/hls/master.m3u8`, events);
    });
    expect(await over).toMatch(/self-signed certificate/);
    expect(station.asked).toEqual([]);
  });

  it.each([
    { who: 'nobody vouches', trusts: undefined, found: { state: 'lost', why: 'certificate-untrusted' } },
    { who: 'the own authority vouches', trusts: 'own', found: { state: 'ok' } },
  ])('is checked by the gateway: $who', async ({ trusts, found }) => {
    const guard = new AddressGuard(['localhost']);
    const checked = await checkStation((signal) =>
      openStation(
        { url: `${station.origin}/hls/live.m3u8`, format: 'hls' },
        { guard, signal, ...(trusts ? { ca } : {}) },
      ),
    );
    expect(checked).toMatchObject(found);
  });
});

/** What left the node last. */
function newestOf(sink: TestSink, ms: number): TestSink {
  const newest = new TestSink();
  for (let index = sink.written.length - 1; index >= 0 && newest.ms < ms; index--)
    newest.written.unshift(sink.written[index] as (typeof sink.written)[number]);
  return newest;
}

function wavOf(hertz: number, durationMs: number): Buffer {
  const pcm = Buffer.alloc((durationMs * SAMPLE_RATE * 2) / 1_000);
  for (let index = 0; index < pcm.length / 2; index++)
    pcm.writeInt16LE(Math.round(6_000 * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE)), index * 2);
  return Buffer.concat([wavHeader(pcm.length), pcm]);
}
