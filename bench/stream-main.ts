import { execFileSync } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Mp3Frames } from '../protocol/mp3-frames.ts';

/** A second of silence, then a fifth of a second of sound: each beginning is told to the parent with the instant it was sent. */
const CYCLE_MS = 1_200;
const SOUND_MS = 200;

/** The gateway's stream for the bench, in a process of its own: MP3, mono, 24 kHz, 64 kbit/s, each frame flushed at once. */
function serve(): void {
  const tone = framesOf('sine=frequency=700:sample_rate=24000');
  const silence = framesOf('anullsrc=r=24000:cl=mono');
  const frameMs = 24;
  const listeners = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' });
    response.flushHeaders();
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ type: 'ready' });
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  const began = performance.now();
  let sent = 0;
  let isLoud = false;
  setInterval(() => {
    const due = Math.floor((performance.now() - began) / frameMs);
    for (; sent < due; sent++) {
      const loud = (sent * frameMs) % CYCLE_MS >= CYCLE_MS - SOUND_MS;
      if (loud && !isLoud) process.send?.({ sound: performance.timeOrigin + performance.now() });
      isLoud = loud;
      const frames = loud ? tone : silence;
      const frame = frames[sent % frames.length];
      for (const listener of listeners) listener.write(frame);
    }
  }, 12);
  process.once('disconnect', () => process.exit(0));
}

function framesOf(filter: string): Buffer[] {
  const mp3 = execFileSync('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', filter, '-t', '2', '-ac', '1', '-ar', '24000'],
    ...['-c:a', 'libmp3lame', '-b:a', '64k', '-reservoir', '0', '-write_xing', '0', '-id3v2_version', '0'],
    ...['-f', 'mp3', 'pipe:1'],
  ]);
  return new Mp3Frames().push(mp3).map(({ bytes }) => bytes);
}

serve();
