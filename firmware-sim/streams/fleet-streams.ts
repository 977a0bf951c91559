import type { StreamSource } from '../../protocol/messages/fields.ts';
import { Mp3Frames } from '../../protocol/mp3-frames.ts';
import type { Clock } from '../clock.ts';
import type { NodeIdentity } from '../core/documents.ts';
import { energyOfSamples, levelDb, SAMPLE_RATE } from '../player/pcm.ts';
import { isGatewayPath } from './feed.ts';
import { FrameLevels } from './frame-levels.ts';
import { gatewayStreams } from './gateway-stream.ts';
import { stationStreams } from './station-stream.ts';
import { SteadyLine } from './steady-line.ts';

/** What a node without PCM knows of a stream: that so much came, and how loud it was. */
export interface LightEvents {
  came(ms: number, levelDb: number): void;
  answered(): void;
  down(): void;
  ended(): void;
}

/** Opens streams for one node. */
export type ListenTo = (stream: StreamSource, events: LightEvents) => { close(): void };

interface Shared {
  readonly listeners: Set<LightEvents>;
  readonly line: SteadyLine;
}

/**
 * The streams of many nodes in one process. Each node has a connection of its own, as in the field, until `mostSockets` are open;
 * whoever comes then hears with another that has the same stream. Frames are decoded once for all. A station is opened once.
 */
export class FleetStreams {
  readonly #clock: Clock;
  readonly #mostSockets: number;
  readonly #ca: string | undefined;
  readonly #levels = new Map<string, { readonly by: FrameLevels; users: number }>();
  readonly #open = new Map<string, Shared[]>();
  #sockets = 0;

  constructor(clock: Clock, mostSockets: number, ca?: string) {
    this.#clock = clock;
    this.#mostSockets = mostSockets;
    this.#ca = ca;
  }

  get sockets(): number {
    return this.#sockets;
  }

  of(identityNow: () => NodeIdentity): ListenTo {
    return (stream, events) => this.#listen(stream, identityNow, events);
  }

  #listen(stream: StreamSource, identityNow: () => NodeIdentity, events: LightEvents): { close(): void } {
    const { url } = stream;
    const open = this.#open.get(url) ?? [];
    this.#open.set(url, open);
    const isShared = open.length > 0 && (!isGatewayPath(url) || this.#sockets >= this.#mostSockets);
    const shared =
      (isShared ? open[Math.floor(Math.random() * open.length)] : undefined) ?? this.#dial(stream, identityNow);
    shared.listeners.add(events);
    if (!open.includes(shared)) open.push(shared);
    return { close: () => this.#leave(url, shared, events) };
  }

  #leave(url: string, shared: Shared, events: LightEvents): void {
    if (!shared.listeners.delete(events) || shared.listeners.size > 0) return;
    shared.line.close();
    this.#sockets--;
    const left = (this.#open.get(url) ?? []).filter((one) => one !== shared);
    if (left.length > 0) this.#open.set(url, left);
    else this.#open.delete(url);
    this.#release(url);
  }

  #dial({ url, kind }: StreamSource, identityNow: () => NodeIdentity): Shared {
    const listeners = new Set<LightEvents>();
    const isOwn = isGatewayPath(url);
    const levels = this.#levelsOf(url);
    let frames = new Mp3Frames();
    const each = (say: (events: LightEvents) => void) => {
      for (const events of [...listeners]) say(events);
    };
    const open = isOwn ? gatewayStreams(identityNow, this.#ca) : stationStreams();
    const line = new SteadyLine(url, kind, open, this.#clock, {
      opened: () => {
        frames = new Mp3Frames();
        each((events) => events.answered());
      },
      bytes: (chunk) => {
        const heard = isOwn
          ? frames.push(chunk).map((frame) => ({ ms: frame.ms, db: levels.levelOf(frame.bytes) }))
          : [heardIn(chunk)];
        for (const { ms, db } of heard) for (const events of listeners) events.came(ms, db);
      },
      down: () => each((events) => events.down()),
      ended: () => each((events) => events.ended()),
    });
    this.#sockets++;
    return { listeners, line };
  }

  #levelsOf(url: string): FrameLevels {
    const known = this.#levels.get(url) ?? { by: new FrameLevels(), users: 0 };
    known.users++;
    this.#levels.set(url, known);
    return known.by;
  }

  #release(url: string): void {
    const known = this.#levels.get(url);
    if (!known || --known.users > 0) return;
    known.by.close();
    this.#levels.delete(url);
  }
}

function heardIn(chunk: Buffer): { ms: number; db: number } {
  const samples = new Float32Array(chunk.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = chunk.readInt16LE(index * 2) / 32_768;
  return { ms: (samples.length * 1_000) / SAMPLE_RATE, db: levelDb(energyOfSamples(samples), samples.length) };
}
