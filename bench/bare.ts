import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Child, freePort } from './processes.ts';
import { type Usage, usageOf } from './report.ts';
import { until } from './timing.ts';

/** A foreign or bare broker to compare with, in the same run. */
export interface BareBroker {
  readonly port: number;
  usage(): Usage;
  stop(): Promise<void>;
}

export async function startBareAedes(): Promise<BareBroker> {
  const port = await freePort();
  const child = new Child('bench/bare-broker-main.js', { BENCH_PORT: String(port) });
  await child.ready;
  return { port, usage: () => usageOf(child.pid), stop: () => child.stop() };
}

/** mosquitto, where it is installed, with nothing that slows it down. */
export async function startMosquitto(folder: string): Promise<BareBroker | undefined> {
  const program = mosquitto();
  if (program === undefined) return undefined;
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'max_queued_messages 0',
    'max_inflight_messages 0',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const child = spawn(program, ['-c', config], { stdio: 'ignore' });
  await until('mosquitto', () => answers(port), 10_000);
  return { port, usage: () => usageOf(child.pid as number), stop: () => ended(child) };
}

/** What stores behind a bare broker. */
export class BarePipe {
  readonly #child: Child;
  #counts = { handled: 0, stored: 0 };

  private constructor(child: Child) {
    this.#child = child;
    child.process.on('message', (message: { type?: string; handled: number; stored: number }) => {
      if (message.type === 'counts') this.#counts = message;
    });
  }

  static async start(port: number, folder: string, channel: 'beat' | 'ack'): Promise<BarePipe> {
    const child = new Child('bench/bare-pipe-main.js', {
      BENCH_PORT: String(port),
      BENCH_CHANNEL: channel,
      BENCH_DATABASE: join(folder, `bare-${channel}-${port}.db`),
    });
    await child.ready;
    return new BarePipe(child);
  }

  get handled(): number {
    return this.#counts.handled;
  }

  get stored(): number {
    return this.#counts.stored;
  }

  usage(): Usage {
    return usageOf(this.#child.pid);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}

function mosquitto(): string | undefined {
  if (existsSync('/usr/sbin/mosquitto')) return '/usr/sbin/mosquitto';
  try {
    return execFileSync('which', ['mosquitto'], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}
