import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { SignedLog } from '../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { Speaker } from '../../firmware-sim/core/speaker.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { TimedPlayer } from '../../firmware-sim/player/timed-player.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { entry } from '../../protocol/messages/uplink.ts';
import { quietRemainingMs } from '../../protocol/quiet-hours.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { planItemAt } from './material.ts';

const MINUTE = 60_000;
const EVENING = instantAt('2026-11-23', '20:00');
const NIGHT = [{ from: '21:00', to: '05:00' }];
const signer = new EntrySigner(newPrivateKey());
const { node } = benchIdentity('permit', 0);
const BOOT = '01KAAAAAAAAAAAAAAAAAAAAAAA';

/** What a speaker says it played of these items by the next noon; `free` is what it makes of their permits. */
function played(items: readonly PlanItem[], free: (item: PlanItem) => number | undefined) {
  const clock = new VirtualClock(EVENING);
  const store = new MemoryStore(BOOT);
  const head = { v: 1 as const, node, version: 1, at: EVENING };
  const volume = { emergency: 100, priority: 80, normal: 70 };
  store.write('config', { ...head, groups: [], beatMs: 30_000, volume, quiet: NIGHT, maxRunMs: 120 * MINUTE });
  const time = new NodeTime(clock, 0, () => true);
  const speaker = new Speaker({
    ...{ time, store, log: new SignedLog(node, store, signer, time), freeUntil: free },
    player: new TimedPlayer(clock, () => 'healthy'),
    settings: { sensor: 'none', firmware: 'test', checkpointMs: 1e12, aliveMs: 1e12, maxSleepMs: 1e12 },
  });
  speaker.start(BOOT, 'power');
  const pointer = { ...head, sha256: 'a'.repeat(64), url: '/plan' };
  speaker.applyPlan(pointer, { v: 1, node, from: EVENING, to: EVENING + 864e5, items: [...items] });
  clock.moveTo(EVENING + 16 * 60 * MINUTE);
  return store.entries().flatMap(({ jws }) => {
    const said = entry.parse(decodeJws(jws, ENTRY_TYP).payload);
    return said.kind === 'receipt' ? [said.body] : [];
  });
}

describe('a node at night', () => {
  it('plays what has leave, to its end, and refuses what stands beside it', () => {
    const night = instantAt('2026-11-24', '03:15');
    const items = [planItemAt(night, 5 * MINUTE), planItemAt(night + 10 * MINUTE, MINUTE)];
    const told = played(items, (item) => (item.startAt === night ? night + 10 * MINUTE : undefined));
    expect(told.map(({ result, reason, playedMs }) => [result, reason, playedMs])).toEqual([
      ['full', undefined, 5 * MINUTE],
      ['refused', 'quiet-hours', 0],
    ]);
  });

  it('falls silent where the leave ends, though the sound is longer', () => {
    const night = instantAt('2026-11-24', '03:15');
    const [told] = played([planItemAt(night, 5 * MINUTE)], () => night + 2 * MINUTE);
    expect(told).toMatchObject({ result: 'partial', reason: 'quiet-hours', playedMs: 2 * MINUTE });
  });

  it('never sounds in quiet hours but within a leave, whatever is planned', () => {
    const some = fc.record({
      minute: fc.integer({ min: 0, max: 15 * 60 }),
      minutes: fc.integer({ min: 1, max: 40 }),
      leave: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      level: fc.constantFrom('commune' as const, 'province' as const),
      resume: fc.constantFrom('resume' as const, 'restart' as const, 'drop' as const),
    });
    fc.assert(
      fc.property(fc.uniqueArray(some, { maxLength: 8, selector: ({ minute }) => minute }), (plans) => {
        const leaves = new Map(plans.map((one) => [EVENING + one.minute * MINUTE, one.leave]));
        const items = plans.map(({ minute, minutes, level, resume }) =>
          planItemAt(EVENING + minute * MINUTE, minutes * MINUTE, { level, resume }),
        );
        const until = ({ startAt }: { startAt: number }) => startAt + (leaves.get(startAt) ?? 0) * MINUTE;
        for (const { dueAt, segments } of played(items, (item) => (leaves.get(item.startAt) ? until(item) : undefined)))
          for (const { from, to } of segments)
            for (let at = from; at < to - 1; at += 15_000)
              expect(quietRemainingMs(NIGHT, at) === 0 || at < until({ startAt: dueAt })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
