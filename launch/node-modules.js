import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInstalled } from './installed-packages.js';
import { run } from './program.js';
import { ROOT } from './root.js';
import { LaunchError, sayProgress } from './say.js';

const LOCK = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules/.loaxa-stamp');
const NPM_RECORD = join(ROOT, 'node_modules/.package-lock.json');
const STILL_WORKING_MS = 20_000;

/** Says whether `npm ci` has to run; where a developer already installed the right packages it only notes that. */
export function mustInstallPackages() {
  const stamp = currentStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return false;
  if (!existsSync(NPM_RECORD)) return true;
  if (!isInstalled(readJson(LOCK), readJson(NPM_RECORD)) || !loadsSqlite()) return true;
  writeFileSync(STAMP, stamp);
  return false;
}

export async function installNodeModules() {
  sayProgress('Installing npm packages. The first time sqlite3 is compiled too, which takes about two minutes.');
  const began = Date.now();
  const stillWorking = setInterval(() => {
    sayProgress(`… still installing npm packages (${Math.round((Date.now() - began) / 1000)} s)`);
  }, STILL_WORKING_MS);
  const code = await run('npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], {
    env: { ...process.env, ...headersOfThisNode() },
    asProgress: true,
  }).finally(() => clearInterval(stillWorking));
  if (code !== 0) {
    throw new LaunchError(
      'npm ci failed (its message is above). Check that npm reaches its registry, then run the command again.',
    );
  }
  if (!loadsSqlite()) {
    throw new LaunchError(
      'The package sqlite3 was installed but does not load. Delete node_modules and run the command again.',
    );
  }
  writeFileSync(STAMP, currentStamp());
}

/** The lock file and the kind of machine: compiled parts do not move from one kind to another. */
export function currentStamp() {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  return `${lock} ${process.platform} ${process.arch}\n`;
}

/** npm notes a package as installed even when its compilation was skipped, so we ask it. */
function loadsSqlite() {
  return spawnSync(process.execPath, ['-e', "require('sqlite3')"], { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

/**
 * Points node-gyp at the headers that came with Node, instead of downloading them. The `npm_package_config_node_gyp_`
 * form is the one npm 11 does not warn about.
 * @returns {NodeJS.ProcessEnv}
 */
function headersOfThisNode() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_package_config_node_gyp_nodedir: prefix } : {};
}

/** @param {string} path @returns {import('./installed-packages.js').LockFile} */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
