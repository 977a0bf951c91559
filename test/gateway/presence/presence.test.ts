import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { FactBus, type Facts } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import { type BeatAt, onlinePeriods } from '../../../gateway/presence/period.ts';
import { Presence } from '../../../gateway/presence/presence.ts';
import { periodsBetween } from '../../../gateway/presence/presence-store.ts';
import { Watch } from '../../../gateway/presence/watch.ts';
import type { Beat } from '../../../protocol/messages/uplink.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';

const START = Date.parse('2026-11-22T01:00:00Z');
const SESSION = '01JDB5K3X8Q4S0000000000001';
const LATER_SESSION = '01JDB5K3X8Q4S0000000000002';

describe.each(ENGINES)('presence on $engine', ({ open }) => {
  let test: TestDatabase;
  let nodes = 0;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  const nextNode = () => `n${String(nodes++).padStart(16, '0')}`;
  const beat = (node: string, beatMs = 30_000, session = SESSION): Beat => ({
    v: 1,
    node,
    session,
    seq: 1,
    at: START,
    uptimeMs: 5,
    beatMs,
    rssiDbm: -70,
    celsius: 41.5,
  });

  function system(start = START) {
    const clock = new MovableClock(start);
    let monotonic = 0;
    const facts = new FactBus();
    const told: Facts['presenceChanged']['changes'] = [];
    facts.on('presenceChanged', ({ changes }) => told.push(...changes));
    const parts = { ...test, clock, log: silentLog, facts, monotonic: () => monotonic };
    const watch = new Watch(parts);
    const presence = new Presence({ ...parts, watch });
    return {
      clock,
      watch,
      presence,
      told,
      /** Time goes by; with an echo every 5 s unless the broker is away. */
      pass(ms: number, echo = true) {
        for (let rest = ms; rest > 0; rest -= 5_000) {
          const step = Math.min(rest, 5_000);
          clock.set(clock.now() + step);
          monotonic += step;
          if (echo) watch.echo(clock.now());
        }
      },
      /** Somebody sets the wall clock. */
      jump: (ms: number) => clock.set(clock.now() + ms),
    };
  }

  const rows = async (node: string) =>
    (await periodsBetween(test.database.read, node, 0, Number.MAX_SAFE_INTEGER)).map(
      ({ node: _, ...period }) => period,
    );

  it('what the tracker stores equals the pure function on the raw beats, for any order, duplicates, flushes and restarts', async () => {
    const step = fc.oneof(
      {
        weight: 12,
        arbitrary: fc.record({
          at: fc.integer({ min: 0, max: 20_000 }),
          intervalMs: fc.constantFrom(1_000, 1_000, 1_200, 3_000),
        }),
      },
      { weight: 3, arbitrary: fc.constant('flush' as const) },
      { weight: 1, arbitrary: fc.constant('restart' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const node = nextNode();
        let { presence } = system();
        const raw: BeatAt[] = [];
        for (const one of steps) {
          if (one === 'flush') await presence.flush();
          else if (one === 'restart') {
            await presence.stop();
            presence = system().presence;
            await presence.start();
          } else {
            presence.beat(node, beat(node, one.intervalMs), START + one.at);
            raw.push({ at: START + one.at, intervalMs: one.intervalMs });
          }
        }
        await presence.flush();
        expect(await rows(node)).toEqual(onlinePeriods(raw));
      }),
      { numRuns: 60 },
    );
  });

  it('beats that come while a flush is under way are neither lost nor split', async () => {
    const node = nextNode();
    const { presence } = system();
    presence.beat(node, beat(node), START);
    const flushing = presence.flush();
    for (let index = 1; index <= 100; index++) presence.beat(node, beat(node), START + index * 30_000);
    await flushing;
    presence.beat(node, beat(node), START + 101 * 30_000);
    await presence.flush();
    expect(await rows(node)).toMatchObject([{ from: START, to: START + 102 * 30_000 }]);
  });

  it('keeps the beats of a flush that failed for the next one', async () => {
    const node = nextNode();
    const { presence } = system();
    presence.beat(node, beat(node), START);
    const write = test.database.write;
    test.database.write = () => Promise.reject(new Error('disk full'));
    await expect(presence.flush()).rejects.toThrow('disk full');
    test.database.write = write;
    presence.beat(node, beat(node), START + 30_000);
    await presence.flush();
    expect(await rows(node)).toMatchObject([{ from: START, to: START + 60_000 }]);
  });

  it('a node is online while its last beat is no older than three intervals, then offline, and onlookers are told once', async () => {
    const node = nextNode();
    const { presence, pass, clock, told } = system();
    pass(120_000);
    presence.beat(node, beat(node), clock.now());
    presence.tick(clock.now());
    pass(90_000);
    expect(presence.stateOf(node)).toBe('online');
    pass(1);
    expect(presence.stateOf(node)).toBe('offline');
    presence.tick(clock.now());
    presence.tick(clock.now());
    expect(told).toEqual([
      { node, state: 'online', lastSeenAt: START + 120_000 },
      { node, state: 'offline', lastSeenAt: START + 120_000 },
    ]);
    expect(presence.counts([node, 'never-seen'])).toEqual({ online: 0, offline: 2, unobserved: 0, maintenance: 0 });
  });

  it('while the echo stays away everybody is unobserved, and so is the hour afterwards in the record', async () => {
    const node = nextNode();
    const { presence, pass, clock } = system(START + 1e9);
    const from = clock.now() + 5_000;
    pass(5_000);
    for (let index = 0; index < 10; index++) {
      presence.beat(node, beat(node), clock.now());
      pass(30_000);
    }
    await presence.flush();
    pass(3_600_000, false);
    expect(presence.stateOf(node)).toBe('unobserved');
    pass(40_000);
    expect(presence.stateOf(node)).toBe('unobserved');
    presence.beat(node, beat(node), clock.now());
    pass(30_000);
    await presence.flush();
    expect(await presence.periods(node, from, clock.now())).toEqual([
      { from, to: from + 300_000, state: 'online' },
      { from: from + 300_000, to: from + 300_000 + 3_600_000 + 40_000, state: 'unobserved' },
      { from: from + 300_000 + 3_600_000 + 40_000, to: clock.now(), state: 'online' },
    ]);
  });

  it.each([3_600_000, -3_600_000])('a wall clock that jumps by %i ms makes nobody offline', async (jump) => {
    const node = nextNode();
    const { presence, pass, clock, jump: set } = system(START + 2e9 + jump);
    pass(60_000);
    presence.beat(node, beat(node), clock.now());
    pass(10_000);
    set(jump);
    expect(presence.stateOf(node)).toBe('unobserved');
    pass(5_000);
    expect(presence.stateOf(node)).toBe('unobserved');
    presence.beat(node, beat(node), clock.now());
    expect(presence.stateOf(node)).toBe('online');
    const from = clock.now() - 7_200_000;
    const periods = await presence.periods(node, from, clock.now());
    expect(periods.filter((period) => period.state === 'offline')).toEqual([]);
    expect(periods.reduce((sum, period) => sum + period.to - period.from, 0)).toBe(7_200_000);
  });

  it('a last will counts for the present session only, and only until the next beat', async () => {
    const node = nextNode();
    const { presence, pass, clock } = system();
    const will = (session: string) =>
      presence.state(node, { v: 1, node, session, state: 'lost', at: START }, clock.now());
    pass(120_000);
    presence.beat(node, beat(node, 30_000, LATER_SESSION), clock.now());
    will(SESSION);
    expect(presence.stateOf(node)).toBe('online');
    will(LATER_SESSION);
    expect(presence.stateOf(node)).toBe('offline');
    presence.beat(node, beat(node, 30_000, LATER_SESSION), clock.now());
    expect(presence.stateOf(node)).toBe('online');
  });

  it('after a restart it knows every node again with its telemetry', async () => {
    const node = nextNode();
    const first = system();
    first.presence.beat(node, { ...beat(node), playing: { programme: SESSION, dueAt: START } }, START + 7);
    await first.presence.stop();
    const second = system();
    await second.presence.start();
    expect(second.presence.lastSeenAt(node)).toBe(START + 7);
    expect(second.presence.latest(node)).toMatchObject({
      rssiDbm: -70,
      celsius: 41.5,
      session: SESSION,
      playing: { programme: SESSION, dueAt: START },
    });
  });

  it('a gateway killed between two writes of telemetry still knows when a node was last heard', async () => {
    const node = nextNode();
    const first = system();
    for (let index = 0; index < 2; index++) {
      first.presence.beat(node, beat(node), START + index * 30_000);
      await first.presence.flush();
    }
    const second = system();
    await second.presence.start();
    expect(second.presence.lastSeenAt(node)).toBe(START + 30_000);
  });
});
