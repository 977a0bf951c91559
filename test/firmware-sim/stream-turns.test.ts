import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import type { Player } from '../../firmware-sim/core/player.ts';
import { SignedLog } from '../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { Speaker } from '../../firmware-sim/core/speaker.ts';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { TimedPlayer } from '../../firmware-sim/player/timed-player.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import type { LightEvents, ListenTo } from '../../firmware-sim/streams/fleet-streams.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { decodeJws } from '../../protocol/jws.ts';
import type { Config, PlanItem } from '../../protocol/messages/downlink.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import { entry, type ReceiptBody, receiptBody } from '../../protocol/messages/uplink.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { planItemAt, sha256 } from './material.ts';
import { streamPart } from './stream-world.ts';
import { playCommand } from './tiny-gateway.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MORNING = instantAt('2026-11-23', '06:00');
const { node } = benchIdentity('turns', 0);
const BOOT = '01KAAAAAAAAAAAAAAAAAAAAAAA';
const signer = new EntrySigner(newPrivateKey());
const CHIME: Part = { sha256: sha256('chime'), durationMs: 3_000, opus: sha256('chime.opus') };
const FALLBACK = { sha256: sha256('fallback'), durationMs: MINUTE, opus: sha256('fallback.opus') };
const STEP_MS = 100;

/** A stream by a clock moved by hand: it sends while it is on, quietly while it is mute. */
class Station {
  isOn = true;
  isMute = false;
  readonly #clock: VirtualClock;
  readonly #listeners = new Set<LightEvents>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#send();
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  readonly listen: ListenTo = (_stream, events) => {
    this.#listeners.add(events);
    return { close: () => this.#listeners.delete(events) };
  };

  end(): void {
    this.isOn = false;
    for (const events of this.#listeners) events.ended();
  }

  #send(): void {
    if (this.isOn) for (const events of this.#listeners) events.came(STEP_MS, this.isMute ? -70 : -20);
    this.#clock.after(STEP_MS, () => this.#send());
  }
}

function world(quiet: { from: string; to: string }[] = []) {
  const clock = new VirtualClock(MORNING - MINUTE);
  const station = new Station(clock);
  const store = new MemoryStore(BOOT);
  store.write('config', {
    ...{ v: 1, node, version: 1, at: 0, groups: [], beatMs: 30_000, quiet, maxRunMs: 120 * MINUTE },
    volume: { emergency: 100, priority: 80, normal: 70 },
  });
  const boot = () => {
    const time = new NodeTime(clock, 0, () => true);
    const speaker = new Speaker({
      ...{ time, store, log: new SignedLog(node, store, signer, time) },
      player: new TimedPlayer(clock, () => 'healthy', { streams: { listen: station.listen } }),
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
  const plan = (speaker: Speaker, items: PlanItem[]) =>
    speaker.applyPlan(
      { v: 1, node, version: 1, at: clock.now(), sha256: 'a'.repeat(64), url: '/plan' },
      { v: 1, node, from: clock.now(), to: clock.now() + 864e5, items },
    );
  const live = (startAt: number, args = {}) =>
    playCommand(
      { node },
      {
        class: 'normal',
        args: {
          parts: [CHIME, streamPart('live', {}, 10 * MINUTE)],
          ...{ startAt, latenessMs: 10_000, maxMs: 10 * MINUTE, resume: 'drop' },
          ...args,
        },
      },
    );
  const relay = (changes: Partial<PlanItem> = {}, fallback: (typeof FALLBACK)[] = [FALLBACK]) =>
    planItemAt(MORNING, 10 * MINUTE, { parts: [streamPart('relay', { fallback }, 10 * MINUTE)], ...changes });
  return { clock, station, store, boot, receipts, plan, live, relay };
}
const brief = ({ result, reason }: ReceiptBody) => [result, reason];
const near = (ms: number | undefined, wanted: number, within = 700) =>
  expect(Math.abs((ms ?? Number.NaN) - wanted)).toBeLessThanOrEqual(within);

describe('somebody who speaks', () => {
  it('is sounded after the chime until the stream ends: full, and as long as it was', () => {
    const { clock, station, boot, receipts, live } = world();
    boot().play(live(MORNING));
    clock.moveTo(MORNING - SECOND);
    expect(station.listeners).toBe(1);
    clock.moveTo(MORNING + 63 * SECOND);
    station.end();
    clock.advance(5 * SECOND);
    const [receipt] = receipts();
    expect(receipt).toMatchObject({ result: 'full', dueAt: MORNING, startedAt: MORNING });
    near(receipt?.expectedMs, 63 * SECOND);
    near(receipt?.playedMs, 63 * SECOND);
    near(receipt?.heard.ms, 63 * SECOND);
    expect(receipt?.streams).toEqual([expect.objectContaining({ fallbackMs: 0, breaks: [] })]);
    expect(station.listeners).toBe(0);
  });

  it('a node that comes late lacks what it missed, and says why', () => {
    const { clock, station, boot, receipts, live } = world();
    clock.moveTo(MORNING + 6 * SECOND);
    boot().play(live(MORNING));
    clock.moveTo(MORNING + 66 * SECOND);
    station.end();
    clock.advance(5 * SECOND);
    const [receipt] = receipts();
    expect(brief(receipt as ReceiptBody)).toEqual(['partial', 'too-late']);
    near(receipt?.expectedMs, 66 * SECOND);
    near((receipt?.expectedMs ?? 0) - (receipt?.playedMs ?? 0), 6 * SECOND);
  });

  it('the word of the gateway that it is over makes it full, also before the stream has ended', () => {
    const { clock, boot, receipts, live } = world();
    const speaker = boot();
    const command = live(MORNING);
    speaker.play(command);
    clock.moveTo(MORNING + 40 * SECOND);
    speaker.desk.silence('run' in command.args.run ? command.args.run.run : '');
    expect(receipts().map(brief)).toEqual([['full', undefined]]);
    near(receipts()[0]?.expectedMs, 40 * SECOND);
  });

  it('a word that comes during the chime cuts it: nobody had spoken', () => {
    const { clock, boot, receipts, live } = world();
    const speaker = boot();
    const command = live(MORNING);
    speaker.play(command);
    clock.moveTo(MORNING + 2 * SECOND);
    speaker.desk.silence('run' in command.args.run ? command.args.run.run : '');
    expect(receipts().map(brief)).toEqual([['partial', 'stopped']]);
  });

  it('STOP of everything cuts it', () => {
    const { clock, boot, receipts, live } = world();
    const speaker = boot();
    speaker.play(live(MORNING));
    clock.moveTo(MORNING + 40 * SECOND);
    speaker.desk.silence(undefined);
    expect(receipts().map(brief)).toEqual([['partial', 'stopped']]);
    clock.advance(20 * MINUTE);
    expect(receipts()).toHaveLength(1);
  });

  it('a connection that is lost is a break, told from when to when', () => {
    const { clock, station, boot, receipts, live } = world();
    boot().play(live(MORNING));
    clock.moveTo(MORNING + 20 * SECOND);
    station.isOn = false;
    clock.moveTo(MORNING + 35 * SECOND);
    station.isOn = true;
    clock.moveTo(MORNING + 60 * SECOND);
    station.end();
    clock.advance(5 * SECOND);
    const [receipt] = receipts();
    expect(brief(receipt as ReceiptBody)).toEqual(['partial', 'stream-lost']);
    const [told] = receipt?.streams ?? [];
    expect(told?.breaks).toHaveLength(1);
    near(told?.breaks[0]?.from, MORNING + 20 * SECOND);
    near(told?.breaks[0]?.to, MORNING + 35 * SECOND, 1_000);
    near(receipt?.playedMs, 45 * SECOND, 1_500);
  });

  it('a stream that never came is not played', () => {
    const { clock, station, boot, receipts, live } = world();
    station.isOn = false;
    boot().play(live(MORNING, { parts: [streamPart('live', {}, MINUTE)], maxMs: MINUTE }));
    clock.moveTo(MORNING + 5 * MINUTE);
    expect(receipts()).toEqual([
      expect.objectContaining({
        result: 'failed',
        reason: 'stream-lost',
        playedMs: 0,
        heard: { by: 'current', ms: 0 },
      }),
    ]);
  });

  it('is dropped for who outranks it', () => {
    const { clock, boot, receipts, live, plan } = world();
    const speaker = boot();
    speaker.play(live(MORNING));
    plan(speaker, [planItemAt(MORNING + 30 * SECOND, MINUTE, { level: 'province' })]);
    clock.moveTo(MORNING + 5 * MINUTE);
    expect(receipts().map(brief)).toEqual([
      ['preempted', 'outranked'],
      ['full', undefined],
    ]);
  });

  it('a node without streams finds no audio', () => {
    const { clock, store, receipts, live } = world();
    const time = new NodeTime(clock, 0, () => true);
    const speaker = new Speaker({
      ...{
        time,
        store,
        log: new SignedLog(node, store, signer, time),
        player: new TimedPlayer(clock, () => 'healthy'),
      },
      settings: { sensor: 'none', firmware: 'old', checkpointMs: 5_000, aliveMs: 10_000, maxSleepMs: 1e12 },
    });
    speaker.start(BOOT, 'power');
    speaker.play(live(MORNING));
    clock.moveTo(MORNING + MINUTE);
    expect(receipts().map(brief)).toEqual([['failed', 'no-audio']]);
  });
});

describe('a limit on loudness by the hour', () => {
  it('holds down what begins in it and what sounds when it comes, never an emergency, and leaves the volume that is set', () => {
    const { clock, store, live } = world();
    const volumes: [string, number][] = [];
    const player: Player = {
      lacking: () => undefined,
      prepare: () => undefined,
      start: (piece) => {
        volumes.push(['begins', piece.volume]);
        const began = clock.monotonicMs();
        const nothing = () => ({ playedMs: clock.monotonicMs() - began, heardMs: 0 });
        return { progress: nothing, stop: nothing, setVolume: (percent) => volumes.push(['goes on', percent]) };
      },
    };
    const time = new NodeTime(clock, 0, () => true);
    store.write('config', {
      ...{ v: 1, node, version: 1, at: 0, groups: [], beatMs: 30_000, quiet: [], maxRunMs: 120 * MINUTE },
      volume: { emergency: 100, priority: 80, normal: 70 },
      loudest: [
        { from: '05:00', to: '06:01', percent: 40 },
        { from: '05:30', to: '06:02', percent: 55 },
        { from: '06:03', to: '06:10', percent: 90 },
      ],
    });
    const speaker = new Speaker({
      ...{ time, store, log: new SignedLog(node, store, signer, time), player },
      settings: { sensor: 'none', firmware: 'test', checkpointMs: 5_000, aliveMs: 10_000, maxSleepMs: 1e12 },
    });
    speaker.start(BOOT, 'power');
    speaker.play(live(MORNING, { latenessMs: 0 }));
    clock.moveTo(MORNING + 4 * MINUTE);
    expect(speaker.desk.volume).toBe(70);
    speaker.play(playCommand({ node }, { args: { startAt: clock.now() } }));
    expect(volumes).toEqual([
      ['begins', 40],
      ['goes on', 55],
      ['goes on', 70],
      ['begins', 100],
    ]);
    speaker.applyConfig({
      ...(store.read('config') as Config),
      version: 2,
      loudest: [{ from: '00:00', to: '00:00', percent: 10 }],
    });
    expect(speaker.desk.volume).toBe(100);
    expect(volumes).toHaveLength(4);
  });
});

describe('a relay', () => {
  it('sounds its time by the clock', () => {
    const { clock, boot, receipts, plan, relay } = world();
    plan(boot(), [relay()]);
    clock.moveTo(MORNING + 20 * MINUTE);
    expect(receipts()).toEqual([expect.objectContaining({ result: 'full', expectedMs: 10 * MINUTE })]);
    near(receipts()[0]?.endedAt, MORNING + 10 * MINUTE);
  });

  it.each([
    ['dies', (station: Station) => Object.assign(station, { isOn: false }), 'lost', 7 * SECOND],
    ['goes mute', (station: Station) => Object.assign(station, { isMute: true }), 'silent', 25 * SECOND],
  ] as const)('that %s has its fallback instead, and is taken back', (_, harm, why, gapMs) => {
    const { clock, station, boot, receipts, plan, relay } = world();
    plan(boot(), [relay()]);
    clock.moveTo(MORNING + 2 * MINUTE);
    harm(station);
    clock.moveTo(MORNING + 5 * MINUTE);
    station.isOn = true;
    station.isMute = false;
    clock.moveTo(MORNING + 20 * MINUTE);
    const [receipt] = receipts();
    expect(receipt).toMatchObject({ result: 'full' });
    const [told] = receipt?.streams ?? [];
    expect(told?.breaks.map((each) => each.why)).toEqual([why]);
    near(told?.breaks[0]?.from, MORNING + 2 * MINUTE, 3 * SECOND);
    near(told?.breaks[0]?.to, MORNING + 5 * MINUTE, 7 * SECOND);
    const silentMs = 10 * MINUTE - (told?.playedMs ?? 0) - (told?.fallbackMs ?? 0);
    expect(silentMs).toBeLessThanOrEqual(gapMs);
    expect(told?.fallbackMs).toBeGreaterThan(2.5 * MINUTE);
    near(receipt?.playedMs, 10 * MINUTE - silentMs);
  });

  it.each([
    ['lost', 'stream-lost'],
    ['silent', 'stream-silent'],
  ] as const)('%s and without a fallback is partial', (how, reason) => {
    const { clock, station, boot, receipts, plan, relay } = world();
    plan(boot(), [relay({}, [])]);
    clock.moveTo(MORNING + 2 * MINUTE);
    if (how === 'lost') station.isOn = false;
    else station.isMute = true;
    clock.moveTo(MORNING + 20 * MINUTE);
    expect(receipts().map(brief)).toEqual([['partial', reason]]);
    near(receipts()[0]?.playedMs, 2 * MINUTE, 3 * SECOND);
    near(receipts()[0]?.endedAt, MORNING + 10 * MINUTE);
  });

  it('is not there at all: its fallback sounds from the beginning', () => {
    const { clock, station, boot, receipts, plan, relay } = world();
    station.isOn = false;
    plan(boot(), [relay()]);
    clock.moveTo(MORNING + 20 * MINUTE);
    const [receipt] = receipts();
    expect(receipt?.result).toBe('full');
    near(receipt?.streams?.[0]?.fallbackMs, 10 * MINUTE, 2 * SECOND);
  });

  it('interrupted, it joins the station where that is, and its end does not move', () => {
    const { clock, boot, receipts, plan, relay } = world();
    plan(boot(), [relay({ resume: 'restart' }), planItemAt(MORNING + 4 * MINUTE, MINUTE, { level: 'province' })]);
    clock.moveTo(MORNING + 20 * MINUTE);
    const receipt = receipts().find(({ dueAt }) => dueAt === MORNING);
    expect(brief(receipt as ReceiptBody)).toEqual(['partial', 'outranked']);
    near(receipt?.endedAt, MORNING + 10 * MINUTE);
    near(receipt?.playedMs, 9 * MINUTE, 3 * SECOND);
    expect(receipt?.segments).toHaveLength(2);
  });

  it('held until its time is over, it does not come back', () => {
    const { clock, boot, receipts, plan, relay } = world();
    plan(boot(), [relay(), planItemAt(MORNING + 4 * MINUTE, 30 * MINUTE, { level: 'province' })]);
    clock.moveTo(MORNING + 11 * MINUTE);
    expect(receipts().map(brief)).toEqual([['preempted', 'outranked']]);
  });

  it('after a power failure it goes on where the clock is', () => {
    const { clock, boot, receipts, plan, relay } = world();
    const speaker = boot();
    plan(speaker, [relay()]);
    clock.moveTo(MORNING + 3 * MINUTE);
    speaker.stop();
    clock.advance(2 * MINUTE);
    boot();
    clock.moveTo(MORNING + 20 * MINUTE);
    const [receipt] = receipts();
    expect(brief(receipt as ReceiptBody)).toEqual(['partial', 'restarted']);
    near(receipt?.endedAt, MORNING + 10 * MINUTE);
    near(receipt?.playedMs, 8 * MINUTE, 4 * SECOND);
  });

  it('quiet hours cut it', () => {
    const { clock, boot, receipts, plan, relay } = world([{ from: '06:05', to: '07:00' }]);
    plan(boot(), [relay()]);
    clock.moveTo(MORNING + 20 * MINUTE);
    expect(receipts().map(brief)).toEqual([['partial', 'quiet-hours']]);
    near(receipts()[0]?.playedMs, 5 * MINUTE, SECOND);
  });

  it('whatever its station does, it has one receipt, ends by its clock, and its own sound, its fallback and the silence are its time', () => {
    const event = fc.record({
      second: fc.integer({ min: 0, max: 700 }),
      isOn: fc.boolean(),
      isMute: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.boolean(), (events, hasFallback) => {
        const { clock, station, boot, receipts, plan, relay } = world();
        plan(boot(), [relay({}, hasFallback ? [FALLBACK] : [])]);
        for (const { second, isOn, isMute } of events.sort((a, b) => a.second - b.second)) {
          clock.moveTo(MORNING + second * SECOND);
          station.isOn = isOn;
          station.isMute = isMute;
        }
        clock.moveTo(MORNING + 30 * MINUTE);
        expect(receipts()).toHaveLength(1);
        const [receipt] = receipts();
        near(receipt?.endedAt, MORNING + 10 * MINUTE);
        const [told] = receipt?.streams ?? [];
        near(receipt?.playedMs, (told?.playedMs ?? 0) + (told?.fallbackMs ?? 0), 10);
        expect(told?.fallbackMs === 0 || hasFallback).toBe(true);
        const awayMs = told?.breaks.reduce((sum, { from, to }) => sum + to - from, 0) ?? 0;
        near(awayMs, 10 * MINUTE - (told?.playedMs ?? 0), 3 * SECOND);
        for (const [index, { from, to }] of (told?.breaks ?? []).entries()) {
          expect(to).toBeGreaterThanOrEqual(from);
          expect(from).toBeGreaterThanOrEqual(told?.breaks[index - 1]?.to ?? MORNING - 1);
        }
      }),
      { numRuns: 30 },
    );
  });
});
