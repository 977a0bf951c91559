import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tune } from '../../bench/broadcast-sound.ts';
import type { NodeStore } from '../../firmware-sim/core/node-store.ts';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import type { News } from '../../firmware-sim/core/signed-log.ts';
import { type Ear, earChoiceOf, type ToHear } from '../../firmware-sim/listening/ear.ts';
import { HEALTHY, type Hearing, judge } from '../../firmware-sim/listening/judgement.ts';
import { LEAD_MS, Listener, type ListenerPorts } from '../../firmware-sim/listening/listener.ts';
import { type EarState, ModelledEar } from '../../firmware-sim/listening/modelled-ear.ts';
import { PcmEar, programOf } from '../../firmware-sim/listening/pcm-ear.ts';
import type { PrintShelf } from '../../firmware-sim/listening/prints.ts';
import { createLog } from '../../firmware-sim/log.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import { type HeardPrint, PRINT_RATE, printOf } from '../../protocol/fingerprint/print.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import { type ListeningBody, listeningBody } from '../../protocol/messages/device.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { sha256 } from './material.ts';
import { streamPart } from './stream-world.ts';

const HAMLET = areaIdFrom(new Uint8Array(10).fill(7));
const MORNING = Date.parse('2026-11-23T22:00:00Z');
const RECORDING = sha256('tune');
const print = printOf(tune(30, 5));
const shelf: PrintShelf = { want: () => undefined, get: async (name) => (name === RECORDING ? print : undefined) };
const log = createLog('node', 'silent');

function session(from = MORNING, change: Partial<ToHear> = {}): ToHear {
  const parts = [{ sha256: RECORDING, durationMs: 30_000 }];
  return { hamlet: HAMLET, from, to: from + 5 * MINUTE_MS, against: 'recording', parts, ...change };
}

/** A listener with its disk and a clock moved by hand, in a modelled room. */
function world(ears: { state?: EarState; sounds?: boolean; ear?: Ear; relay?: Ear } = {}) {
  const clock = new VirtualClock(MORNING - HOUR_MS);
  const store: NodeStore = new MemoryStore('01KAAAAAAAAAAAAAAAAAAAAAAA');
  const said: News[] = [];
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const room = { state: ears.state ?? ('healthy' as EarState), sounds: ears.sounds ?? true };
  const modelled = new ModelledEar({
    ...{ clock, prints: shelf, random },
    state: () => room.state,
    sounds: () => room.sounds,
  });
  const boot = (ports: Partial<ListenerPorts> = {}) => {
    const time = new NodeTime(clock, 0, () => true);
    const note = (news: News) => said.push(news);
    const listener = new Listener(
      { ear: ears.ear ?? modelled, prints: shelf, relay: ears.relay, ...ports },
      { time, store, log, note },
    );
    listener.start();
    return listener;
  };
  const words = (): ListeningBody[] =>
    said.flatMap((news) => (news.kind === 'listening' ? [listeningBody.parse(news.body)] : []));
  const faults = () => said.flatMap((news) => (news.kind === 'fault' ? [`${news.body.fault} ${news.body.state}`] : []));
  /** Moves on and waits for `count` words. */
  const until = async (instant: number, count: number) => {
    clock.moveTo(instant);
    await vi.waitFor(() => expect(words()).toHaveLength(count), { timeout: 10_000 });
  };
  return { clock, store, room, boot, words, faults, until };
}

describe('a listener', () => {
  it('says of a session in which what was due sounded that it was heard, and which seconds of it', async () => {
    const { boot, words, until } = world();
    boot().setSessions([session()]);
    await until(MORNING + 6 * MINUTE_MS, 1);
    const [word] = words();
    expect(word).toMatchObject({ hamlet: HAMLET, against: 'recording', content: [RECORDING], result: 'heard' });
    expect(word).toMatchObject({ from: MORNING, to: MORNING + 5 * MINUTE_MS, dueMs: 30_000 });
    expect(word?.matched).toEqual([{ from: MORNING, to: MORNING + (word?.matchedMs ?? 0) }]);
    expect(Math.abs((word?.matchedMs ?? 0) - 30_000)).toBeLessThanOrEqual(1_000);
    expect((word?.levelDb ?? 0) - (word?.noiseDb ?? 0)).toBeGreaterThan(20);
  });

  it.each<[string, { state?: EarState; sounds?: boolean }, Partial<ToHear>, ListeningBody['result']]>([
    ['horns that do not sound', { sounds: false }, {}, 'silent'],
    ['a microphone that is dead', { state: 'deaf' }, {}, 'deaf'],
    ['a programme that nobody knows', {}, { parts: [], against: 'nothing' }, 'silent'],
    ['a recording whose print cannot be had', {}, { parts: [{ sha256: sha256('?'), durationMs: 30_000 }] }, 'silent'],
  ])('with %s says so', async (_, ears, change, result) => {
    const { boot, words, until } = world(ears);
    boot().setSessions([session(MORNING, change)]);
    await until(MORNING + 6 * MINUTE_MS, 1);
    expect(words()[0]).toMatchObject({ result, matchedMs: 0, matched: [] });
    if (change.parts) expect(words()[0]).toMatchObject({ against: 'nothing', content: [] });
  });

  it('beside horns that stay dead for days hears nothing, and is not taken for deaf', async () => {
    const { boot, words, faults, until } = world({ sounds: false });
    boot().setSessions([0, 1, 2, 3, 4, 5].map((day) => session(MORNING + day * DAY_MS)));
    for (const day of [0, 1, 2, 3, 4, 5]) await until(MORNING + day * DAY_MS + HOUR_MS, day + 1);
    expect(words().map(({ result }) => result)).toEqual(Array.from({ length: 6 }, () => 'silent'));
    expect(faults()).toEqual([]);
  });

  it('reports a dead microphone as its own fault, once, and its end', async () => {
    const { room, boot, faults, until } = world({ state: 'deaf' });
    boot().setSessions([0, 1, 2].map((day) => session(MORNING + day * DAY_MS)));
    await until(MORNING + HOUR_MS, 1);
    await until(MORNING + DAY_MS + HOUR_MS, 2);
    expect(faults()).toEqual(['microphone-deaf raised']);
    room.state = 'healthy';
    await until(MORNING + 2 * DAY_MS + HOUR_MS, 3);
    expect(faults()).toEqual(['microphone-deaf raised', 'microphone-deaf cleared']);
  });

  it('after a restart hears the rest of a session and says from when; what it spoke of it says no second time', async () => {
    const { clock, boot, words, until } = world();
    const first = boot();
    first.setSessions([session()]);
    clock.moveTo(MORNING + 2 * MINUTE_MS);
    first.stop();
    const second = boot();
    second.setSessions([session()]);
    await until(MORNING + HOUR_MS, 1);
    expect(words()[0]).toMatchObject({ from: MORNING + 2 * MINUTE_MS, to: MORNING + 5 * MINUTE_MS });
    second.stop();
    boot().setSessions([session(), session(MORNING + DAY_MS)]);
    await until(MORNING + DAY_MS + HOUR_MS, 2);
    expect(words().map(({ from }) => from)).toEqual([MORNING + 2 * MINUTE_MS, MORNING + DAY_MS]);
  });

  it('says nothing of a session of which too little is left', () => {
    const { clock, boot, words } = world();
    clock.moveTo(MORNING + 4.5 * MINUTE_MS);
    boot().setSessions([session()]);
    clock.moveTo(MORNING + HOUR_MS);
    expect(words()).toEqual([]);
  });

  it.each([
    ['the station that is relayed where no recording is known', [], 'relay'],
    ['the stream that its plan names', [streamPart('relay')], 'streams'],
  ] as const)('compares with %s', async (_, parts, by) => {
    const station = tune(65, 9);
    const line: Ear = { open: () => ({ close: async () => printOf(station) }) };
    // The horns are some seconds behind the board's own line.
    const horns = new Float64Array(LEAD_MS * (PRINT_RATE / 1_000) + station.length).fill(0);
    horns.set(station.subarray(0, station.length - 2 * PRINT_RATE), horns.length - station.length + 2 * PRINT_RATE);
    const ear: Ear = { open: () => ({ close: async () => printOf(horns) }) };
    const { boot, words, until } = world({ ear });
    boot({ [by]: line }).setSessions([
      session(MORNING, { parts: [...parts], against: 'nothing', to: MORNING + 65_000 }),
    ]);
    await until(MORNING + HOUR_MS, 1);
    expect(words()[0]).toMatchObject({ against: 'relay', content: [], result: 'heard', dueMs: 65_000 });
  });
});

describe('the judgement', () => {
  const level = (seconds: number, levelOf: (second: number) => number): HeardPrint => {
    const length = Math.round(seconds * 31.25);
    const levels = Int8Array.from({ length }, (_, n) => levelOf(Math.floor(n / 31.25)));
    return { levels, words: new Uint32Array(length), sure: new Uint32Array(length) };
  };
  const hearing = (heard: HeardPrint, at = MORNING): Hearing => ({
    ...{ heard, openedAt: at - LEAD_MS, from: at, to: at + 5 * MINUTE_MS },
  });

  it('calls sound that nobody can compare sound, and a passing motorcycle silence', () => {
    const long = judge(hearing(level(330, (n) => (n > 60 && n < 200 ? -30 : -60))), HEALTHY);
    expect(long.judged).toMatchObject({ result: 'sound', soundMs: 139_000, matchedMs: 0, levelDb: -30, noiseDb: -60 });
    const short = judge(hearing(level(330, (n) => (n > 60 && n < 68 ? -30 : -60))), HEALTHY);
    expect(short.judged).toMatchObject({ result: 'silent', soundMs: 7_000 });
  });

  it('knows the noise from before a session that has no pauses', () => {
    expect(judge(hearing(level(330, (n) => (n < 30 ? -60 : -35))), HEALTHY).judged).toMatchObject({
      ...{ result: 'sound', noiseDb: -60, soundMs: 300_000 },
    });
  });

  it('doubts an ear whose level has not moved in four sessions over two days, not one that is quiet for a night', () => {
    const flat = () => level(330, () => -55);
    let health = HEALTHY;
    const results = [0, 0.5, 1, 1.5, 2, 2.5].map((days) => {
      const after = judge(hearing(flat(), MORNING + days * DAY_MS), health);
      health = after.health;
      return after.judged.result;
    });
    expect(results).toEqual(['silent', 'silent', 'silent', 'silent', 'deaf', 'deaf']);
    expect(judge(hearing(level(330, (n) => (n % 50 === 0 ? -45 : -55 + (n % 7)))), health).health).toEqual(HEALTHY);
  });

  it('says deaf when nothing came at all', () => {
    expect(judge(hearing(level(0, () => 0)), HEALTHY).judged).toMatchObject({ result: 'deaf', soundMs: 0 });
  });
});

describe('an ear of a board', () => {
  const server = createServer((_request, response) => {
    // Half a second of a WAV of a steady tone, made by hand.
    const samples = Buffer.alloc(2 * 4_000);
    for (let n = 0; n < 4_000; n++) samples.writeInt16LE(Math.round(8_000 * Math.sin(n * 0.5)), 2 * n);
    const head = Buffer.alloc(44);
    head.write('RIFF', 0);
    head.writeUInt32LE(36 + samples.length, 4);
    head.write('WAVEfmt ', 8);
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt32LE(8_000, 24);
    head.writeUInt32LE(16_000, 28);
    head.writeUInt16LE(2, 32);
    head.writeUInt16LE(16, 34);
    head.write('data', 36);
    head.writeUInt32LE(samples.length, 40);
    response.end(Buffer.concat([head, samples]));
  });
  afterAll(() => void server.close());

  it('is named by what it is, and nothing else', () => {
    expect(programOf(earChoiceOf('alsa:hw:1,0'))).toMatchObject({ program: 'arecord' });
    expect(programOf(earChoiceOf('alsa:hw:1,0')).args).toContain('hw:1,0');
    expect(programOf(earChoiceOf('wav:/x y.wav')).args).toContain('file:/x y.wav');
    for (const wrong of ['', 'alsa:', 'wav:', 'http://x']) expect(() => earChoiceOf(wrong)).toThrow(/--ear/);
    for (const url of ['file:///etc/passwd', 'concat:a|b', 'rtmp://x'])
      expect(() => programOf({ kind: 'stream', url })).toThrow(/not an http/);
  });

  it('prints a stream as it comes', async () => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const ear = new PcmEar(programOf({ kind: 'stream', url: `http://127.0.0.1:${port}/` }), log).open();
    await vi.waitFor(() => expect(ear.seconds).toBeGreaterThan(0.4), { timeout: 10_000 });
    const heard = await ear.close();
    expect(heard.levels.length).toBe(15);
    expect(Math.max(...heard.levels)).toBeGreaterThan(-20);
  });

  it('that cannot be started hears nothing, and the node goes on', async () => {
    const ear = new PcmEar({ program: '/no/such/program', args: [] }, log).open();
    expect((await ear.close()).words).toHaveLength(0);
  });
});
