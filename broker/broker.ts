import { Aedes } from 'aedes';
import type { Registry } from 'prom-client';
import type { Roster } from '../protocol/roster.ts';
import { accessHandlers } from './access-handlers.ts';
import { Alarms } from './alarms.ts';
import { type Clock, systemClock } from './clock.ts';
import type { BrokerConfig } from './config.ts';
import { ConnectionLimits } from './connection-limits.ts';
import { Door } from './door.ts';
import { GatewayLine } from './gateway-line.ts';
import { InFlight } from './in-flight.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type Bound, OpenPorts } from './open-ports.ts';
import { sessionlessPersistence } from './persistence.ts';
import { ReadGate } from './read-gate.ts';
import { Reception } from './reception.ts';
import { RetainedMessages } from './retained-messages.ts';
import { applyRoster, type RosterState, wholeRoster } from './roster.ts';
import { RosterFeed } from './roster-feed.ts';
import { RosterFile } from './roster-file.ts';
import { Sessions } from './sessions.ts';

/** What a test or another process may put in place of the real thing. */
export interface BrokerParts {
  readonly log: Log;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** A roster to begin with, instead of the one on disk. */
  readonly roster?: Roster;
}

/** The broker's one composition root. */
export function createBroker(config: BrokerConfig, parts: BrokerParts): Broker {
  return new Broker(config, parts);
}

export class Broker {
  readonly #config: BrokerConfig;
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #alarms: Alarms;
  readonly #sessions = new Sessions();
  readonly #retained = new RetainedMessages();
  readonly #inFlight = new InFlight();
  readonly #aedes: Aedes;
  readonly #door: Door;
  readonly #reception: Reception;
  readonly #file: RosterFile;
  readonly #feed: RosterFeed | undefined;
  readonly #given: Roster | undefined;
  readonly #ports: OpenPorts;
  #roster: RosterState | undefined;

  constructor(config: BrokerConfig, { log, clock = systemClock, random = Math.random, roster }: BrokerParts) {
    this.#config = config;
    this.#log = log;
    this.#given = roster;
    this.#ports = new OpenPorts({ clock, log });
    const limits = new ConnectionLimits(config.limits);
    const gate = new ReadGate(this.#inFlight, config.inFlight);
    this.#metrics = createMetrics({
      connections: () => limits.total,
      nodes: () => this.#sessions.count('node'),
      gateways: () => this.#sessions.count('gateway'),
      rosterNodes: () => this.#roster?.nodes.size ?? 0,
      retained: () => this.#retained.size,
      inFlight: () => this.#inFlight.messages,
      inFlightBytes: () => this.#inFlight.bytes,
      waiting: () => gate.waiting,
    });
    const line = config.gateway && new GatewayLine(config.gateway);
    this.#alarms = new Alarms(
      clock,
      log,
      (kind) => this.#metrics.refused(kind),
      line && ((alarms) => line.postAlarms(alarms)),
    );
    this.#aedes = new Aedes({
      // Any other number makes it collapse under overload (PITFALLS); the read gate bounds what is in flight instead.
      concurrency: 0,
      persistence: sessionlessPersistence(this.#retained),
      connectTimeout: config.connectTimeoutMs,
      keepaliveLimit: config.keepaliveLimitS,
      drainTimeout: config.drainTimeoutMs,
      maxTopicLevels: 16,
      ...accessHandlers({
        sessions: this.#sessions,
        alarms: this.#alarms,
        metrics: this.#metrics,
        clock,
        known: () => ({
          roster: this.#roster,
          gateways: { ids: config.gatewayIds, credential: config.gatewayCredential },
        }),
        admitted: (session) => this.#reception.admitted(session),
      }),
    });
    // aedes' types leave this event out; without a listener it would end the process.
    this.#aedes.on('error' as 'closed', (...told: unknown[]) => log.error({ err: told[0] }, 'aedes reports an error'));
    this.#door = new Door(limits, (address) => this.#alarms.raise('too-many-connections', { address }));
    this.#reception = new Reception({
      aedes: this.#aedes,
      door: this.#door,
      gate,
      sessions: this.#sessions,
      alarms: this.#alarms,
      metrics: this.#metrics,
      clock,
      slowNodeBytes: config.slowNodeBytes,
    });
    this.#file = new RosterFile(config.dataDir, log);
    this.#feed =
      line &&
      new RosterFeed({
        ask: (version, signal) => line.askRoster(version, signal),
        take: (answer) => this.applyRoster(answer),
        clock,
        log,
        random,
      });
  }

  get registry(): Registry {
    return this.#metrics.registry;
  }

  /** Loads the roster kept on disk, listens, and asks the gateway for news. On failure nothing stays open. */
  async start(): Promise<Bound> {
    await this.#aedes.listen();
    this.#inFlight.watch(this.#aedes);
    const kept = this.#given ?? (await this.#file.load());
    if (kept) this.#adopt(applyRoster(undefined, { ...kept, full: true }));
    else this.#log.warn({}, 'no roster yet: nodes are told "server unavailable" until the gateway gives one');
    try {
      const receive = this.#reception.receive.bind(this.#reception);
      const bound = await this.#ports.open(this.#config, this.#door, receive, this.registry);
      this.#feed?.start(this.#roster?.version ?? 0);
      this.#log.info({ ...bound, rosterNodes: this.#roster?.nodes.size ?? 0 }, 'listening');
      return bound;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Takes in an answer of the gateway: disconnects whoever may not connect any more and keeps the roster on disk. */
  applyRoster(answer: Roster): { next: number; changed: boolean } {
    const change = applyRoster(this.#roster, answer);
    if (change.kind === 'need-full') {
      this.#log.warn(
        { version: answer.version, known: this.#roster?.version },
        'the roster does not continue what is known, asking for the whole',
      );
      return { next: 0, changed: false };
    }
    if (change.kind === 'unchanged') return { next: answer.version, changed: false };
    this.#adopt(change);
    this.#file.save(wholeRoster(change.state));
    return { next: change.state.version, changed: true };
  }

  /** Stops to accept, ends every connection without its last will (the nodes did not die), and tells what was refused. */
  async stop(): Promise<void> {
    await this.#ports.close(async () => {
      await this.#feed?.stop();
      for (const session of this.#sessions.signedIn) session.willWithheld = true;
      await new Promise<void>((resolve) => this.#aedes.close(resolve));
      this.#door.destroyAll();
    });
    await Promise.all([this.#alarms.stop(), this.#file.settled()]);
  }

  #adopt(change: ReturnType<typeof applyRoster>): void {
    if (change.kind !== 'applied') return;
    this.#roster = change.state;
    this.#retained.keepOnly(change.state, change.touched);
    const thrownOff = this.#sessions.reconcile(change.state, change.touched);
    if (thrownOff.length > 0)
      this.#log.info(
        { nodes: thrownOff.slice(0, 20), count: thrownOff.length },
        'disconnected: no longer on the roster with that credential',
      );
  }
}
