import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { endProgram } from '../../protocol/end-program.ts';
import { OutsideError } from '../outside/outside-error.ts';
import type { Demuxer } from './demuxer.ts';
import { LEVEL_RATE } from './level.ts';

const RATE = 24_000;
const KBPS = 64;
/**
 * Brought near −16 LUFS slowly: quarters of a second, smoothed over eleven of them; at most 18 dB up, and what peaks below −30 dB is
 * left as it is, so that a mute station stays mute for the nodes' own ears. A second and a half of delay, which no relay minds.
 */
const LEVELLED = 'dynaudnorm=framelen=250:gausssize=11:peak=0.89:maxgain=8:targetrms=0.17:threshold=0.032';
/** ffmpeg says the codec in its first lines; no more of it is kept. */
const SAID_BYTES = 16_384;

export interface Said {
  readonly codec: string;
  readonly kbps?: number;
}

export interface SoundParts {
  readonly demuxer: Demuxer;
  /** As fast as it sounds (listeners), or as fast as it comes (a check). */
  readonly paced: boolean;
  readonly onMp3: (bytes: Buffer) => void;
  /** Samples of 16 bit at LEVEL_RATE, as the station sent them: before anything was levelled. */
  readonly onSamples: (bytes: Buffer) => void;
}

/** One ffmpeg: encoded sound of a station in, levelled MP3 and raw samples out. It reads from a pipe and may open nothing. */
export class Sound {
  /** Settles when the program has ended, whyever. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  #said = '';
  #isOver = false;

  constructor({ demuxer, paced, onMp3, onSamples }: SoundParts) {
    this.#child = spawn('ffmpeg', argumentsOf(demuxer, paced), { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    // Four pipes, as asked for.
    const [input, mp3, words, samples] = this.#child.stdio as unknown as [Writable, Readable, Readable, Readable];
    this.#input = input;
    // It may end before everything is written; `ended` tells.
    input.on('error', () => undefined);
    mp3.on('data', onMp3);
    samples.on('data', onSamples);
    words.on('data', (said: Buffer) => {
      if (this.#said.length < SAID_BYTES) this.#said += said.toString('utf8');
    });
    this.ended = new Promise((done) => {
      const over = () => {
        this.#isOver = true;
        done();
      };
      this.#child.once('close', over);
      this.#child.once('error', over);
    });
  }

  /** Waits while the decoder is behind. Throws OutsideError when it has given up. */
  async write(bytes: Buffer): Promise<void> {
    if (this.#isOver) throw new OutsideError('not-decodable');
    if (this.#input.write(bytes)) return;
    let free: (() => void) | undefined;
    const drained = new Promise<void>((done) => {
      free = done;
      this.#input.once('drain', done);
    });
    await Promise.race([drained, this.ended]);
    if (free) this.#input.off('drain', free);
  }

  /** What was written still comes out. */
  async finish(): Promise<void> {
    this.#input.end();
    await this.ended;
  }

  kill(): void {
    endProgram(this.#child);
  }

  /** What ffmpeg found in the stream: its first line about it is the input's. */
  get said(): Said | undefined {
    const [, codec, rest = ''] = /Stream #0:\d+.*?: Audio: (\w+)([^\n]*)/.exec(this.#said) ?? [];
    const kbps = Number(/(\d+) kb\/s/.exec(rest)?.[1]);
    return codec === undefined ? undefined : { codec, ...(kbps > 0 ? { kbps } : {}) };
  }
}

function argumentsOf(demuxer: Demuxer, paced: boolean): string[] {
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'info', '-max_alloc', String(64 * 1024 * 1024)],
    ...['-protocol_whitelist', 'pipe', '-probesize', '32768', '-analyzeduration', '500000'],
    ...(paced ? ['-re'] : []),
    ...['-f', demuxer, '-i', 'pipe:0', '-filter_complex'],
    `[0:a:0]aresample=${RATE},aformat=sample_fmts=s16:channel_layouts=mono,asplit[a][b];[a]${LEVELLED}[out];[b]aresample=${LEVEL_RATE}[raw]`,
    ...['-map', '[out]', '-c:a', 'libmp3lame', '-b:a', `${KBPS}k`, '-reservoir', '0', '-ar', String(RATE)],
    ...['-write_xing', '0', '-id3v2_version', '0', '-flush_packets', '1', '-f', 'mp3', 'pipe:1'],
    ...['-map', '[raw]', '-c:a', 'pcm_s16le', '-flush_packets', '1', '-f', 's16le', 'pipe:3'],
  ];
}
