import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A process of the built system, with its IPC channel, its output kept for the test's questions. */
export class Running {
  readonly name: string;
  readonly #child: ChildProcess;
  #output = '';
  readonly exited: Promise<number | null>;
  readonly ready: Promise<Record<string, unknown>>;

  constructor(name: string, script: string, args: readonly string[], env: Record<string, string>) {
    this.name = name;
    this.#child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stdout?.on('data', (chunk) => this.#keep(chunk));
    this.#child.stderr?.on('data', (chunk) => this.#keep(chunk));
    this.exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.ready = new Promise((resolve, reject) => {
      this.#child.on('message', (message: { type?: string }) => {
        if (message?.type === 'ready') resolve(message as Record<string, unknown>);
      });
      this.#child.once('exit', (code) =>
        reject(new Error(`${name} ended with ${code} before it was ready:\n${this.#output.slice(-3_000)}`)),
      );
    });
    this.ready.catch(() => undefined);
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Ends it politely and waits; kills it when it does not end within 10 s. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  #keep(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString()).slice(-200_000);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no free port');
  return address.port;
}

/** Asks until `question` answers with something, at most `withinMs`; the last failure is in the error. */
export async function eventually<T>(
  what: string,
  question: () => Promise<T | undefined> | T | undefined,
  withinMs = 20_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: not within ${withinMs} ms`, { cause: last });
}
