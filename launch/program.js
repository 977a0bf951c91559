import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './root.js';

/**
 * Runs a program to its end in the checkout's folder, with our own input and output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, asProgress?: boolean, channel?: boolean }} [options]
 *   asProgress: its standard output goes to our standard error (see sayProgress);
 *   channel: with an IPC channel, by which it notices when we are gone
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it, 127 when it could not be started
 */
export function run(program, args, options = {}) {
  const child = spawn(program, [...args], {
    cwd: ROOT,
    env: options.env ?? process.env,
    stdio: [
      'inherit',
      options.asProgress ? 2 : 'inherit',
      'inherit',
      ...(options.channel ? [/** @type {const} */ ('ipc')] : []),
    ],
  });
  // The terminal sends Ctrl-C to both of us: the child decides when it has ended, we only report its code.
  const wait = () => {};
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGINT', wait);
  process.on('SIGTERM', passOn);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  }).finally(() => {
    process.off('SIGINT', wait);
    process.off('SIGTERM', passOn);
  });
}

/**
 * Runs a tool of node_modules, for example `tsc`.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, asProgress?: boolean }} [options]
 */
export function runTool(name, args, options) {
  return run(`${ROOT}/node_modules/.bin/${name}`, args, options);
}
