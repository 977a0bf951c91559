import { spawn } from 'node:child_process';
import { restartDelayMs, wasSteady } from './back-off.js';
import { ROOT } from './root.js';
import { say } from './say.js';

/** The exit code (sysexits EX_CONFIG) of a process whose settings are wrong: starting it again cannot help. */
export const WRONG_SETTINGS = 78;

/**
 * @typedef {{ name: string, command: string[], env: NodeJS.ProcessEnv, graceMs: number }} ProcessDescription
 *   command: Node.js arguments, the file first; graceMs: how long it may take to stop by itself
 * @typedef {{ type: 'ready' } & Record<string, unknown>} ReadyMessage
 */

/** One child process that is kept running until it is told to stop. */
export class SupervisedProcess {
  #description;
  #delayMs;
  /** @type {import('node:child_process').ChildProcess | undefined} */ #child;
  /** @type {NodeJS.Timeout | undefined} */ #restartTimer;
  #endsInARow = 0;
  #stopping = false;
  /** @type {(message: ReadyMessage) => void} */ #tellReady = () => {};
  /** @type {(reason: string) => void} */ #tellHopeless = () => {};
  /** @type {() => void} */ #tellEnded = () => {};

  /** Resolves with its message when the process is ready for the first time. @type {Promise<ReadyMessage>} */
  ready = new Promise((resolve) => {
    this.#tellReady = resolve;
  });

  /** Resolves with a sentence when it is no use starting the process again. @type {Promise<string>} */
  hopeless = new Promise((resolve) => {
    this.#tellHopeless = resolve;
  });

  /**
   * @param {ProcessDescription} description
   * @param {(endsInARow: number) => number} [delayMs]
   */
  constructor(description, delayMs = restartDelayMs) {
    this.#description = description;
    this.#delayMs = delayMs;
  }

  get pid() {
    return this.#child?.pid;
  }

  start() {
    const startedAt = Date.now();
    // A group of its own: Ctrl-C reaches only the launcher, which then stops the processes in their order.
    const child = spawn(process.execPath, ['--enable-source-maps', ...this.#description.command], {
      cwd: ROOT,
      env: this.#description.env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    this.#child = child;
    child.on('message', (message) => {
      if (!isReady(message)) return;
      if (this.#endsInARow > 0) say(`The ${this.#description.name} is up again.`);
      this.#tellReady(message);
    });
    child.on('error', (error) => say(`The ${this.#description.name}: ${error.message}`));
    child.on('exit', (code, signal) => this.#ended(code, signal, Date.now() - startedAt));
  }

  /** Lets it finish (SIGTERM), ends it when its time is over, and resolves when it is gone. */
  async stop() {
    this.#stopping = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => {
      this.#tellEnded = () => resolve(undefined);
    });
    child.kill('SIGTERM');
    const overdue = setTimeout(() => {
      say(`The ${this.#description.name} did not stop within ${this.#description.graceMs / 1000} s and is ended.`);
      this.kill();
    }, this.#description.graceMs);
    await gone;
    clearTimeout(overdue);
  }

  /** Ends it at once, with the programs it started (ffmpeg), which are in its group. */
  kill() {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  /** @param {number | null} code @param {NodeJS.Signals | null} signal @param {number} upMs */
  #ended(code, signal, upMs) {
    this.#child = undefined;
    this.#tellEnded();
    if (this.#stopping) return;
    const { name } = this.#description;
    if (code === WRONG_SETTINGS) {
      this.#tellHopeless(`The ${name} cannot work with these settings; its message is above.`);
      return;
    }
    if (wasSteady(upMs)) this.#endsInARow = 0;
    const delayMs = this.#delayMs(this.#endsInARow);
    this.#endsInARow += 1;
    say(`The ${name} ended (${signal ?? `code ${code}`}); it is started again in ${delayMs / 1000} s.`);
    this.#restartTimer = setTimeout(() => this.start(), delayMs);
  }
}

/** @param {unknown} message @returns {message is ReadyMessage} */
function isReady(message) {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
