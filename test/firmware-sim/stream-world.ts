import { pino } from 'pino';
import { ulid } from 'ulid';
import { systemClock } from '../../firmware-sim/clock.ts';
import type { NodeIdentity } from '../../firmware-sim/core/documents.ts';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { SignedLog } from '../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { Speaker } from '../../firmware-sim/core/speaker.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { SAMPLE_RATE } from '../../firmware-sim/player/pcm.ts';
import { type AudioShelf, PcmPlayer } from '../../firmware-sim/player/pcm-player.ts';
import type { Sink } from '../../firmware-sim/player/sink.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { gatewayStreams } from '../../firmware-sim/streams/gateway-stream.ts';
import { stationStreams } from '../../firmware-sim/streams/station-stream.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { Command, Config } from '../../protocol/messages/downlink.ts';
import type { Part, StreamSource } from '../../protocol/messages/fields.ts';
import { entry, type ReceiptBody, receiptBody } from '../../protocol/messages/uplink.ts';
import { liveStreamPath, streamContentWords } from '../../protocol/streams.ts';
import { sha256 } from './material.ts';
import { playCommand } from './tiny-gateway.ts';

const { node } = benchIdentity('streams', 0);
const signer = new EntrySigner(newPrivateKey());
const log = pino({ level: 'silent' });

export interface Written {
  readonly at: number;
  readonly pcm: Buffer;
}

/** Keeps what left the node, and when it was given. */
export class TestSink implements Sink {
  readonly written: Written[] = [];
  failure: string | undefined;

  open(): void {}

  write(pcm: Buffer): void {
    this.written.push({ at: performance.now(), pcm: Buffer.from(pcm) });
  }

  close(): void {}

  get samples(): Int16Array {
    const bytes = Buffer.concat(this.written.map(({ pcm }) => pcm));
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }

  get ms(): number {
    return (this.samples.length * 1_000) / SAMPLE_RATE;
  }
}

export function streamPart(kind: StreamSource['kind'], changes: Partial<StreamSource> = {}, durationMs = 60_000): Part {
  const id = ulid();
  return {
    sha256: sha256(streamContentWords(kind, id)),
    durationMs,
    stream: { kind, url: liveStreamPath(id), silenceMs: 20_000, silenceDb: -40, ...changes },
  };
}

/** A speaker with a real player and real sockets; what it writes is kept. `httpUrl`: where its gateway is. */
export function speakerAt(
  httpUrl: string,
  paths: ReadonlyMap<string, string> = new Map(),
  config: Partial<Config> = {},
  stationCa?: string,
) {
  const sink = new TestSink();
  const store = new MemoryStore(ulid());
  store.write('config', {
    ...{ v: 1, node, version: 1, at: 0, groups: [], beatMs: 30_000, quiet: [], maxRunMs: 7_200_000 },
    volume: { emergency: 100, priority: 100, normal: 100 },
    ...config,
  });
  const identity = { node, credential: 'secret', httpUrl } as NodeIdentity;
  const audio: AudioShelf = { pathOf: (part) => paths.get(part.sha256), lacking: () => undefined };
  const clock = systemClock;
  const streams = { clock, log, gateway: gatewayStreams(() => identity), station: stationStreams(stationCa) };
  let running: Speaker | undefined;
  const boot = () => {
    const time = new NodeTime(clock, 0, () => true);
    const speaker = new Speaker({
      ...{ time, store, log: new SignedLog(node, store, signer, time) },
      player: new PcmPlayer({ clock, sink, audio, horn: () => 'healthy', streams }),
      settings: { sensor: 'current', firmware: 'test', checkpointMs: 500, aliveMs: 10_000, maxSleepMs: 1_000 },
    });
    speaker.start(ulid(), 'power');
    running = speaker;
    return speaker;
  };
  const receipts = (): ReceiptBody[] =>
    store.entries().flatMap(({ jws }) => {
      const said = entry.parse(decodeJws(jws, ENTRY_TYP).payload);
      return said.kind === 'receipt' ? [receiptBody.parse(said.body)] : [];
    });
  return { sink, store, boot, receipts, stop: () => running?.stop() };
}

type PlayArgs = Extract<Command, { type: 'play' }>['args'];

/** A play command of an ordinary class, as a live session or a relay is begun. */
export function playStream(parts: readonly Part[], args: Partial<PlayArgs> = {}) {
  return playCommand(
    { node },
    {
      class: 'normal',
      args: {
        parts: [...parts],
        resume: 'drop',
        maxMs: 120_000,
        startAt: Date.now() + (parts.some(({ stream }) => stream?.kind === 'relay') ? 2_500 : 1_000),
        ...args,
      },
    },
  );
}

/** The largest step from one sample to the next, as a share of full scale. */
export function largestStep(samples: Int16Array, from = 0, to = samples.length): number {
  let most = 0;
  for (let index = Math.max(1, from); index < to; index++)
    most = Math.max(most, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  return most / 32_768;
}

/** The level (dB) of each stretch of `ms`. */
export function levelsOf(samples: Int16Array, ms: number): number[] {
  const length = (SAMPLE_RATE * ms) / 1_000;
  return Array.from({ length: Math.floor(samples.length / length) }, (_, index) =>
    rmsDb(samples.subarray(index * length, (index + 1) * length)),
  );
}

/** When (`performance.now`) it was first heard after `afterMs` of silence or chime, or when last. Sample by sample from the first write. */
export function soundsFrom(sink: TestSink, afterMs: number, isLast = false): number {
  const levels = levelsOf(sink.samples, 10);
  const isLoud = (level: number, index: number) => index * 10 >= afterMs && level > -35;
  const index = isLast ? levels.findLastIndex(isLoud) + 1 : levels.findIndex(isLoud);
  return (sink.written[0]?.at ?? Number.NaN) + index * 10;
}

/** How long (ms) a tone of this pitch was heard, or how long ago it was heard last. */
export function highs(sink: TestSink, hertz: number, isSince = false): number {
  const length = SAMPLE_RATE / 20;
  const { samples } = sink;
  let heardMs = 0;
  let lastAt = 0;
  for (let at = 0; at + length <= samples.length; at += length) {
    if (pitchShare(samples.subarray(at, at + length), hertz) < 0.5) continue;
    heardMs += 50;
    lastAt = at + length;
  }
  return isSince ? ((samples.length - lastAt) * 1_000) / SAMPLE_RATE : heardMs;
}

/** Share of the power that lies at this pitch (Goertzel). */
function pitchShare(samples: Int16Array, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE);
  let before = 0;
  let last = 0;
  let power = 0;
  for (const sample of samples) {
    const next = sample + turn * last - before;
    before = last;
    last = next;
    power += sample * sample;
  }
  const at = last * last + before * before - turn * last * before;
  return power < samples.length * 100 ? 0 : (2 * at) / (power * samples.length);
}

function rmsDb(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return 10 * Math.log10(sum / Math.max(1, samples.length) || 1e-12);
}
