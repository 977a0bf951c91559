import type { LoadOrder, LoadReport } from './load-main.ts';
import type { LoadIdentity } from './load-node.ts';
import { Child } from './processes.ts';

type Counts = Omit<Extract<LoadReport, { done: 'count' }>, 'done'>;

/** The load: processes that hold the nodes' sockets between them. */
export class Load {
  readonly #children: Child[] = [];

  /** Connects every node; each says its birth when `birth` is set. */
  async connect(
    port: number,
    identities: readonly LoadIdentity[],
    { processes = 2, birth = true, parallel = 50 } = {},
  ): Promise<{ connected: number; seconds: number }> {
    const share = Math.ceil(identities.length / processes);
    const reports = Array.from({ length: processes }, (_, index) => {
      const child = new Child('bench/load-main.js');
      this.#children.push(child);
      const own = identities.slice(index * share, (index + 1) * share);
      return this.#ask(child, { do: 'connect', port, identities: own, birth, parallel }, 'connect');
    });
    const answers = await Promise.all(reports);
    const failed = answers.find((answer) => answer.failed > 0);
    if (failed) process.stderr.write(`bench: ${failed.failed} nodes did not connect: ${failed.why}\n`);
    return {
      connected: answers.reduce((sum, answer) => sum + answer.connected, 0),
      seconds: Math.max(...answers.map((answer) => answer.seconds)),
    };
  }

  /** Sends at this rate; resolves with what was sent when it all is. */
  async beats(perSecond: number, seconds: number): Promise<number> {
    const order = { do: 'beats', perSecond: perSecond / this.#children.length, seconds } as const;
    const answers = await Promise.all(this.#children.map((child) => this.#ask(child, order, 'beats')));
    return answers.reduce((sum, answer) => sum + answer.sent, 0);
  }

  /** Sends about so many beats at once; returns how many. */
  burst(beats: number): number {
    const each = Math.ceil(beats / this.#children.length);
    for (const child of this.#children) this.#order(child, { do: 'burst', beats: each });
    return each * this.#children.length;
  }

  answerCommands(): void {
    for (const child of this.#children) this.#order(child, { do: 'answer-commands' });
  }

  /** Whoever loses the broker comes back by itself. */
  stayConnected(port: number): void {
    for (const child of this.#children) this.#order(child, { do: 'stay-connected', port });
  }

  /** Counts of all nodes since they were started. */
  async counts(): Promise<Counts> {
    const answers = await Promise.all(this.#children.map((child) => this.#ask(child, { do: 'count' }, 'count')));
    return answers.reduce((sum, { connected, configs, commands }) => ({
      done: 'count',
      connected: sum.connected + connected,
      configs: sum.configs + configs,
      commands: sum.commands + commands,
    }));
  }

  /** Takes the arrival instants (ms, this machine's clock) of the commands since it was asked last, in order. */
  async arrivals(): Promise<number[]> {
    const answers = await Promise.all(this.#children.map((child) => this.#ask(child, { do: 'arrivals' }, 'arrivals')));
    return answers.flatMap((answer) => answer.arrivals).sort((a, b) => a - b);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop('SIGKILL')));
    this.#children.length = 0;
  }

  #order(child: Child, order: LoadOrder): void {
    child.process.send(order);
  }

  #ask<D extends LoadReport['done']>(
    child: Child,
    order: LoadOrder,
    done: D,
  ): Promise<Extract<LoadReport, { done: D }>> {
    return new Promise((resolve) => {
      const listen = (message: LoadReport) => {
        if (message.done !== done) return;
        child.process.off('message', listen);
        resolve(message as Extract<LoadReport, { done: D }>);
      };
      child.process.on('message', listen);
      this.#order(child, order);
    });
  }
}
