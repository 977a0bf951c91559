import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchError } from './say.js';

const RETRY_MS = 250;

/**
 * Reads a port from a setting.
 * @param {string} setting its name
 * @param {string | undefined} value
 * @param {number} usual the port when it is not set
 */
export function portOf(setting, value, usual) {
  if (value === undefined || value === '') return usual;
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new LaunchError(`${setting}=${value} is not a port: give a number from 1 to 65535.`);
}

/**
 * Makes sure that a port can be listened on, and gives it; 0 gives any free port.
 * @param {{ setting: string, port: number, host?: string, patienceMs?: number }} wanted
 *   patienceMs: how long to wait for a process that is just stopping
 * @returns {Promise<number>}
 */
export async function freePort({ setting, port, host = '127.0.0.1', patienceMs = 0 }) {
  const until = Date.now() + patienceMs;
  for (;;) {
    const outcome = await tryToListen(port, host);
    if (typeof outcome === 'number') return outcome;
    if (outcome.code === 'EADDRINUSE' && Date.now() < until) await sleep(RETRY_MS);
    else throw new LaunchError(reason(outcome, setting, port));
  }
}

/** @param {NodeJS.ErrnoException} error @param {string} setting @param {number} port */
function reason(error, setting, port) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is used by another program. Stop that, or choose another port with ${setting}.`;
  if (error.code === 'EACCES')
    return `Port ${port} may not be used by this user. Choose one above 1023 with ${setting}.`;
  return `Port ${port} cannot be used (${error.message}). Choose another with ${setting}.`;
}

/** @param {number} port @param {string} host @returns {Promise<number | NodeJS.ErrnoException>} */
function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', resolve);
    server.listen(port, host, () => {
      const address = server.address();
      const listening = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(listening));
    });
  });
}
