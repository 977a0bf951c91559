import { spawn } from 'node:child_process';
import { SAMPLE_RATE } from '../player/pcm.ts';
import type { AttemptEvents, OpenStream } from './attempt.ts';

/** Of ffmpeg's own reads, in microseconds. */
const READ_LIMIT = '8000000';

/** ffmpeg may ask other servers of the same kind (a playlist names them), and nothing of this board: no files, no pipes. */
export const STATION_PROTOCOLS = 'http,https,tcp,tls,crypto,hls,httpproxy';

export function stationArguments(url: string): string[] {
  return [
    ...['-nostdin', '-v', 'error', '-protocol_whitelist', STATION_PROTOCOLS, '-rw_timeout', READ_LIMIT],
    ...['-fflags', 'nobuffer', '-i', url, '-map', '0:a:0'],
    ...['-f', 's16le', '-ar', String(SAMPLE_RATE), '-ac', '1', '-flush_packets', '1', 'pipe:1'],
  ];
}

/** The station itself, whatever it sends (MP3, AAC, Ogg, HLS), as PCM of this node. It is given no credential. */
export const stationStreams: OpenStream = (url, events) => {
  if (!/^https?:\/\//.test(url)) {
    events.over('broken', 'only http and https');
    return { close: () => undefined };
  }
  const child = spawn('ffmpeg', stationArguments(url), { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString('utf8')).slice(0, 300);
  });
  firstAnswered(child.stdout, events);
  child.on('error', (error) => events.over('broken', error.message));
  child.on('close', () => events.over('broken', complaint || 'the station ended'));
  return {
    pause: (isPaused) => {
      if (isPaused) child.stdout.pause();
      else child.stdout.resume();
    },
    close: () => {
      child.stdout.destroy();
      child.kill('SIGKILL');
    },
  };
};

function firstAnswered(out: NodeJS.ReadableStream, events: AttemptEvents): void {
  let answered = false;
  let odd: Buffer | undefined;
  out.on('data', (bytes: Buffer) => {
    if (!answered) events.answered();
    answered = true;
    const all = odd ? Buffer.concat([odd, bytes]) : bytes;
    odd = all.length % 2 === 1 ? all.subarray(-1) : undefined;
    if (all.length > 1) events.bytes(odd ? all.subarray(0, -1) : all);
  });
}
