import { installPackages } from './apt.js';
import { installNodeModules, mustInstallPackages } from './node-modules.js';
import { requireNode } from './node-version.js';
import { isEntry } from './root.js';
import { runCommand } from './say.js';
import { isProgramInstalled, missingPackages } from './system-programs.js';

/**
 * Makes sure that everything LoaXã needs is on this machine: Node.js, system programs, npm packages.
 * @param {import('./system-programs.js').Purpose} purpose what it is needed for: tests need more
 */
export async function install(purpose) {
  requireNode();
  const willCompile = mustInstallPackages();
  const missing = missingPackages({ purpose, willCompile }, isProgramInstalled);
  if (missing.length > 0) await installPackages(missing);
  if (willCompile) await installNodeModules();
}

if (isEntry(import.meta.url)) {
  await runCommand(async () => {
    await install(process.argv[2] === 'test' ? 'test' : 'start');
    return 0;
  });
}
