import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import type { LoadOrder, LoadReport } from './load-main.ts';
import type { LoadIdentity } from './load-node.ts';

const root = new URL('..', import.meta.url);

/** A process of the built output with an IPC channel; ends with the bench. */
export class Child {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;

  constructor(script: string, env: Record<string, string> = {}, args: readonly string[] = []) {
    const quiet = process.env.LOAXA_BENCH_VERBOSE ? 'inherit' : 'ignore';
    this.process = fork(new URL(script, root).pathname, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet, 'inherit', 'ipc'],
    });
    this.ready = new Promise((resolve, reject) => {
      this.process.on('message', (message: { type?: string }) => message.type === 'ready' && resolve());
      this.process.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
    });
    this.ready.catch(() => undefined);
  }

  get pid(): number {
    return this.process.pid as number;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  }
}

/** The load: processes that hold the nodes' sockets between them. */
export class Load {
  readonly #children: Child[] = [];

  async connect(
    port: number,
    identities: readonly LoadIdentity[],
    { processes = 2, birth = true, parallel = 50 } = {},
  ): Promise<{ connected: number; seconds: number }> {
    const share = Math.ceil(identities.length / processes);
    const reports = Array.from({ length: processes }, (_, index) => {
      const child = new Child('bench/load-main.js');
      this.#children.push(child);
      const answer = this.#next(child, 'connect');
      this.#order(child, {
        do: 'connect',
        port,
        identities: identities.slice(index * share, (index + 1) * share),
        birth,
        parallel,
      });
      return answer;
    });
    const answers = await Promise.all(reports);
    const failed = answers.find((answer) => answer.failed > 0);
    if (failed) process.stderr.write(`bench: ${failed.failed} nodes did not connect: ${failed.why}\n`);
    return {
      connected: answers.reduce((sum, answer) => sum + answer.connected, 0),
      seconds: Math.max(...answers.map((answer) => answer.seconds)),
    };
  }

  async beats(perSecond: number, seconds: number): Promise<number> {
    const answers = await Promise.all(
      this.#children.map((child) => {
        const answer = this.#next(child, 'beats');
        this.#order(child, { do: 'beats', perSecond: perSecond / this.#children.length, seconds });
        return answer;
      }),
    );
    return answers.reduce((sum, answer) => sum + answer.sent, 0);
  }

  burst(beats: number): void {
    for (const child of this.#children)
      this.#order(child, { do: 'burst', beats: Math.ceil(beats / this.#children.length) });
  }

  answerCommands(): void {
    for (const child of this.#children) this.#order(child, { do: 'answer-commands' });
  }

  stayConnected(port: number): void {
    for (const child of this.#children) this.#order(child, { do: 'stay-connected', port });
  }

  /** Arrival instants (ms, this machine's clock) of the next command at every node. */
  async arrivals(): Promise<number[]> {
    const answers = await Promise.all(this.#children.map((child) => this.#next(child, 'command')));
    return answers.flatMap((answer) => answer.arrivals).sort((a, b) => a - b);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop('SIGKILL')));
    this.#children.length = 0;
  }

  #order(child: Child, order: LoadOrder): void {
    child.process.send(order);
  }

  #next<D extends LoadReport['done']>(child: Child, done: D): Promise<Extract<LoadReport, { done: D }>> {
    return new Promise((resolve) => {
      const listen = (message: LoadReport) => {
        if (message.done !== done) return;
        child.process.off('message', listen);
        resolve(message as Extract<LoadReport, { done: D }>);
      };
      child.process.on('message', listen);
    });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
