import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeStore } from '../../firmware-sim/core/node-store.ts';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { SignedLog } from '../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { Speaker } from '../../firmware-sim/core/speaker.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import type { HornState } from '../../firmware-sim/player/horn-model.ts';
import { TimedPlayer } from '../../firmware-sim/player/timed-player.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { Config, PlanItem } from '../../protocol/messages/downlink.ts';
import { entry, type ReceiptBody, receiptBody } from '../../protocol/messages/uplink.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { planItemAt } from './material.ts';
import { playCommand } from './tiny-gateway.ts';

const MINUTE = 60_000;
const MORNING = instantAt('2026-11-23', '06:00');
const signer = new EntrySigner(newPrivateKey());
const { node } = benchIdentity('speaker', 0);
const BOOT = '01KAAAAAAAAAAAAAAAAAAAAAAA';

/** A speaker with its disk and a clock moved by hand. */
function world(
  from = MORNING - 10 * MINUTE,
  quiet: Config['quiet'] = [{ from: '21:00', to: '05:00' }],
  horn: (now: number) => HornState = () => 'healthy',
) {
  const clock = new VirtualClock(from);
  const store: NodeStore = new MemoryStore(BOOT);
  store.write('config', {
    v: 1,
    node,
    version: 1,
    at: from,
    groups: [],
    beatMs: 30_000,
    volume: { emergency: 100, priority: 80, normal: 70 },
    quiet,
    maxRunMs: 120 * MINUTE,
  });
  const boot = () => {
    const time = new NodeTime(clock, 0, () => true);
    const log = new SignedLog(node, store, signer, time);
    const player = new TimedPlayer(clock, () => horn(clock.now()));
    const speaker = new Speaker({
      time,
      store,
      log,
      player,
      settings: { sensor: 'current', firmware: 'test', checkpointMs: 5_000, aliveMs: 10_000, maxSleepMs: 1e12 },
    });
    speaker.start(BOOT, 'power');
    return speaker;
  };
  const receipts = (): ReceiptBody[] =>
    store.entries().flatMap(({ jws }) => {
      const said = entry.parse(decodeJws(jws, ENTRY_TYP).payload);
      return said.kind === 'receipt' ? [receiptBody.parse(said.body)] : [];
    });
  const faults = () =>
    store.entries().flatMap(({ jws }) => {
      const said = entry.parse(decodeJws(jws, ENTRY_TYP).payload);
      return said.kind === 'fault' ? [{ at: said.at, fault: said.body.fault, state: said.body.state }] : [];
    });
  const plan = (speaker: Speaker, items: PlanItem[], version = 1) =>
    speaker.applyPlan(
      { v: 1, node, version, at: clock.now(), sha256: 'a'.repeat(64), url: '/plan' },
      { v: 1, node, from: clock.now(), to: clock.now() + 864e5, items },
    );
  return { clock, store, boot, receipts, faults, plan };
}
const brief = ({ result, reason, playedMs }: ReceiptBody) => [result, reason, playedMs];

describe('a speaker', () => {
  it('keeps silent at 03:15 whatever a signed plan says, and signs that it refused', () => {
    const night = instantAt('2026-11-24', '03:15');
    const { clock, boot, receipts, plan } = world();
    plan(boot(), [planItemAt(night, 5 * MINUTE)]);
    clock.moveTo(night + 60 * MINUTE);
    expect(receipts().map(brief)).toEqual([['refused', 'quiet-hours', 0]]);
    expect(receipts()[0]).not.toHaveProperty('startedAt');
  });

  it('begins as much later as its configuration says, an emergency at once, and no later than the plan allows', () => {
    const { clock, store, boot, receipts, plan } = world();
    const speaker = boot();
    plan(speaker, [
      planItemAt(MORNING, MINUTE),
      { ...planItemAt(MORNING + 10 * MINUTE, MINUTE), class: 'emergency' },
      { ...planItemAt(MORNING + 20 * MINUTE, MINUTE), latenessMs: 1_000 },
    ]);
    speaker.applyConfig({ ...(store.read('config') as Config), version: 2, staggerMs: 4_000 });
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(receipts().map(({ dueAt, startedAt }) => (startedAt ?? 0) - dueAt)).toEqual([4_000, 0, 1_000]);
  });

  it('plays what is planned, to the millisecond, and says so once', () => {
    const { clock, boot, receipts, plan } = world();
    plan(boot(), [planItemAt(MORNING, 5 * MINUTE)]);
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(receipts()).toHaveLength(1);
    expect(receipts()[0]).toMatchObject({
      result: 'full',
      startedAt: MORNING,
      endedAt: MORNING + 5 * MINUTE,
      heard: { ms: 5 * MINUTE },
      segments: [{ from: MORNING, to: MORNING + 5 * MINUTE }],
    });
  });

  it.each([
    ['resume', [['full', undefined, 5 * MINUTE]], 2],
    ['restart', [['full', undefined, 6 * MINUTE]], 2],
    ['drop', [['preempted', 'outranked', 2 * MINUTE]], 1],
  ] as const)('interrupted by the province, a programme told to %s does', (resume, told, segments) => {
    const { clock, boot, receipts, plan } = world();
    plan(boot(), [
      planItemAt(MORNING, 5 * MINUTE, { resume, maxMs: 6 * MINUTE }),
      planItemAt(MORNING + 2 * MINUTE, MINUTE, { level: 'province' }),
    ]);
    clock.moveTo(MORNING + 60 * MINUTE);
    const commune = receipts().filter(({ dueAt }) => dueAt === MORNING);
    expect(commune.map(brief)).toEqual(told);
    expect(commune[0]?.segments).toHaveLength(segments);
    expect(receipts()).toHaveLength(2);
  });

  it('whose horns die in the middle of a programme says so within 90 s, and does not take it back with the receipt', () => {
    const diesAt = MORNING + 7 * MINUTE + 1_700;
    const { clock, boot, receipts, faults, plan } = world(undefined, undefined, (now) =>
      now < diesAt || now >= MORNING + 30 * MINUTE ? 'healthy' : 'mute',
    );
    plan(boot(), [planItemAt(MORNING, 20 * MINUTE), planItemAt(MORNING + 26 * MINUTE, 10 * MINUTE)]);
    clock.moveTo(MORNING + 25 * MINUTE);
    expect(receipts()[0]?.heard.ms).toBeGreaterThan(6 * MINUTE);
    expect(faults()).toMatchObject([{ fault: 'horns-silent', state: 'raised' }]);
    expect((faults()[0]?.at ?? 0) - diesAt).toBeLessThan(90_000);
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(faults()).toMatchObject([{}, { fault: 'horns-silent', state: 'cleared' }]);
    expect((faults()[1]?.at ?? 0) - MORNING).toBeLessThan(32 * MINUTE);
  });

  it('what would run into quiet hours ends where they begin', () => {
    const evening = instantAt('2026-11-23', '20:55');
    const { clock, boot, receipts, plan } = world(evening - MINUTE);
    plan(boot(), [planItemAt(evening, 20 * MINUTE), planItemAt(evening + 6 * MINUTE, MINUTE)]);
    clock.moveTo(evening + 60 * MINUTE);
    expect(receipts().map(brief)).toEqual([
      ['partial', 'quiet-hours', 5 * MINUTE],
      ['refused', 'quiet-hours', 0],
    ]);
  });

  it('an emergency repeats until its maximum, at night too', () => {
    const night = instantAt('2026-11-23', '23:00');
    const { clock, boot, receipts } = world(night);
    const speaker = boot();
    speaker.play(
      playCommand(
        { node },
        {
          args: { startAt: night, repeat: 100, maxMs: MINUTE, parts: [{ sha256: 'b'.repeat(64), durationMs: 7_000 }] },
        },
      ),
    );
    clock.advance(60 * MINUTE);
    expect(receipts().map(brief)).toEqual([['full', undefined, MINUTE]]);
  });

  it('a newer plan takes back what it no longer names and leaves alone what sounds', () => {
    const { clock, boot, receipts, plan } = world();
    const speaker = boot();
    const [sounding, ahead, added] = [
      planItemAt(MORNING, 5 * MINUTE),
      planItemAt(MORNING + 10 * MINUTE, MINUTE),
      planItemAt(MORNING + 20 * MINUTE, MINUTE),
    ];
    plan(speaker, [sounding, ahead]);
    clock.moveTo(MORNING + MINUTE);
    plan(speaker, [added], 2);
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(receipts().map(({ result, dueAt }) => [result, dueAt])).toEqual([
      ['full', MORNING],
      ['full', MORNING + 20 * MINUTE],
    ]);
  });

  it('a newer plan neither begins anew what sounds nor takes it out of reach of STOP and of its betters', () => {
    const { clock, boot, receipts, plan } = world();
    const speaker = boot();
    const [first, second, province] = [
      planItemAt(MORNING, 5 * MINUTE),
      planItemAt(MORNING + 20 * MINUTE, 5 * MINUTE),
      planItemAt(MORNING + 22 * MINUTE, MINUTE, { level: 'province' }),
    ];
    plan(speaker, [first, second]);
    clock.moveTo(MORNING + MINUTE);
    plan(speaker, [first, second, province], 2);
    speaker.play(playCommand({ node }, { args: { run: first.run, startAt: clock.now() } }));
    clock.moveTo(MORNING + 2 * MINUTE);
    speaker.desk.silence(undefined);
    expect(receipts().map(brief)).toEqual([['partial', 'stopped', 2 * MINUTE]]);
    clock.moveTo(MORNING + 21 * MINUTE);
    plan(speaker, [first, second, province], 3);
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(receipts().map(({ result, segments }) => [result, segments.length])).toEqual([
      ['partial', 1],
      ['full', 1],
      ['full', 2],
    ]);
  });

  it('a run reported once is never played again, whoever asks', () => {
    const { clock, boot, receipts, plan } = world();
    const speaker = boot();
    const item = planItemAt(MORNING, MINUTE, { latenessMs: 30 * MINUTE });
    plan(speaker, [item]);
    clock.moveTo(MORNING + 5 * MINUTE);
    plan(speaker, [item], 2);
    speaker.play(playCommand({ node }, { args: { run: item.run, startAt: clock.now() } }));
    speaker.stop();
    plan(boot(), [item], 3);
    clock.advance(60 * MINUTE);
    expect(receipts()).toHaveLength(1);
  });

  it('a power cut in the middle is partial up to there; a short one before is forgiven within the lateness', () => {
    const { clock, boot, receipts, plan } = world();
    let speaker = boot();
    plan(speaker, [
      planItemAt(MORNING, 5 * MINUTE),
      planItemAt(MORNING + 10 * MINUTE, MINUTE, { latenessMs: 2 * MINUTE }),
    ]);
    clock.moveTo(MORNING + 2 * MINUTE);
    speaker.stop();
    clock.moveTo(MORNING + 11 * MINUTE);
    speaker = boot();
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(receipts().map(brief)).toEqual([
      ['partial', 'restarted', 2 * MINUTE],
      ['full', undefined, MINUTE],
    ]);
    expect(receipts()[1]?.startedAt).toBe(MORNING + 11 * MINUTE);
  });

  it('stopping everything leaves what is planned for later', () => {
    const { clock, boot, receipts, plan } = world();
    const speaker = boot();
    plan(speaker, [planItemAt(MORNING, 5 * MINUTE), planItemAt(MORNING + 30 * MINUTE, MINUTE)]);
    speaker.play(
      playCommand(
        { node },
        {
          class: 'normal',
          args: { startAt: MORNING + 20 * MINUTE, parts: [{ sha256: 'c'.repeat(64), durationMs: MINUTE }] },
        },
      ),
    );
    clock.moveTo(MORNING + MINUTE);
    speaker.desk.silence(undefined);
    clock.moveTo(MORNING + 60 * MINUTE);
    expect(receipts().map(brief).sort()).toEqual(
      [
        ['partial', 'stopped', MINUTE],
        ['missed', 'stopped', 0],
        ['full', undefined, MINUTE],
      ].sort(),
    );
  });

  it('whatever is planned, however often power fails and the plan comes again, every run is reported exactly once and no two sounded together', () => {
    const item = fc.record({
      minute: fc.integer({ min: 0, max: 300 }),
      length: fc.integer({ min: 1, max: 30 }),
      lateness: fc.integer({ min: 0, max: 15 }),
      level: fc.constantFrom('central' as const, 'province' as const, 'commune' as const, 'hamlet' as const),
      class: fc.constantFrom('emergency' as const, 'priority' as const, 'normal' as const),
      resume: fc.constantFrom('resume' as const, 'restart' as const, 'drop' as const),
    });
    const cut = fc.record({ minute: fc.integer({ min: 0, max: 300 }), length: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(item, { selector: ({ minute }) => minute, maxLength: 8 }),
        fc.array(cut, { maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }),
        (wanted, cuts, news) => {
          const { clock, boot, receipts, plan } = world(MORNING - MINUTE, [{ from: '09:00', to: '09:30' }]);
          let speaker = boot();
          const items = wanted.map(({ minute, length, lateness, ...rest }) =>
            planItemAt(MORNING + minute * MINUTE, length * MINUTE, { latenessMs: lateness * MINUTE, ...rest }),
          );
          plan(speaker, items);
          const events = [...cuts, ...news.map((minute) => ({ minute, length: 0 }))];
          for (const [index, { minute, length }] of events.sort((a, b) => a.minute - b.minute).entries()) {
            if (MORNING + minute * MINUTE < clock.now()) continue;
            clock.moveTo(MORNING + minute * MINUTE);
            if (length === 0) {
              plan(speaker, items, index + 2);
              continue;
            }
            speaker.stop();
            clock.advance(length * MINUTE);
            speaker = boot();
          }
          clock.moveTo(MORNING + 24 * 60 * MINUTE);
          expect(
            receipts()
              .map(({ dueAt }) => dueAt)
              .sort(),
          ).toEqual(items.map(({ startAt }) => startAt).sort());
          const segments = receipts()
            .flatMap((receipt) => receipt.segments)
            .sort((a, b) => a.from - b.from || a.to - b.to);
          for (const [index, segment] of segments.entries()) {
            const next = segments[index + 1];
            if (next) expect(next.from).toBeGreaterThanOrEqual(segment.to);
          }
          for (const receipt of receipts()) {
            const sounded = receipt.segments.reduce((sum, { from, to }) => sum + to - from, 0);
            expect(receipt.playedMs).toBe(sounded);
            expect(receipt.heard.ms).toBeLessThanOrEqual(receipt.playedMs);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
