import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';

const root = new URL('..', import.meta.url);

/** A process of the built output with an IPC channel; ends with the bench. */
export class Child {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  #stopping = false;

  constructor(script: string, env: Record<string, string> = {}, args: readonly string[] = []) {
    const quiet = process.env.LOAXA_BENCH_VERBOSE ? 2 : 'ignore';
    const profiles = process.env.LOAXA_BENCH_PROFILES;
    this.process = fork(new URL(script, root).pathname, args, {
      execArgv: profiles ? ['--cpu-prof', '--cpu-prof-dir', profiles] : [],
      env: { ...outerEnvironment(), ...env },
      stdio: ['ignore', quiet, 'inherit', 'ipc'],
    });
    this.ready = new Promise((resolve, reject) => {
      this.process.on('message', (message: { type?: string }) => message.type === 'ready' && resolve());
      this.process.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was ready`)));
    });
    this.ready.catch(() => undefined);
    this.process.once('exit', (code, signal) => {
      if (!this.#stopping) process.stderr.write(`bench: ${script} ended by itself (${signal ?? `code ${code}`})\n`);
    });
  }

  get pid(): number {
    return this.process.pid as number;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#stopping = true;
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  }
}

/** Ours without the settings of a real installation. */
function outerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LOAXA_')));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
