import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { SignedLog } from '../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { DAY_MS } from '../../protocol/units.ts';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const LOG = '01KAAAAAAAAAAAAAAAAAAAAAAA';
const { node } = benchIdentity('log', 0);
const signer = new EntrySigner(newPrivateKey());

function world() {
  const clock = new VirtualClock(NOW);
  const store = new MemoryStore(LOG);
  const time = new NodeTime(clock, 0, () => true);
  const open = () => new SignedLog(node, store, signer, time);
  return { clock, store, time, open };
}

const note = { kind: 'fault', body: { fault: 'test', state: 'raised' } } as const;
const ack = (below: number, also: number[] = [], at = NOW, log = LOG) => ({
  v: 1 as const,
  node,
  log,
  at,
  below,
  also,
});

describe('the signed log', () => {
  it('keeps what is not acknowledged over a restart and numbers on where it was', () => {
    const { open } = world();
    const first = open();
    first.append(note);
    first.append(note);
    first.acknowledge(ack(1));
    const again = open();
    expect(again.unacknowledged(9).map((entry) => entry.seq)).toEqual([1]);
    expect(again.append(note).seq).toBe(2);
  });

  it('an acknowledgement of another log, or older than the last, changes nothing', () => {
    const { open } = world();
    const log = open();
    log.append(note);
    expect(log.acknowledge(ack(1, [], NOW, '01KBBBBBBBBBBBBBBBBBBBBBBB'))).toBe(0);
    log.acknowledge(ack(0, [], NOW + 5));
    expect(log.acknowledge(ack(1, [], NOW + 4))).toBe(0);
    expect(log.waiting).toBe(1);
  });

  it('an acknowledgement beyond the newest entry does not cover entries to come', () => {
    const { open } = world();
    const log = open();
    log.append(note);
    log.acknowledge(ack(1_000));
    log.append(note);
    expect(log.unacknowledged(9).map((entry) => entry.seq)).toEqual([1]);
  });

  it('acknowledged entries stay 14 days, and a gateway restored from backup gets them again', () => {
    const { open, clock, store } = world();
    const log = open();
    for (let count = 0; count < 4; count++) log.append(note);
    log.acknowledge(ack(4));
    clock.advance(2 * DAY_MS);
    log.acknowledge(ack(1, [], NOW + 2 * DAY_MS));
    expect(log.unacknowledged(9).map((entry) => entry.seq)).toEqual([1, 2, 3]);
    log.acknowledge(ack(4, [], NOW + 2 * DAY_MS + 1));
    clock.advance(13 * DAY_MS);
    expect(log.prune()).toBe(1);
    clock.advance(2 * DAY_MS);
    log.prune();
    expect(store.entries().map((entry) => entry.seq)).toEqual([3]);
    expect(open().append(note).seq).toBe(4);
  });

  it('whatever order acknowledgements, entries, prunings and restarts come in: no entry waits twice, none is lost unacknowledged, no number is given twice', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('append' as const) }),
      fc.record({ do: fc.constant('restart' as const) }),
      fc.record({ do: fc.constant('sleep' as const), days: fc.integer({ min: 1, max: 9 }) }),
      fc.record({
        do: fc.constant('ack' as const),
        below: fc.nat(20),
        also: fc.array(fc.nat(25), { minLength: 1, maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { open, clock } = world();
        let log = open();
        const given: number[] = [];
        const acked = new Set<number>();
        for (const each of steps) {
          if (each.do === 'append') given.push(log.append(note).seq);
          else if (each.do === 'restart') log = open();
          else if (each.do === 'sleep') {
            clock.advance(each.days * DAY_MS);
            log.prune();
          } else {
            log.acknowledge(ack(each.below, each.also, clock.now()));
            for (const seq of given) if (seq < each.below || each.also.includes(seq)) acked.add(seq);
          }
          expect(log.unacknowledged(1_000).map((entry) => entry.seq)).toEqual(given.filter((seq) => !acked.has(seq)));
        }
        expect(given).toEqual(given.map((_, index) => index));
      }),
      { numRuns: 60 },
    );
  });
});
