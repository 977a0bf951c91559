// For developers, after `npm install SOMETHING` from a registry that carries only this platform's packages.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completed, missingFromLock } from './lock-file.js';
import { ROOT } from './root.js';
import { runCommand, say } from './say.js';

await runCommand(async () => {
  const path = join(ROOT, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const missing = missingFromLock(lock.packages);
  if (missing.length > 0) {
    writeFileSync(path, `${JSON.stringify({ ...lock, packages: completed(lock.packages) }, null, 2)}\n`);
  }
  say(`${missing.length} packages of other platforms were added to package-lock.json.`);
  return 0;
});
