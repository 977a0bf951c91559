import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import type { Beat, Birth } from '../../protocol/messages/uplink.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import { type Clock, systemClock, type Timer } from '../clock.ts';
import { type Booted, boot, giveUpTrial } from '../core/boot-loader.ts';
import type { NodeIdentity } from '../core/documents.ts';
import { KeyBook } from '../core/key-book.ts';
import { Node } from '../core/node.ts';
import { EntrySigner, newPrivateKey } from '../core/signer.ts';
import type { BootCause } from '../core/speaker.ts';
import { KeyVerifier } from '../core/verifier.ts';
import { FIRMWARE } from '../firmware.ts';
import type { Dial } from '../line/dial.ts';
import { dialWith } from '../line/faulty-dial.ts';
import { mqttDialTrusting } from '../line/mqtt-dial.ts';
import type { EarChoice } from '../listening/ear.ts';
import { MUTE_PLAYER } from '../listening/mute-player.ts';
import { PcmEar, programOf } from '../listening/pcm-ear.ts';
import { DiskPrints, printFetcher } from '../listening/prints.ts';
import { StreamEar } from '../listening/stream-ear.ts';
import { AudioCache } from '../player/audio-cache.ts';
import type { HornState } from '../player/horn-model.ts';
import { PcmBench } from '../player/pcm-bench.ts';
import { PcmPlayer } from '../player/pcm-player.ts';
import type { Sink, SinkChoice } from '../player/sink.ts';
import { AlsaSink } from '../player/sink-alsa.ts';
import { nullSink } from '../player/sink-null.ts';
import { WavSink } from '../player/sink-wav.ts';
import { hardwareOf } from '../player/timed-bench.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { DiskSlots } from '../storage/disk-slots.ts';
import { DiskStore } from '../storage/disk-store.ts';
import { gatewayStreams } from '../streams/gateway-stream.ts';
import { stationStreams } from '../streams/station-stream.ts';
import { boardTelemetry, isClockSynchronized, kernelBootId, storageOf } from './board-telemetry.ts';
import { credentialDesk } from './credential-desk.ts';
import { type EnrolParts, enrol } from './enrol.ts';
import { audioDownloader, imageFetcher, logPoster, planFetcher } from './http.ts';
import { newTlsRequest } from './tls-key.ts';

export const CLOCK_TRUSTS = ['system', 'synchronized', 'ask'] as const;
/** What stands for the board's clock: the operating system always, only while it says synchronized, or nobody (ask the gateway). */
export type ClockTrust = (typeof CLOCK_TRUSTS)[number];

export interface BoardOptions {
  readonly state: string;
  readonly url: string;
  readonly code?: string | undefined;
  /** By which root key the label says that the gateway is known. */
  readonly rootFingerprint?: string | undefined;
  /** The authority (PEM) that vouches for gateway and broker; absent: those the system trusts. */
  readonly ca?: string | undefined;
  readonly sink: SinkChoice;
  readonly sensor: Birth['capabilities']['sensor'];
  readonly horns: number;
  /** What the simulated horns do; a real sink has real ones. */
  readonly horn: HornState;
  readonly clockTrust: ClockTrust;
  /** What it hears with, when it is a listening node: it has no horns then. */
  readonly ear?: EarChoice | undefined;
  /** The station that is relayed where it listens, as the board's own line receives it. */
  readonly relayUrl?: string | undefined;
  readonly spreadMs: number;
}

export interface BoardPorts {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly dial?: Dial;
}

/** From its end to its next start, as a real device takes it. */
const BOOT_MS = SECOND_MS;
/** From its start to the crash of a firmware that crashes. */
const CRASH_MS = SECOND_MS;
const MOST_IMAGE_BYTES = 512 * 1024 * 1024;

interface Board {
  readonly identity: NodeIdentity;
  readonly store: DiskStore;
  readonly slots: DiskSlots;
  readonly clock: Clock;
  readonly audio: AudioCache;
  /** The node as a firmware of this name and with this fault runs it. */
  readonly nodeOf: (booted: Booted, reboot: (cause: BootCause) => void) => Node;
}

/**
 * A whole node on this machine: state in its folder, audio by ffmpeg, sound to the sink. Its slots are files; of a firmware it
 * runs the name, and what its description says is wrong with it: the program itself stays the one that was installed here.
 */
export class BoardNode {
  readonly #board: Board;
  #node: Node;
  #cause: BootCause;
  #doom: Timer | undefined;
  #booting: Timer | undefined;

  private constructor(board: Board, cause: BootCause) {
    this.#board = board;
    this.#cause = cause;
    this.#node = this.#boot();
  }

  /** The one that runs now. */
  get node(): Node {
    return this.#node;
  }

  get identity(): NodeIdentity {
    return this.#board.identity;
  }

  /** Opens the state folder, enrolling first when there is no identity in it. */
  static async open(
    options: BoardOptions,
    { log, clock = systemClock, dial = mqttDialTrusting(options.ca) }: BoardPorts,
  ): Promise<BoardNode> {
    if (options.sink.kind === 'alsa' && options.sensor !== 'none') {
      throw new Error(
        'there is no driver for a real sensor yet: with --sink alsa say --sensor none, or the receipts would claim what nobody heard',
      );
    }
    const newId = () => ulid(clock.now());
    const store = new DiskStore(options.state, newId, log);
    const slots = new DiskSlots(join(options.state, 'firmware'));
    const signer = new EntrySigner(privateKeyIn(options.state));
    const identity = await identityIn(store, options, { signer, clock, log, random: Math.random });
    const download = audioDownloader((): NodeIdentity => board.node.rotation.identity, options.ca);
    const audio = new AudioCache(join(options.state, 'audio'), clock, download, log, (bytes) =>
      board.node.traffic.fetched(bytes),
    );
    const { sensor, horns, spreadMs, ear, relayUrl } = options;
    const identityNow = (): NodeIdentity => board.node.rotation.identity;
    const streams = { clock, log, gateway: gatewayStreams(identityNow, options.ca), station: stationStreams() };
    const listener = ear && {
      ear: new PcmEar(programOf(ear), log),
      prints: new DiskPrints(join(options.state, 'prints'), printFetcher(identityNow, options.ca), log),
      streams: new StreamEar(streams),
      relay: relayUrl === undefined ? undefined : new PcmEar(programOf({ kind: 'stream', url: relayUrl }), log),
    };
    const nodeOf: Board['nodeOf'] = ({ firmware, fault }, reboot) => {
      const known = store.read('identity') ?? identity;
      const keys = new KeyBook(known.root, known.keyList);
      const sink = sinkOf(options.sink);
      const horn = () => options.horn;
      return new Node({
        identity: known,
        clock,
        clockVouched: () =>
          options.clockTrust === 'system' || (options.clockTrust === 'synchronized' && isClockSynchronized()),
        store,
        signer,
        keys,
        verifier: new KeyVerifier(keys),
        player: ear ? MUTE_PLAYER : new PcmPlayer({ clock, sink, audio, horn, streams }),
        playsStreams: !ear,
        listener,
        bench: new PcmBench(clock, sink, { sensor, horns, horn }, options.sink.kind !== 'alsa'),
        restart: () => reboot('restart'),
        postLog: logPoster(options.ca),
        dial: dialWith(fault, dial),
        fetchPlan: planFetcher(options.ca),
        desk: credentialDesk(newTlsRequest, options.ca),
        firmware: { slots, fetchImage: imageFetcher(options.ca), mostBytes: MOST_IMAGE_BYTES, reboot },
        wantAudio: (parts, urgent) => audio.want(parts, urgent),
        telemetry: () => ({ ...boardTelemetry(options.state), ...measuredOf(options) }),
        storage: () => storageOf(options.state),
        log,
        random: Math.random,
        newId,
        settings: {
          firmware,
          sensor,
          horns,
          spreadMs,
          checkpointMs: 2 * SECOND_MS,
          aliveMs: 10 * SECOND_MS,
          maxSleepMs: SECOND_MS,
        },
      });
    };
    const board: BoardNode = new BoardNode(
      { identity, store, slots, clock, audio, nodeOf },
      bootCauseIn(options.state),
    );
    return board;
  }

  start(): void {
    this.node.start(this.#cause);
  }

  stop(): void {
    this.#end();
    this.#board.audio.close();
    this.#board.store.close();
  }

  #boot(): Node {
    const { store, slots, clock, nodeOf } = this.#board;
    const booted = boot(store, slots, FIRMWARE);
    if (booted.fault === 'crashes') this.#doom = clock.after(CRASH_MS, () => this.#reboot('watchdog'));
    else if (booted.trialMs !== undefined)
      this.#doom = clock.after(booted.trialMs, () => {
        if (giveUpTrial(store)) this.#reboot('watchdog');
      });
    return nodeOf(booted, (cause) => this.#reboot(cause));
  }

  #reboot(cause: BootCause): void {
    this.#end();
    this.#booting = this.#board.clock.after(BOOT_MS, () => {
      this.#cause = cause;
      this.#node = this.#boot();
      this.start();
    });
  }

  #end(): void {
    this.#doom?.cancel();
    this.#booting?.cancel();
    this.#node.stop();
  }
}

async function identityIn(
  store: DiskStore,
  { url, code, rootFingerprint, ca }: BoardOptions,
  parts: EnrolParts,
): Promise<NodeIdentity> {
  const known = store.read('identity');
  if (known) return known;
  if (code === undefined)
    throw new Error(
      'this node is not enrolled yet: give --label with the text of its label, or --code with its claim code',
    );
  const identity = await enrol(url, code, { ...parts, rootFingerprint, ca });
  store.write('identity', identity);
  store.write('clock', { floor: identity.enrolledAt });
  return identity;
}

/** The node's key is made here, once, and never leaves the folder. */
function privateKeyIn(folder: string): string {
  const path = join(folder, 'node.key');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = newPrivateKey();
  writeFileAtomically(path, `${key}\n`, { mode: 0o600 });
  return key;
}

function bootCauseIn(folder: string): BootCause {
  const path = join(folder, 'boot-id');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const now = kernelBootId();
  if (before !== now) writeFileAtomically(path, now);
  return before === now ? 'restart' : 'power';
}

/** The horns are simulated unless the sink is a real one, whose line nobody measures yet. */
function measuredOf({ sink, horn }: BoardOptions): Partial<Beat> {
  return sink.kind === 'alsa' ? {} : hardwareOf(horn);
}

function sinkOf(choice: SinkChoice): Sink {
  switch (choice.kind) {
    case 'null':
      return nullSink;
    case 'wav':
      return new WavSink(choice.folder);
    case 'alsa':
      return new AlsaSink(choice.device);
  }
}
