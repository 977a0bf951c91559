import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { DAY_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import { boot, giveUpTrial } from '../core/boot-loader.ts';
import type { NodeIdentity } from '../core/documents.ts';
import type { KeyBook } from '../core/key-book.ts';
import { Node, type NodePorts, type NodeSettings } from '../core/node.ts';
import type { NodeStore } from '../core/node-store.ts';
import type { FetchPlan } from '../core/plan-fetcher.ts';
import type { CredentialDesk } from '../core/rotation.ts';
import { EntrySigner } from '../core/signer.ts';
import type { BootCause } from '../core/speaker.ts';
import type { FetchImage } from '../core/update.ts';
import type { Verifier } from '../core/verifier.ts';
import type { Dial } from '../line/dial.ts';
import { dialWith } from '../line/faulty-dial.ts';
import type { ListenerPorts } from '../listening/listener.ts';
import { ModelledEar } from '../listening/modelled-ear.ts';
import { MUTE_PLAYER } from '../listening/mute-player.ts';
import type { PrintShelf } from '../listening/prints.ts';
import { hardwareOf, TimedBench } from '../player/timed-bench.ts';
import { TimedPlayer } from '../player/timed-player.ts';
import { deviceAt, hornAt, isWithin, nextChange, type Span, spanAt, type Timeline } from '../scenarios/timeline.ts';
import { MemorySlots } from '../storage/memory-slots.ts';
import type { FleetStreams } from '../streams/fleet-streams.ts';
import type { Sounds } from '../streams/light-part.ts';
import type { FleetNode } from './fleet-node.ts';
import type { GatewayTrust } from './identities.ts';
import { LAST_GASP, measuredWhen, simulatedTelemetry } from './telemetry.ts';

export interface SimNodePorts {
  readonly clock: Clock;
  readonly store: NodeStore;
  readonly verifier: Verifier;
  readonly keys: KeyBook;
  readonly trust: GatewayTrust;
  readonly dial: Dial;
  readonly fetchPlan: FetchPlan;
  readonly postLog?: NodePorts['postLog'];
  readonly fetchImage: FetchImage;
  /** Absent for a fleet that keeps nothing: its next start would not know the new credential. */
  readonly desk?: CredentialDesk | undefined;
  /** Where listening nodes get what they compare with; absent in a fleet without any. */
  readonly prints?: ((identityNow: () => NodeIdentity) => PrintShelf) | undefined;
  /** Where its streams come from; absent in a node that has none. */
  readonly streams?: FleetStreams | undefined;
  /** What its sensors make of what is so; absent for sensors that are exact. */
  readonly noise?: ((node: string) => (measured: Partial<Beat>) => Partial<Beat>) | undefined;
  /** Who measures what sounds at this node's horns. */
  readonly sounds?: ((node: string) => Sounds) | undefined;
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly mqttUrl: string;
  readonly httpUrl: string;
  readonly timelineFor: (node: FleetNode, window: Span) => Timeline;
  readonly settings: Omit<NodeSettings, 'sensor' | 'horns'>;
}

/** What is known of the weather ahead; then it is asked for again. */
const FORECAST_MS = DAY_MS;
/** From power-on to a running program, and from its start to the crash of a firmware that crashes. */
const BOOT_MS = 3 * SECOND_MS;
const CRASH_MS = 2 * SECOND_MS;
const MOST_IMAGE_BYTES = 64 * 1024 * 1024;
/** Thousands in one process keep few lines each. */
const LOG_LINES = 40;
/** How far a clock with an empty battery is off. */
const DRIFT_MS = 40_000;

/** One node of a fleet: boots, loses power and link as its timeline says, and is otherwise a node like any other. */
export class SimNode {
  readonly #ports: SimNodePorts;
  readonly #who: FleetNode;
  readonly #identity: NodeIdentity;
  readonly #signer: EntrySigner;
  #timeline: Timeline;
  #forecastTo = 0;
  #node: Node | undefined;
  #timer: Timer | undefined;
  /** Of the firmware that runs: it crashes, or has to prove itself. */
  #doom: Timer | undefined;
  #booting: Timer | undefined;
  #cause: BootCause = 'restart';
  readonly #slots = new MemorySlots();
  #isGasping = false;
  readonly #read: (measured: Partial<Beat>) => Partial<Beat>;

  constructor(who: FleetNode, ports: SimNodePorts) {
    this.#ports = ports;
    this.#who = who;
    this.#read = ports.noise?.(who.node) ?? ((measured) => measured);
    this.#signer = new EntrySigner(who.privateKey);
    this.#timeline = ports.timelineFor(who, { from: ports.clock.now(), to: ports.clock.now() });
    const { node, groups } = who;
    const kept = ports.store.read('identity');
    const enrolledAs = createHash('sha256').update(who.credential).digest('hex');
    // Changed since the enrolment that the file knows of; another enrolment since then counts more.
    const credential = kept?.enrolledAs === enrolledAs ? kept.credential : who.credential;
    if (kept && kept.enrolledAs !== enrolledAs) ports.store.write('rotation', { wanted: false });
    this.#identity = kept ?? {
      node,
      credential,
      groups,
      ...ports.trust,
      mqttUrl: ports.mqttUrl,
      httpUrl: ports.httpUrl,
      enrolledAt: Math.round(ports.clock.now()),
    };
    // Addresses and keys come from the arguments of this start, the day of enrolment from the first.
    this.#identity = {
      ...this.#identity,
      credential,
      enrolledAs,
      groups,
      ...ports.trust,
      mqttUrl: ports.mqttUrl,
      httpUrl: ports.httpUrl,
    };
    ports.store.write('identity', this.#identity);
    const { reference } = who;
    if (reference && !ports.store.read('selfTest')) ports.store.write('selfTest', { reference });
  }

  start(): void {
    this.#follow();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#end((node) => node.stop());
  }

  get up(): boolean {
    return this.#node?.line.up ?? false;
  }

  /** Would it be on the line now, if all went well? */
  get expectedUp(): boolean {
    const now = this.#ports.clock.now();
    return !isWithin(this.#timeline.off, now) && !isWithin(this.#timeline.cut, now);
  }

  /** The running node; undefined while it has no power. */
  get node(): Node | undefined {
    return this.#node;
  }

  #follow(): void {
    const { clock } = this.#ports;
    const now = clock.now();
    if (now >= this.#forecastTo) {
      this.#forecastTo = now + FORECAST_MS;
      this.#timeline = this.#ports.timelineFor(this.#who, { from: now - FORECAST_MS, to: this.#forecastTo });
    }
    const { off, cut } = this.#timeline;
    if (isWithin(off, now)) this.#powerOff(now);
    else this.#powerOn(isWithin(cut, now), now);
    const next = Math.min(nextChange(off, now), nextChange(cut, now), this.#forecastTo);
    this.#timer = clock.after(next - now, () => this.#follow());
  }

  #powerOff(now: number): void {
    if (this.#node && isWithin(this.#timeline.mains ?? [], now)) {
      this.#isGasping = true;
      this.#node.sendBeat();
      this.#isGasping = false;
    }
    this.#cause = deviceAt(this.#timeline, now) === 'restarting' ? 'watchdog' : 'power';
    this.#end((node) => node.cutPower());
  }

  #end(how: (node: Node) => void): void {
    this.#doom?.cancel();
    this.#booting?.cancel();
    this.#booting = undefined;
    if (this.#node) how(this.#node);
    this.#node = undefined;
  }

  /** The program ends, the device starts again; its boot loader says what runs then. */
  #reboot(cause: BootCause): void {
    this.#cause = cause;
    this.#end((node) => (cause === 'watchdog' ? node.cutPower() : node.stop()));
    this.#booting = this.#ports.clock.after(BOOT_MS, () => {
      this.#booting = undefined;
      this.#timer?.cancel();
      this.#follow();
    });
  }

  #powerOn(cut: boolean, now: number): void {
    if (this.#booting) return;
    if (!this.#node) {
      this.#node = this.#boot(spanAt(this.#timeline.clock, now)?.offsetMs ?? 0);
      this.#node.start(this.#cause);
    }
    if (cut) this.#node.line.cut();
    else this.#node.line.start();
  }

  /** Its room: horns of the hamlet that sound as its own would, by the same timeline. */
  #listener(): ListenerPorts | undefined {
    const { ear } = this.#who;
    const { clock, random, prints } = this.#ports;
    if (ear === undefined || !prints) return undefined;
    const shelf = prints(() => this.#node?.rotation.identity ?? this.#identity);
    const sounds = () => hornAt(this.#timeline, clock.now()) === 'healthy';
    return { ear: new ModelledEar({ clock, prints: shelf, random, state: () => ear, sounds }), prints: shelf };
  }

  #boot(offsetMs: number): Node {
    const { clock, settings, fetchImage, ...ports } = this.#ports;
    const booted = boot(ports.store, this.#slots, settings.firmware);
    if (booted.fault === 'crashes') this.#doom = clock.after(CRASH_MS, () => this.#reboot('watchdog'));
    else if (booted.trialMs !== undefined)
      this.#doom = clock.after(booted.trialMs, () => {
        if (giveUpTrial(ports.store)) this.#reboot('watchdog');
      });
    const device = () => deviceAt(this.#timeline, clock.now());
    const own: Clock = {
      now: () => clock.now() + offsetMs + (device() === 'clock-drift' ? DRIFT_MS : 0),
      monotonicMs: () => clock.monotonicMs(),
      after: (ms, action) => clock.after(ms, action),
    };
    const horn = () => hornAt(this.#timeline, clock.now());
    const failure = () => (device() === 'no-decoder' ? ('decoder' as const) : undefined);
    const identityNow = () => this.#node?.rotation.identity ?? this.#identity;
    const listen = this.#ports.streams?.of(identityNow);
    const sounds = this.#ports.sounds?.(this.#who.node);
    const player = () => new TimedPlayer(clock, horn, { failure, streams: listen && { listen, sounds } });
    return new Node({
      ...ports,
      dial: dialWith(booted.fault, ports.dial),
      firmware: {
        ...{ slots: this.#slots, fetchImage, mostBytes: MOST_IMAGE_BYTES },
        reboot: (cause) => this.#reboot(cause),
      },
      // Its own store, not what it was started with: it may have changed its credential before the power went.
      identity: this.#ports.store.read('identity') ?? this.#identity,
      signer: this.#signer,
      clock: own,
      clockVouched: () => offsetMs === 0,
      player: this.#who.ear === undefined ? player() : MUTE_PLAYER,
      playsStreams: listen !== undefined && this.#who.ear === undefined,
      listener: this.#listener(),
      bench: new TimedBench(clock, { sensor: this.#who.sensor, horns: this.#who.horns, horn }),
      restart: () => this.#reboot('restart'),
      wantAudio: () => undefined,
      telemetry: () => ({
        ...this.#read({
          ...simulatedTelemetry(this.#who.node, clock.now(), this.#node?.speaker.desk.playing !== undefined),
          ...hardwareOf(horn()),
          ...measuredWhen(device()),
        }),
        ...(this.#isGasping && LAST_GASP),
      }),
      storage: () => ({ freeBytes: measuredWhen(device()).freeBytes ?? 12e9, totalBytes: 16e9 }),
      settings: {
        logLines: LOG_LINES,
        ...settings,
        firmware: booted.firmware,
        sensor: this.#who.sensor,
        horns: this.#who.horns,
      },
    });
  }
}
