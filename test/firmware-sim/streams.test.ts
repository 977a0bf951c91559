import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mp3Of, StreamServer } from './stream-server.ts';
import { largestStep, playStream, speakerAt, streamPart } from './stream-world.ts';
import { until } from './tiny-gateway.ts';

let tone: Buffer;
let quiet: Buffer;
let server: StreamServer;

beforeAll(() => {
  tone = mp3Of('sine=frequency=440:sample_rate=24000,volume=4dB', 10);
  quiet = mp3Of('anullsrc=r=24000:cl=mono', 2);
});
beforeEach(async () => {
  server = new StreamServer(tone, quiet);
  await server.start();
});
afterEach(() => server.stop());

describe('a live stream', () => {
  it('sounds within half a second of its arrival, ends with its body, and the receipt is full', async () => {
    const { sink, boot, receipts } = speakerAt(server.url);
    const speaker = boot();
    speaker.play(playStream([streamPart('live')]));
    await until(
      () => sink.ms > 2_500,
      () => `${sink.ms}`,
    );
    server.end();
    await until(
      () => receipts().length === 1,
      () => JSON.stringify(receipts()),
    );
    speaker.stop();
    console.log(JSON.stringify(receipts()), largestStep(sink.samples), sink.ms, server.authorizations);
  });
});
