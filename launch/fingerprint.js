import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What is never an input of a build, wherever it lies. */
const NOT_INPUT = new Set(['node_modules', 'dist', 'data']);

/**
 * All files below some folders (or the files themselves), sorted; what does not exist is left out.
 * @param {string} root
 * @param {readonly string[]} inputs paths relative to the root
 * @returns {string[]} paths relative to the root
 */
export function filesOf(root, inputs) {
  return inputs.flatMap((input) => walk(root, join(root, input))).sort();
}

/**
 * One hash over names and contents: equal when, and only when, a build would see the same input. Contents and not
 * times, so that a `git checkout` there and back builds nothing.
 * @param {string} root
 * @param {readonly string[]} inputs
 */
export function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  for (const file of filesOf(root, inputs)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} path @returns {string[]} */
function walk(root, path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [relative(root, path)];
  return readdirSync(path)
    .filter((name) => !NOT_INPUT.has(name))
    .flatMap((name) => walk(root, join(path, name)));
}
