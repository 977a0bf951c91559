import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

const BYTES = 32;

/**
 * The secret kept in a file that only its owner can read; made when it is missing or was cut short by a power cut.
 * @param {string} path
 * @returns {string}
 */
export function secretFile(path) {
  if (existsSync(path)) {
    chmodSync(path, 0o600);
    const kept = readFileSync(path, 'utf8').trim();
    if (kept !== '') return kept;
  }
  const secret = randomBytes(BYTES).toString('base64url');
  const unfinished = `${path}.new`;
  const file = openSync(unfinished, 'w', 0o600);
  writeSync(file, `${secret}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);
  return secret;
}
