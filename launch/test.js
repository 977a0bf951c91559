import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.js';
import { checkSource, reportChecks } from './check.js';
import { closingLine, secondTries } from './closing-line.js';
import { install } from './install.js';
import { runTool } from './program.js';
import { runCommand } from './say.js';

await runCommand(async () => {
  const chosen = process.argv.slice(2);
  await install('test');
  await build();
  // The rules among the checks are tests too: the whole run below has them.
  const checked = chosen.length === 0 ? reportChecks(await checkSource()) : 0;
  const tested = await runTests(chosen);
  return checked || tested;
});

/**
 * @param {readonly string[]} chosen arguments for vitest, usually paths
 * @returns {Promise<number>}
 */
async function runTests(chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-test-'));
  try {
    // Every system that a test starts speaks the same prepared messages.
    process.env.LOAXA_SOUND_CACHE ??= join(folder, 'sounds');
    const report = join(folder, 'report.json');
    const code = await runTool('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...chosen,
    ]);
    const results = existsSync(report)
      ? JSON.parse(readFileSync(report, 'utf8'))
      : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
    for (const words of secondTries(results)) process.stdout.write(`${words}\n`);
    const { line, good } = closingLine(results);
    process.stdout.write(`${line}\n`);
    return code || (good ? 0 : 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
