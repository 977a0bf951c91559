import { spawn } from 'node:child_process';
import { describeAudit, exitCodeOf, readAudit } from './audit-answer.js';
import { ROOT } from './root.js';
import { runCommand, say } from './say.js';

const ARGUMENTS = ['audit', '--json', '--audit-level=high', '--omit=dev'];

/** What npm says of the packages that run in a commune; its own exit code cannot tell "found" from "not asked". @returns {Promise<string>} */
function askNpm() {
  const child = spawn('npm', ARGUMENTS, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

await runCommand(async () => {
  const answer = readAudit(await askNpm());
  for (const line of describeAudit(answer)) say(line);
  return exitCodeOf(answer);
});
