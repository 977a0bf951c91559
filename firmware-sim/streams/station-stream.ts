import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { endProgram } from '../../protocol/end-program.ts';
import { SAMPLE_RATE } from '../player/pcm.ts';
import type { AttemptEvents, OpenStream } from './attempt.ts';
import { stationBytes } from './station-bytes.ts';

/** ffmpeg reads what it is given and opens nothing: no address, no file. */
export const STATION_ARGUMENTS: readonly string[] = [
  ...['-nostdin', '-v', 'error', '-protocol_whitelist', 'pipe', '-max_alloc', String(64 * 1024 * 1024)],
  ...[
    '-fflags',
    'nobuffer',
    '-probesize',
    '32768',
    '-analyzeduration',
    '500000',
    '-i',
    'pipe:0',
    '-map',
    '0:a:0',
    '-vn',
  ],
  ...['-f', 's16le', '-ar', String(SAMPLE_RATE), '-ac', '1', '-flush_packets', '1', 'pipe:1'],
];

type Decoder = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * The station itself, whatever it sends (MP3, AAC, Ogg, HLS), as PCM of this node. Certificates are verified: by `ca` (PEM) where it is given,
 * else by what the system trusts. It is given no credential.
 */
export function stationStreams(ca?: string): OpenStream {
  return (url, events) => {
    if (!/^https?:\/\//.test(url)) {
      events.over('broken', 'only http and https');
      return { close: () => undefined };
    }
    const child: Decoder = spawn('ffmpeg', [...STATION_ARGUMENTS], { stdio: ['pipe', 'pipe', 'pipe'] });
    const stopping = new AbortController();
    let complaint = '';
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString('utf8')).slice(0, 300);
    });
    // Written to when it is gone already: its end tells.
    child.stdin.on('error', () => undefined);
    firstAnswered(child.stdout, events);
    child.on('error', (error) => {
      stopping.abort();
      events.over('broken', error.message);
    });
    child.on('close', () => {
      stopping.abort();
      events.over('broken', complaint || 'the station ended');
    });
    feed(child, stationBytes(url, { signal: stopping.signal, ca }), stopping.signal).catch((error: unknown) => {
      complaint ||= String(error);
    });
    return {
      pause: (isPaused) => {
        if (isPaused) child.stdout.pause();
        else child.stdout.resume();
      },
      close: () => {
        stopping.abort();
        child.stdout.destroy();
        endProgram(child);
      },
    };
  };
}

/** As fast as it takes them; what was written still comes out at the end. */
async function feed({ stdin }: Decoder, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  try {
    for await (const piece of bytes) if (!stdin.write(piece)) await once(stdin, 'drain', { signal });
  } finally {
    stdin.end();
  }
}

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
