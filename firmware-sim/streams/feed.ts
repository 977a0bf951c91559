import type { Logger } from 'pino';
import type { StreamSource } from '../../protocol/messages/fields.ts';
import type { Clock } from '../clock.ts';
import { Agc } from '../player/agc.ts';
import { SAMPLE_RATE } from '../player/pcm.ts';
import type { OpenStream } from './attempt.ts';
import { Mp3Decoder } from './mp3-decoder.ts';
import { SteadyLine } from './steady-line.ts';

/** Where a node's streams come from. */
export interface StreamPorts {
  readonly clock: Clock;
  readonly log: Logger;
  /** A path of the gateway. */
  readonly gateway: OpenStream;
  /** The address of a station. */
  readonly station: OpenStream;
}

export interface FeedEvents {
  sound(samples: Float32Array, rate: number): void;
  answered(): void;
  down(): void;
  /** Whoever speaks has ended. */
  ended(): void;
}

/** A stream as sound: connected again as long as it is wanted, decoded, and of a station brought to an even loudness. */
export class Feed {
  readonly #events: FeedEvents;
  readonly #line: SteadyLine;
  readonly #log: Logger;
  #decoder: Mp3Decoder | undefined;
  readonly #agc: Agc | undefined;

  constructor({ kind, url }: StreamSource, { clock, log, gateway, station }: StreamPorts, events: FeedEvents) {
    this.#events = events;
    this.#log = log;
    const isOwn = isGatewayPath(url);
    this.#agc = isOwn ? undefined : new Agc();
    this.#line = new SteadyLine(url, kind, isOwn ? gateway : station, clock, {
      opened: () => {
        this.#log.info({ url }, 'the stream is there');
        this.#decoder?.close();
        this.#decoder = isOwn ? this.#newDecoder() : undefined;
        events.answered();
      },
      bytes: (chunk) => {
        if (isOwn) this.#decoder?.push(chunk);
        else this.#pcm(chunk);
      },
      down: () => {
        this.#log.info({ url }, 'the stream is away');
        events.down();
      },
      ended: () => {
        this.#log.info({ url }, 'the stream has ended');
        events.ended();
      },
    });
  }

  pause(isPaused: boolean): void {
    this.#line.pause(isPaused);
  }

  close(): void {
    this.#line.close();
    this.#decoder?.close();
  }

  #newDecoder(): Mp3Decoder {
    return new Mp3Decoder(
      ({ samples, rate }) => this.#events.sound(samples, rate),
      (why) => this.#log.warn({ why }, 'the decoder of streams cannot start'),
    );
  }

  #pcm(chunk: Buffer): void {
    const samples = new Float32Array(chunk.length >> 1);
    for (let index = 0; index < samples.length; index++) samples[index] = chunk.readInt16LE(index * 2) / 32_768;
    this.#events.sound(this.#agc?.apply(samples) ?? samples, SAMPLE_RATE);
  }
}

/** A path is the gateway's own; an address is a station's. */
export function isGatewayPath(url: string): boolean {
  return url.startsWith('/') && !url.startsWith('//');
}
