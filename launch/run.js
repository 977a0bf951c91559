import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { install } from './install.js';
import { run } from './program.js';
import { ROOT } from './root.js';
import { LaunchError, runCommand } from './say.js';

/** @type {Readonly<Record<string, string>>} */
const PROGRAMS = {
  sim: 'dist/firmware-sim/main.js',
  bench: 'dist/bench/main.js',
  verify: 'dist/gateway/verify-main.js',
  keys: 'dist/gateway/keys-main.js',
  ca: 'dist/gateway/ca-main.js',
  firmware: 'dist/gateway/firmware-main.js',
  backup: 'dist/gateway/backup-main.js',
  restore: 'dist/gateway/restore-main.js',
};

await runCommand(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const file = PROGRAMS[name];
  if (file === undefined) throw new LaunchError(`Say what to run: ${Object.keys(PROGRAMS).join(', ')}`);
  await install('start');
  await build();
  const path = join(ROOT, file);
  if (!existsSync(path)) throw new LaunchError(`${file} is not there: this checkout has no "${name}".`);
  return run(process.execPath, ['--enable-source-maps', path, ...args], { channel: true });
});
