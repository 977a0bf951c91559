import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install.js';
import { runTool } from './program.js';
import { isEntry, ROOT } from './root.js';
import { runCommand, say } from './say.js';

/** Types, lint and format: what a compiler finds. @returns {Promise<string[]>} the names of the checks that failed */
export async function checkSource() {
  return failing([
    { name: 'types', tool: 'tsc', args: ['-p', 'tsconfig.json'] },
    ...(existsSync(join(ROOT, 'dashboard/index.html'))
      ? [{ name: 'types of the dashboard', tool: 'tsc', args: ['-p', 'dashboard/tsconfig.json', '--noEmit'] }]
      : []),
    { name: 'lint and format', tool: 'biome', args: ['check', '--diagnostic-level=warn', '--error-on-warnings'] },
  ]);
}

/** Rules of this project, written as tests: architecture, translations. @returns {Promise<string[]>} */
export async function checkRules() {
  const rules = ['test/architecture.test.ts', ...(existsSync(join(ROOT, 'test/check')) ? testsIn('test/check') : [])];
  return failing([{ name: 'architecture and rules', tool: 'vitest', args: ['run', ...rules] }]);
}

/** @param {string[]} failed @returns {number} the exit code */
export function reportChecks(failed) {
  say(failed.length === 0 ? 'check: all good' : `check: FAILED: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** @param {string} folder */
function testsIn(folder) {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`);
}

/**
 * Runs every check, also after one has failed, so that one run tells everything.
 * @param {{ name: string, tool: string, args: string[] }[]} checks
 */
async function failing(checks) {
  const failed = [];
  for (const { name, tool, args } of checks) {
    say(`check: ${name}`);
    if ((await runTool(tool, args)) !== 0) failed.push(name);
  }
  return failed;
}

if (isEntry(import.meta.url)) {
  await runCommand(async () => {
    await install('start');
    return reportChecks([...(await checkSource()), ...(await checkRules())]);
  });
}
