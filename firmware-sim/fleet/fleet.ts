import { join } from 'node:path';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { credentialDesk } from '../board/credential-desk.ts';
import { fetchPlan, imageFetcher, logPoster } from '../board/http.ts';
import { type Clock, systemClock } from '../clock.ts';
import { KeyBook } from '../core/key-book.ts';
import { KeyVerifier, SharedVerifier } from '../core/verifier.ts';
import { FIRMWARE } from '../firmware.ts';
import type { Dial } from '../line/dial.ts';
import { rawDial } from '../line/raw-dial.ts';
import { MemoryPrints, printFetcher } from '../listening/prints.ts';
import { type ScenarioName, timelineOf } from '../scenarios/scenarios.ts';
import { FleetStore } from '../storage/fleet-store.ts';
import { FleetStreams } from '../streams/fleet-streams.ts';
import type { Sounds } from '../streams/light-part.ts';
import type { FleetNode } from './fleet-node.ts';
import { Gate } from './gate.ts';
import type { GatewayTrust } from './identities.ts';
import { SimNode } from './sim-node.ts';

export interface FleetOptions {
  readonly nodes: readonly FleetNode[];
  readonly trust: GatewayTrust;
  readonly mqttUrl: string;
  readonly httpUrl: string;
  /** Where unacknowledged receipts survive a restart of the process; nowhere when absent. */
  readonly stateFolder?: string | undefined;
  /** Tells the state of several processes apart. */
  readonly share?: string | undefined;
  readonly scenario: ScenarioName;
  readonly seed: string;
  /** Overrides every node's configured interval. */
  readonly beatMs?: number | undefined;
  readonly connectsPerSecond: number;
  readonly spreadMs: number;
  /** So many connections to streams at most; further nodes hear with another. */
  readonly mostStreams?: number | undefined;
}

export interface FleetPorts {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly dial?: Dial;
  /** Told what sounds at which node's horns, and when (monotonic): for measuring from mouth to horn. */
  readonly sounds?: ((node: string) => Sounds) | undefined;
}

const PLANS_AT_ONCE = 32;
export const MOST_STREAMS = 1_000;

/** Many nodes in one process: one timer queue, one verification of what is said to all, no ffmpeg. */
export class Fleet {
  readonly nodes: readonly SimNode[];
  readonly #options: FleetOptions;
  readonly #store: FleetStore;
  readonly #clock: Clock;
  #stopped = false;

  constructor(options: FleetOptions, { log, clock = systemClock, dial = rawDial, sounds }: FleetPorts) {
    this.#options = options;
    this.#clock = clock;
    const { stateFolder, share = '1-1', trust, mqttUrl, httpUrl, scenario, seed, beatMs, spreadMs } = options;
    // Session and boot ids need to differ, not to be secret; the default source of randomness is slow for thousands.
    const newId = () => ulid(clock.now(), Math.random);
    this.#store = new FleetStore(stateFolder && join(stateFolder, `fleet-${share}.jsonl`), newId, log);
    // One book for the process: what one node learns, all know. Real nodes have one each.
    const keys = new KeyBook(trust.root, trust.keyList);
    const verifier = new SharedVerifier(new KeyVerifier(keys));
    const gate = new Gate(PLANS_AT_ONCE);
    const fetchImage = imageFetcher();
    const streams = new FleetStreams(clock, options.mostStreams ?? MOST_STREAMS);
    this.nodes = options.nodes.map(
      (who) =>
        new SimNode(who, {
          clock,
          store: this.#store.of(who.node),
          verifier,
          keys,
          trust,
          dial,
          streams,
          sounds,
          desk: stateFolder === undefined ? undefined : credentialDesk(),
          fetchPlan: (...request) => gate.through(() => fetchPlan(...request)),
          postLog: logPoster(),
          fetchImage: (...request) => gate.through(() => fetchImage(...request)),
          prints: (identityNow) => new MemoryPrints(printFetcher(identityNow), log),
          // What each of thousands goes through is kept in its own lines; here only what is wrong.
          log: log.child({ node: who.code }, { level: 'warn' }),
          random: Math.random,
          newId,
          mqttUrl,
          httpUrl,
          timelineFor: (node, window) => timelineOf(node.scenario ?? scenario, seed, node.beside ?? node.node, window),
          settings: {
            firmware: FIRMWARE,
            beatMs,
            spreadMs,
            checkpointMs: 15_000,
            aliveMs: HOUR_MS / 12,
            maxSleepMs: DAY_MS,
          },
        }),
    );
  }

  /** Starts everyone, so many a second. Resolves when all are started; they connect by themselves. */
  async start(): Promise<void> {
    const everyMs = 50;
    const batch = Math.max(1, Math.round((this.#options.connectsPerSecond * everyMs) / 1_000));
    for (let index = 0; index < this.nodes.length && !this.#stopped; index += batch) {
      for (const node of this.nodes.slice(index, index + batch)) node.start();
      if (index + batch < this.nodes.length) await this.#pause(everyMs);
    }
  }

  /** Resolves when every node that has power and signal is on the line. */
  async connected(): Promise<void> {
    while (!this.#stopped && !this.nodes.every((node) => node.up || !node.expectedUp)) await this.#pause(100);
  }

  get up(): number {
    return this.nodes.reduce((sum, node) => sum + (node.up ? 1 : 0), 0);
  }

  stop(): void {
    this.#stopped = true;
    for (const node of this.nodes) node.stop();
    this.#store.close();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}
