import { ulid } from 'ulid';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus, type Facts } from '../../../gateway/facts.ts';
import { Faults } from '../../../gateway/faults/faults.ts';
import type { FleetNode } from '../../../gateway/faults/ground.ts';
import type { Cause } from '../../../gateway/faults/grouping.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Notice } from '../../../gateway/notices.ts';
import { Presence } from '../../../gateway/presence/presence.ts';
import { Watch } from '../../../gateway/presence/watch.ts';
import type { Beat, Birth } from '../../../protocol/messages/uplink.ts';
import type { TestDatabase } from '../database/engines.ts';

export const START = Date.parse('2026-11-22T01:00:00Z');
export const BEAT_MS = 30_000;
const SESSION = '01JDB5K3X8Q4S0000000000001';

export interface Planted {
  readonly node: string;
  readonly hamlet: string;
  readonly commune: string;
  readonly parents?: readonly Cause[];
}

/** The watch of a gateway over nodes that a test lets beat, with a clock it moves second by second. */
export class WatchPost {
  readonly clock: MovableClock;
  readonly facts = new FactBus();
  readonly told: Facts['faultChanged'][] = [];
  readonly notices: Notice[] = [];
  readonly watch: Watch;
  readonly presence: Presence;
  faults: Faults;
  /** Called each second before the tick. */
  live: (now: number) => void = () => undefined;
  windowOf: (node: string, at: number) => string | undefined = () => undefined;
  /** A message that cannot be stored. */
  failing = false;
  #fleet: readonly FleetNode[] = [];
  #byId = new Map<string, FleetNode>();
  readonly #places = new Map<string, Planted>();
  readonly #test: TestDatabase;

  constructor(test: TestDatabase, planted: readonly Planted[] = [], start = START) {
    this.#test = test;
    this.clock = new MovableClock(start);
    this.facts.on('faultChanged', (fact) => this.told.push(fact));
    const parts = { ...test, clock: this.clock, log: silentLog, facts: this.facts };
    this.watch = new Watch({ ...parts, monotonic: () => this.clock.now() });
    this.presence = new Presence({ ...parts, watch: this.watch });
    this.plant(planted);
    this.faults = this.again();
  }

  /** The fleet, in place of the one before. */
  plant(planted: readonly Planted[], about: Partial<FleetNode> = {}): void {
    this.#places.clear();
    for (const one of planted) this.#places.set(one.node, one);
    const enrolled = { technology: 'ip', enrolledAt: this.clock.now(), createdAt: this.clock.now(), ...about } as const;
    this.#fleet = planted.map(({ node, hamlet }) => ({ id: node, hamlet, code: `TL-${node}`, ...enrolled }));
    this.#byId = new Map(this.#fleet.map((node) => [node.id, node]));
  }

  /** The same memory after a restart: everything it knows comes from the database. */
  again(): Faults {
    const { clock, facts, presence } = this;
    const communes = new Map([...this.#places.values()].map(({ hamlet, commune }) => [hamlet, commune]));
    const communeOf = (area: string) => communes.get(area) ?? area;
    this.faults = new Faults({
      ...{ ...this.#test, clock, log: silentLog, facts, presence },
      roster: { all: () => this.#fleet, get: (id) => this.#byId.get(id) },
      tree: {
        get: (id) => ({ name: `Area ${id}` }),
        communeOf,
        smallestOver: (ids) => {
          const communes = new Set(ids.map(communeOf));
          if (new Set(ids).size <= 1) return ids[0];
          return communes.size === 1 ? [...communes][0] : 'province';
        },
      },
      parents: {
        causesOf: (node) => this.#places.get(node)?.parents ?? [],
        nodesOf: (cause) =>
          [...this.#places.values()].flatMap(({ node, parents }) =>
            parents?.some(({ id }) => id === cause.id) ? [node] : [],
          ),
        nameOf: ({ id }) => `Mast ${id}`,
        areaOf: () => undefined,
      },
      windowOf: (node, at) => this.windowOf(node, at),
      notice: async (_transaction, notices) => {
        if (this.failing) throw new Error('the disk is full');
        return () => void this.notices.push(...notices);
      },
    });
    return this.faults;
  }

  beat(node: string, change: Partial<Beat> = {}): void {
    const now = this.clock.now();
    const beat: Beat = { v: 1, node, session: SESSION, seq: 1, at: now, uptimeMs: 1, beatMs: BEAT_MS, ...change };
    this.presence.beat(node, beat, now);
    this.faults.beat(node, beat, now);
  }

  birth(node: string, boot: string, clock: Birth['clock']['state'] = 'trusted'): void {
    const now = this.clock.now();
    const birth: Birth = {
      ...{ v: 1, node, boot, session: ulid(now), at: now, firmware: 'test' },
      capabilities: { opus: true, mp3: true, sensor: 'current', horns: 2 },
      storage: { freeBytes: 1e9, totalBytes: 2e9 },
      clock: { state: clock, source: 'none' },
      log: { id: boot, oldest: 0, next: 0 },
    };
    this.faults.birth(node, birth, now);
    this.presence.birth(node, birth, now);
  }

  /** Seconds go by, each with its tick; with an echo unless the broker is away. */
  async pass(seconds: number, echo = true): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.set(this.clock.now() + 1_000);
      if (echo) this.watch.echo(this.clock.now());
      this.live(this.clock.now());
      await this.faults.tick(this.clock.now());
    }
  }

  /** Nothing runs for so long. */
  asleep(ms: number): void {
    this.clock.set(this.clock.now() + ms);
  }

  get heads(): string[] {
    return this.notices.map(({ what, kind, cause, nodes }) => `${what} ${kind} ${cause} ${nodes}`);
  }

  listed(open = true) {
    return this.faults.list({ open, limit: 500 });
  }
}

/** Every node beats each 30 s, each at its own second, while `isUp`. */
export function beating(post: WatchPost, nodes: readonly string[], isUp: (node: string, now: number) => boolean): void {
  const phase = new Map(nodes.map((node, index) => [node, (index * 7) % 30]));
  post.live = (now) => {
    for (const [node, second] of phase)
      if (Math.floor(now / 1_000) % 30 === second && isUp(node, now))
        post.beat(node, { power: 'mains', mainsVolts: 228 });
  };
}

export function communeOf(count: number, commune: string, parents: readonly Cause[] = []): Planted[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ node: `n${commune}${String(index).padStart(4, '0')}`, hamlet: `h${commune}${index % 5}`, commune, parents },
  }));
}
