import { ulid } from 'ulid';
import { systemClock } from '../../firmware-sim/clock.ts';
import type { NodeIdentity } from '../../firmware-sim/core/documents.ts';
import { TimedPlayer } from '../../firmware-sim/player/timed-player.ts';
import { FleetStreams } from '../../firmware-sim/streams/fleet-streams.ts';
import { liveStreamPath } from '../../protocol/streams.ts';
import type { Options } from '../options.ts';
import { Child } from '../processes.ts';
import { figure, percentile, usageOf } from '../report.ts';
import { sleep, until } from '../timing.ts';

const NODES = 200;
/** A sound louder than this after silence is the beginning of one. */
const LOUD_DB = -40;
/** An answer this late belongs to the sound before. */
const LATEST_MS = 1_100;

/** What 200 nodes on one live stream cost, and how long after it was sent they sound it. */
export async function streams(options: Options): Promise<void> {
  const seconds = options.quick ? 10 : 30;
  const child = new Child('bench/stream-main.js');
  const sentAt: number[] = [];
  let port = 0;
  child.process.on('message', (message: { port?: number; sound?: number }) => {
    if (message.port) port = message.port;
    if (message.sound) sentAt.push(message.sound);
  });
  try {
    await child.ready;
    await until('the server of the stream', () => port > 0);
    const all = new FleetStreams(systemClock, NODES);
    const session = ulid();
    const part = {
      ...{ sha256: 'a'.repeat(64), durationMs: 600_000 },
      stream: { kind: 'live' as const, url: liveStreamPath(session), silenceMs: 20_000, silenceDb: -40 },
    };
    const delays: number[] = [];
    const soundings = Array.from({ length: NODES }, (_, index) => {
      const identity = { node: `n${index}`, credential: 'bench', httpUrl: `http://127.0.0.1:${port}` } as NodeIdentity;
      let wasLoud = true;
      const sounds = ({ at, levelDb }: { at: number; levelDb: number }) => {
        const isLoud = levelDb > LOUD_DB;
        if (isLoud && !wasLoud) {
          const heardAt = performance.timeOrigin + at;
          const sent = sentAt.findLast((one) => one <= heardAt);
          if (sent !== undefined && heardAt - sent < LATEST_MS) delays.push(heardAt - sent);
        }
        wasLoud = isLoud;
      };
      const player = new TimedPlayer(systemClock, () => 'healthy', {
        streams: { listen: all.of(() => identity), sounds },
      });
      return player.start(
        { key: `${index}`, parts: [part], repeat: 1, fromMs: 0, limitMs: 600_000, volume: 100 },
        () => undefined,
      );
    });
    await until('200 nodes to hear it', () => soundings.every((one) => one.progress().playedMs > 1_000));
    delays.length = 0;
    const before = [process.cpuUsage(), usageOf(child.pid).cpuSeconds] as const;
    await sleep(seconds * 1_000);
    const own = process.cpuUsage(before[0]);
    const server = usageOf(child.pid).cpuSeconds - before[1];
    const played = soundings.map((one) => one.stop());
    const silentMs = played.reduce((sum, { takenMs = 0, playedMs }) => sum + takenMs - playedMs, 0);
    delays.sort((a, b) => a - b);
    figure('streams.delay-p50', percentile(delays, 0.5), 'ms', { nodes: NODES, sounds: delays.length });
    figure('streams.delay-p95', percentile(delays, 0.95), 'ms', { most: delays.at(-1) });
    figure('streams.nodes-cpu', ((own.user + own.system) / 1e6 / seconds) * 100, '% of a core', { nodes: NODES });
    figure('streams.server-cpu', (server / seconds) * 100, '% of a core');
    figure('streams.silent', silentMs / NODES, 'ms/node', { seconds });
  } finally {
    await child.stop();
  }
}
