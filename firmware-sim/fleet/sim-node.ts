import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import type { NodeIdentity } from '../core/documents.ts';
import type { KeyBook } from '../core/key-book.ts';
import { Node, type NodeSettings } from '../core/node.ts';
import type { NodeStore } from '../core/node-store.ts';
import type { FetchPlan } from '../core/plan-fetcher.ts';
import type { CredentialDesk } from '../core/rotation.ts';
import { EntrySigner } from '../core/signer.ts';
import type { BootCause } from '../core/speaker.ts';
import type { Verifier } from '../core/verifier.ts';
import type { Dial } from '../line/dial.ts';
import { lineOf } from '../player/horn-model.ts';
import { TimedPlayer } from '../player/timed-player.ts';
import { deviceAt, hornAt, isWithin, nextChange, type Span, spanAt, type Timeline } from '../scenarios/timeline.ts';
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
  /** Absent for a fleet that keeps nothing: its next start would not know the new credential. */
  readonly desk?: CredentialDesk | undefined;
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
  #cause: BootCause = 'restart';
  #isGasping = false;

  constructor(who: FleetNode, ports: SimNodePorts) {
    this.#ports = ports;
    this.#who = who;
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
  }

  start(): void {
    this.#follow();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#node?.stop();
    this.#node = undefined;
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
    this.#node?.cutPower();
    this.#node = undefined;
  }

  #powerOn(cut: boolean, now: number): void {
    if (!this.#node) {
      this.#node = this.#boot(spanAt(this.#timeline.clock, now)?.offsetMs ?? 0);
      this.#node.start(this.#cause);
    }
    if (cut) this.#node.line.cut();
    else this.#node.line.start();
  }

  #boot(offsetMs: number): Node {
    const { clock, settings, ...ports } = this.#ports;
    const device = () => deviceAt(this.#timeline, clock.now());
    const own: Clock = {
      now: () => clock.now() + offsetMs + (device() === 'clock-drift' ? DRIFT_MS : 0),
      monotonicMs: () => clock.monotonicMs(),
      after: (ms, action) => clock.after(ms, action),
    };
    return new Node({
      ...ports,
      // Its own store, not what it was started with: it may have changed its credential before the power went.
      identity: this.#ports.store.read('identity') ?? this.#identity,
      signer: this.#signer,
      clock: own,
      clockVouched: () => offsetMs === 0,
      player: new TimedPlayer(
        clock,
        () => hornAt(this.#timeline, clock.now()),
        () => (device() === 'no-decoder' ? 'decoder' : undefined),
      ),
      wantAudio: () => undefined,
      telemetry: () => {
        const horn = hornAt(this.#timeline, clock.now());
        return {
          ...simulatedTelemetry(this.#who.node, clock.now(), this.#node?.speaker.desk.playing !== undefined),
          line: lineOf(horn),
          amplifier: horn === 'amplifier' ? 'fault' : 'ok',
          ...measuredWhen(device()),
          ...(this.#isGasping && LAST_GASP),
        };
      },
      storage: () => ({ freeBytes: measuredWhen(device()).freeBytes ?? 12e9, totalBytes: 16e9 }),
      settings: { ...settings, sensor: this.#who.sensor, horns: this.#who.horns },
    });
  }
}
