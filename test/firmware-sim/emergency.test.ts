import { describe, expect, it } from 'vitest';
import { claimOfCommand } from '../../firmware-sim/core/claim.ts';
import type { NodeStore } from '../../firmware-sim/core/node-store.ts';
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
import { entry, type ReceiptBody } from '../../protocol/messages/uplink.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { planItemAt, sha256 } from './material.ts';
import { playCommand } from './tiny-gateway.ts';

const MINUTE = 60_000;
const SECOND = 1_000;
const NIGHT = instantAt('2026-11-23', '02:00');
const BOOT = '01KAAAAAAAAAAAAAAAAAAAAAAA';
const { node } = benchIdentity('emergency', 0);
const SIREN = { sha256: sha256('siren'), durationMs: 5 * SECOND, opus: sha256('siren.opus') };
const WORDS = { sha256: sha256('words'), durationMs: 15 * SECOND, opus: sha256('words.opus') };

/** Siren and words for ten minutes, at two in the night. */
const emergency = (startAt = NIGHT) =>
  playCommand(
    { node },
    {
      ...{ iat: startAt - SECOND, nbf: startAt - MINUTE, exp: startAt + 10 * MINUTE },
      args: {
        ...{ startAt, latenessMs: 10 * MINUTE, parts: [SIREN, WORDS], repeat: 30, until: startAt + 10 * MINUTE },
        maxMs: 30 * 20 * SECOND + 30 * SECOND,
      },
    },
  );

function world(from = NIGHT - SECOND) {
  const clock = new VirtualClock(from);
  const store: NodeStore = new MemoryStore(BOOT);
  const signer = new EntrySigner(newPrivateKey());
  const boot = () => {
    const time = new NodeTime(clock, 0, () => true);
    const log = new SignedLog(node, store, signer, time);
    const settings = {
      sensor: 'current' as const,
      firmware: 'test',
      checkpointMs: 1_000,
      aliveMs: 1_000,
      maxSleepMs: 1e12,
    };
    const speaker = new Speaker({ time, store, log, player: new TimedPlayer(clock, () => 'healthy'), settings });
    speaker.start(BOOT, 'power');
    return speaker;
  };
  const receipts = (): ReceiptBody[] =>
    store.entries().flatMap(({ jws }) => {
      const said = entry.parse(decodeJws(jws, ENTRY_TYP).payload);
      return said.kind === 'receipt' ? [said.body] : [];
    });
  return { clock, store, boot, receipts };
}

describe('an emergency on a node', () => {
  it.each([
    { what: 'in time', at: NIGHT - SECOND, rounds: 30 },
    { what: 'nine minutes later', at: NIGHT + 9 * MINUTE, rounds: 3 },
    { what: 'at the last second', at: NIGHT + 10 * MINUTE - SECOND, rounds: 2 },
  ])('taken up $what it is said $rounds times', ({ at, rounds }) => {
    expect(claimOfCommand(emergency(), at).repeat).toBe(rounds);
  });

  it('sounds in the night at full volume until its time is over, and the volume is what it was', () => {
    const { clock, boot, receipts } = world();
    const speaker = boot();
    expect(speaker.desk.volume).toBe(70);
    speaker.play(emergency());
    clock.moveTo(NIGHT + MINUTE);
    expect([speaker.desk.playing?.class, speaker.desk.volume, speaker.desk.heardMs]).toEqual([
      'emergency',
      100,
      MINUTE,
    ]);
    clock.moveTo(NIGHT + 10 * MINUTE - 1);
    expect(speaker.desk.volume).toBe(100);
    clock.moveTo(NIGHT + 11 * MINUTE);
    expect(speaker.desk.volume).toBe(70);
    expect(receipts()).toMatchObject([{ result: 'full', playedMs: 10 * MINUTE, heard: { ms: 10 * MINUTE } }]);
  });

  it('goes on where a power cut ended it, with one receipt in two segments', () => {
    const { clock, boot, receipts } = world();
    const first = boot();
    first.play(emergency());
    clock.moveTo(NIGHT + 3 * MINUTE);
    first.stop();
    clock.moveTo(NIGHT + 6 * MINUTE);
    const second = boot();
    clock.moveTo(NIGHT + 6 * MINUTE + SECOND);
    expect(second.desk.playing?.class).toBe('emergency');
    clock.moveTo(NIGHT + 20 * MINUTE);
    const [receipt, ...others] = receipts();
    expect(others).toEqual([]);
    expect(receipt?.segments).toHaveLength(2);
    expect(receipt?.endedAt).toBeLessThanOrEqual(NIGHT + 10 * MINUTE + 20 * SECOND);
    expect(receipt?.playedMs).toBeGreaterThanOrEqual(7 * MINUTE);
  });

  it('a power cut that outlasts it leaves the seconds that were played', () => {
    const { clock, boot, receipts } = world();
    const first = boot();
    first.play(emergency());
    clock.moveTo(NIGHT + 3 * MINUTE);
    first.stop();
    clock.moveTo(NIGHT + 30 * MINUTE);
    boot();
    expect(receipts()).toMatchObject([{ result: 'partial', reason: 'restarted' }]);
  });

  it('a STOP that spares emergencies silences everything else, one that does not silences it too', () => {
    const morning = instantAt('2026-11-23', '06:00');
    const { clock, boot, receipts } = world(morning - SECOND);
    const speaker = boot();
    const version = { v: 1 as const, node, version: 1, at: clock.now(), sha256: 'a'.repeat(64), url: '/plan' };
    const items = [planItemAt(morning, 5 * MINUTE, { level: 'central' })];
    speaker.applyPlan(version, { v: 1, node, from: morning, to: morning + MINUTE, items });
    clock.moveTo(morning + 10 * SECOND);
    speaker.play(emergency(morning + 10 * SECOND));
    clock.moveTo(morning + 20 * SECOND);
    speaker.desk.silence(undefined, 'emergency');
    expect(speaker.desk.playing?.class).toBe('emergency');
    expect(receipts()).toMatchObject([{ result: 'partial', reason: 'stopped', class: 'normal' }]);
    speaker.desk.silence(undefined);
    expect([speaker.desk.playing, speaker.desk.volume]).toEqual([undefined, 70]);
    expect(receipts()[1]).toMatchObject({ result: 'partial', reason: 'stopped', class: 'emergency' });
  });

  it('a drill keeps quiet hours and gives way to the real thing for good', () => {
    const evening = instantAt('2026-11-23', '18:00');
    const { clock, boot, receipts } = world(evening - SECOND);
    const speaker = boot();
    const { args, ...head } = emergency(evening);
    const drill = { ...head, class: 'priority' as const, args: { ...args, resume: 'drop' as const } };
    speaker.play(drill);
    clock.moveTo(evening + 30 * SECOND);
    const real = emergency(evening + 30 * SECOND);
    speaker.play({ ...real, args: { ...real.args, run: { run: '01KBBBBBBBBBBBBBBBBBBBBBBB' } } });
    clock.moveTo(evening + 31 * SECOND);
    expect(speaker.desk.playing?.class).toBe('emergency');
    clock.moveTo(evening + 30 * MINUTE);
    expect(receipts().map(({ class: urgency, result }) => [urgency, result])).toEqual([
      ['priority', 'preempted'],
      ['emergency', 'full'],
    ]);
    const night = world();
    night.boot().play({ ...drill, args: { ...drill.args, startAt: NIGHT, until: NIGHT + MINUTE } });
    night.clock.moveTo(NIGHT + MINUTE);
    expect(night.receipts()).toMatchObject([{ result: 'refused', reason: 'quiet-hours', playedMs: 0 }]);
  });
});
