import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, whatever folder the command was called from. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Says whether a module was started by itself (`node launch/build.js`) and not imported by another.
 * @param {string} moduleUrl the module's own import.meta.url
 */
export function isEntry(moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(moduleUrl));
}
