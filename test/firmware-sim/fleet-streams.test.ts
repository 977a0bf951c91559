import { ulid } from 'ulid';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../firmware-sim/clock.ts';
import type { NodeIdentity } from '../../firmware-sim/core/documents.ts';
import type { Piece, SoundResult } from '../../firmware-sim/core/player.ts';
import { StreamEar } from '../../firmware-sim/listening/stream-ear.ts';
import { createLog } from '../../firmware-sim/log.ts';
import { TimedPlayer } from '../../firmware-sim/player/timed-player.ts';
import { FleetStreams } from '../../firmware-sim/streams/fleet-streams.ts';
import { gatewayStreams } from '../../firmware-sim/streams/gateway-stream.ts';
import { stationStreams } from '../../firmware-sim/streams/station-stream.ts';
import { areaIdFrom } from '../../protocol/ids.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import { mp3Of, StreamServer } from './stream-server.ts';
import { streamPart } from './stream-world.ts';
import { until } from './tiny-gateway.ts';

let tone: Buffer;
let quiet: Buffer;
let server: StreamServer;

beforeAll(() => {
  tone = mp3Of('sine=frequency=700:sample_rate=24000', 5);
  quiet = mp3Of('anullsrc=r=24000:cl=mono', 2);
});
beforeEach(async () => {
  server = new StreamServer(tone, quiet);
  await server.start();
});
afterEach(() => server.stop());

const pieceOf = (part: Part, limitMs = part.durationMs): Piece => ({
  ...{ key: ulid(), parts: [part], repeat: 1, fromMs: 0, limitMs, volume: 100 },
});

/** Nodes of one process, each with what it came to and when it first sounded something loud. */
function fleet(count: number, mostSockets: number) {
  const all = new FleetStreams(systemClock, mostSockets);
  const results: (SoundResult | undefined)[] = Array.from({ length: count }, () => undefined);
  const loudAt: number[] = [];
  const delays: number[] = [];
  const players = results.map((_, index) => {
    const identity = { node: `node${index}`, credential: 'secret', httpUrl: server.url } as NodeIdentity;
    const sounds = ({ at, levelDb, delayMs }: { at: number; levelDb: number; delayMs: number }) => {
      delays.push(delayMs);
      if (levelDb > -40) loudAt[index] ??= at;
    };
    return new TimedPlayer(systemClock, () => 'healthy', { streams: { listen: all.of(() => identity), sounds } });
  });
  const start = (part: Part, limitMs?: number) =>
    players.map((player, index) =>
      player.start(pieceOf(part, limitMs), (result) => {
        results[index] = result;
      }),
    );
  return { all, results, start, loudAt, delays };
}

describe('nodes of a fleet', { timeout: 40_000 }, () => {
  it('each hear the stream over a connection of their own, sound it as a board would, and end with it', async () => {
    const { all, results, start, loudAt, delays } = fleet(30, 1_000);
    server.mute(true);
    const soundings = start(streamPart('live'));
    await until(
      () => soundings.every((one) => one.progress().playedMs > 500),
      () => 'sound',
    );
    const mark = server.sentAt.length;
    server.mute(false);
    expect([all.sockets, server.listeners, new Set(server.authorizations).size]).toEqual([30, 30, 30]);
    await until(
      () => loudAt.filter((at) => at !== undefined).length === 30,
      () => `${loudAt.length} heard`,
    );
    for (const at of loudAt) expect(at - (server.sentAt[mark] ?? 0)).toBeLessThan(5_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1_150);
    server.end();
    await until(
      () => results.every((one) => one !== undefined),
      () => 'ends',
    );
    for (const result of results) {
      expect(result).toMatchObject({ endedEarly: true, streams: [{ fallbackMs: 0 }] });
      expect((result?.takenMs ?? 0) - (result?.playedMs ?? 0)).toBeLessThan(5_000);
      expect(result?.heardMs).toBeGreaterThan(0);
    }
    expect(all.sockets).toBe(0);
  });

  it('beyond so many connections hear with another, and let go of it', async () => {
    const { all, start } = fleet(12, 4);
    const soundings = start(streamPart('live'));
    await until(
      () => soundings.every((one) => one.progress().playedMs > 300),
      () => 'sound',
    );
    expect([all.sockets, server.listeners]).toEqual([4, 4]);
    for (const sounding of soundings) sounding.stop();
    expect(all.sockets).toBe(0);
    await until(
      () => server.listeners === 0,
      () => 'closed',
    );
  });

  it('a listening board prints the stream itself', async () => {
    const identity = { node: 'ear', credential: 'secret', httpUrl: server.url } as NodeIdentity;
    const log = createLog('node', 'silent');
    const ports = { clock: systemClock, log, gateway: gatewayStreams(() => identity), station: stationStreams() };
    const hamlet = areaIdFrom(new Uint8Array(10).fill(7));
    const ear = new StreamEar(ports).open({ hamlet, from: 0, to: 1, against: 'relay', parts: [streamPart('relay')] });
    await until(
      () => server.listeners === 1,
      () => 'connected',
    );
    const sent = server.sentAt.length;
    await until(
      () => server.sentAt.length > sent + 60,
      () => 'sent',
    );
    const { levels } = await ear.close();
    expect(levels.length).toBeGreaterThan(20);
    expect(Math.max(...levels)).toBeGreaterThan(-25);
    await until(
      () => server.listeners === 0,
      () => 'closed',
    );
  });

  it('silent stream: played, and nothing heard; no stream: nothing played', async () => {
    server.mute(true);
    const { start, results } = fleet(2, 10);
    start(streamPart('live'), 3_000);
    await until(
      () => results.every((one) => one !== undefined),
      () => 'ends',
    );
    for (const result of results) expect([(result?.playedMs ?? 0) > 0, result?.heardMs]).toEqual([true, 0]);
    server.refuses = 503;
    const refused = fleet(2, 10);
    refused.start(streamPart('live'), 1_200);
    await until(
      () => refused.results.every((one) => one !== undefined),
      () => 'ends',
    );
    for (const result of refused.results)
      expect(result).toMatchObject({ playedMs: 0, heardMs: 0, streams: [{ playedMs: 0, breaks: [{ why: 'lost' }] }] });
  });
});
