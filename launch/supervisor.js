import { say } from './say.js';

const HURRY_MS = 1_000;

/** @typedef {import('./supervised-process.js').SupervisedProcess} SupervisedProcess */

/** Starts processes in stages, each when the one before is ready, and stops them one after the other. */
export class Supervisor {
  #stages;
  #stopOrder;
  #stopping = false;

  /**
   * @param {{ stages: SupervisedProcess[][], stopOrder: SupervisedProcess[] }} plan
   *   stopOrder: the gateway before the broker, so that what it wants to say on leaving still gets out
   */
  constructor({ stages, stopOrder }) {
    this.#stages = stages;
    this.#stopOrder = stopOrder;
  }

  /**
   * @param {(stage: number, messages: import('./supervised-process.js').ReadyMessage[]) => void} tellReady
   *   called after each stage with what its processes said
   */
  async start(tellReady) {
    for (const [stage, processes] of this.#stages.entries()) {
      if (this.#stopping) return;
      for (const one of processes) one.start();
      tellReady(stage, await Promise.all(processes.map((one) => one.ready)));
    }
  }

  /** Resolves with a sentence when a process cannot run at all. @returns {Promise<string>} */
  hopeless() {
    return Promise.race(this.#stopOrder.map((one) => one.hopeless));
  }

  /** Resolves when every process is gone. */
  async stop() {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const one of this.#stopOrder) await one.stop();
  }

  /** For whoever presses Ctrl-C twice: whatever still runs a second from now is ended. */
  hurry() {
    say('Stopping at once.');
    setTimeout(() => {
      for (const one of this.#stopOrder) one.kill();
    }, HURRY_MS).unref();
  }
}
