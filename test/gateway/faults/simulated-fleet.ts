import { pino } from 'pino';
import { ulid } from 'ulid';
import { KeyBook } from '../../../firmware-sim/core/key-book.ts';
import { KeyVerifier } from '../../../firmware-sim/core/verifier.ts';
import { type BenchIdentity, benchIdentity } from '../../../firmware-sim/fleet/bench-identity.ts';
import { SimNode } from '../../../firmware-sim/fleet/sim-node.ts';
import type { ConnectionEvents, Dial } from '../../../firmware-sim/line/dial.ts';
import { lossyDial } from '../../../firmware-sim/line/lossy-dial.ts';
import { chances } from '../../../firmware-sim/scenarios/chance.ts';
import { isLost, noisy, type Place } from '../../../firmware-sim/scenarios/noise.ts';
import { NOTHING, type Timeline } from '../../../firmware-sim/scenarios/timeline.ts';
import { MemoryStore } from '../../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../../firmware-sim/virtual-clock.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { Intake } from '../../../gateway/intake/intake.ts';
import { silentLog } from '../../../gateway/log.ts';
import { RECEIPT_ACK_TYP } from '../../../protocol/channels.ts';
import { decodeBody } from '../../../protocol/codec.ts';
import type { PlanItem } from '../../../protocol/messages/downlink.ts';
import type { Beat, Birth, Log, State } from '../../../protocol/messages/uplink.ts';
import { parseTopic, topicOf } from '../../../protocol/topics.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import { sha256 } from '../../firmware-sim/material.ts';
import { TinyGateway } from '../../firmware-sim/tiny-gateway.ts';
import type { TestDatabase } from '../database/engines.ts';
import type { WatchPost } from './watch-post.ts';

export interface Simulated {
  readonly timeline: Partial<Timeline>;
  readonly items: readonly PlanItem[];
  /** Where it hangs: its sensors scatter, and beats get lost. */
  readonly place: Place;
}

/** Real simulated nodes on lines of memory, in front of the real watch: what they sign is verified, what they send has the protocol's form. */
export class SimulatedFleet {
  readonly #post: WatchPost;
  readonly #clock: VirtualClock;
  readonly #nodes: SimNode[];
  readonly #lines = new Map<string, ConnectionEvents>();
  readonly #refused = new Set<string>();
  readonly #intake: Intake;
  /** Beats that never arrived. */
  lost = 0;
  /** Keys of the server side. */
  readonly #server = new TinyGateway();

  constructor(test: TestDatabase, post: WatchPost, given: readonly Simulated[]) {
    this.#post = post;
    this.#clock = new VirtualClock(post.clock.now());
    const identities = given.map((_, index) => benchIdentity('ten-causes', index));
    this.#intake = this.#door(test, identities);
    const { trust } = this.#server;
    const keys = new KeyBook(trust.root, trust.keyList);
    const verifier = new KeyVerifier(keys);
    this.#nodes = identities.map((who, index) => {
      const { timeline, items, place } = given[index] as Simulated;
      const random = chances('ten-causes', index);
      const [air, sensors] = [chances('air', index), chances('sensors', index)];
      const dial = lossyDial(this.#dial, () => {
        const lost = isLost(place, air);
        if (lost) this.lost++;
        return lost;
      });
      const newId = () => ulid(Math.floor(this.#clock.now()), random);
      return new SimNode(who, {
        ...{ clock: this.#clock, store: this.#storeOf(who.node, newId(), items), verifier, keys, trust, random, newId },
        ...{
          dial,
          noise: () => (measured) => noisy(measured, place, sensors),
          log: pino({ level: 'silent' }),
          mqttUrl: 'memory:',
          httpUrl: 'http://127.0.0.1',
        },
        fetchImage: () => Promise.reject(new Error('no firmware is offered here')),
        fetchPlan: () => Promise.reject(new Error('no plan is sent')),
        timelineFor: () => ({ ...NOTHING, ...timeline }),
        settings: {
          ...{ firmware: 'sim 1', spreadMs: 0, checkpointMs: 15_000, aliveMs: HOUR_MS, maxSleepMs: DAY_MS },
        },
      });
    });
  }

  start(): void {
    // Spread over half a minute, as a fleet that runs has it.
    for (const [index, node] of this.#nodes.entries()) this.#clock.after((index * 150) % 30_000, () => node.start());
  }

  stop(): Promise<void> {
    for (const node of this.#nodes) node.stop();
    return this.#intake.stop();
  }

  /** One second of all of them; what was signed in it is stored before the watch looks. */
  async second(): Promise<void> {
    this.#clock.moveTo(this.#post.clock.now());
    await new Promise((resolve) => setImmediate(resolve));
    await this.#intake.stop();
  }

  /** From now on the broker refuses the node's credential. */
  refuse(node: string): void {
    this.#refused.add(node);
    const line = this.#lines.get(node);
    this.#lines.delete(node);
    line?.closed('kicked out');
  }

  readonly #dial: Dial = ({ node }, events) => {
    const isRefused = this.#refused.has(node);
    if (isRefused)
      this.#post.faults.brokerAlarms([
        { kind: 'bad-credential', node, address: '10.9.0.1', count: 1, at: Math.round(this.#clock.now()) },
      ]);
    else this.#lines.set(node, events);
    queueMicrotask(() => (isRefused ? events.closed('refused') : events.opened()));
    const isOpen = () => this.#lines.get(node) === events;
    const leave = () => {
      if (isOpen()) this.#lines.delete(node);
    };
    return {
      subscribe: async () => undefined,
      unsubscribe: () => undefined,
      publish: async (topic, payload) => {
        if (!isOpen()) throw new Error('the line is down');
        this.#hear(topic, payload);
      },
      close: leave,
      drop: leave,
    };
  };

  #hear(topic: string, payload: string): void {
    const { faults, presence } = this.#post;
    const at = Math.round(this.#clock.now());
    const parsed = parseTopic(topic);
    const read = parsed && decodeBody(parsed.channel, Buffer.from(payload));
    if (!parsed?.node || !read?.ok) throw new Error(`${topic} is not of the protocol: ${payload}`);
    const { node } = parsed;
    switch (parsed.channel) {
      case 'beat':
        presence.beat(node, read.body as Beat, at);
        faults.beat(node, read.body as Beat, at);
        break;
      case 'birth':
        faults.birth(node, read.body as Birth, at);
        presence.birth(node, read.body as Birth, at);
        break;
      case 'state':
        presence.state(node, read.body as State, at);
        break;
      case 'log':
        this.#intake.take(node, (read.body as Log).entries, at);
        break;
      default:
        break;
    }
  }

  #door(test: TestDatabase, identities: readonly BenchIdentity[]): Intake {
    const { faults, clock } = this.#post;
    const keys = new Map(identities.map(({ node, publicKey }) => [node, publicKey]));
    return new Intake({
      ...{ ...test, clock, log: silentLog, evidence: new EvidenceLog(test) },
      keyOf: (node) => keys.get(node),
      acknowledge: async (node, payload) => {
        const said = { v: 1, jws: this.#server.sign(RECEIPT_ACK_TYP, payload) };
        this.#lines.get(node)?.message(topicOf('receiptAck', { node }), Buffer.from(JSON.stringify(said)));
      },
      alarm: (alarm) => faults.alarm(alarm),
      handlers: {
        ...{ fault: faults.faultEntries, refusal: faults.refusalEntries, receipt: faults.receiptEntries },
        ...{ boot: faults.bootEntries, power: faults.powerEntries },
      },
    });
  }

  #storeOf(node: string, log: string, items: readonly PlanItem[]): MemoryStore {
    const store = new MemoryStore(log);
    const at = Math.round(this.#clock.now());
    const file = { v: 1 as const, node, from: at, to: at + DAY_MS, items: [...items] };
    const pointer = { v: 1, node, version: 1, at, sha256: sha256('plan'), url: '/plan' } as const;
    store.write('plan', { pointer, file });
    return store;
  }
}
