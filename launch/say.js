/** @param {string} line a result, for the person at the terminal */
export function say(line) {
  process.stdout.write(`[loaxa] ${line}\n`);
}

/**
 * What is being prepared goes to standard error: the standard output of `npm run bench` or `verify` is theirs alone.
 * @param {string} line
 */
export function sayProgress(line) {
  process.stderr.write(`[loaxa] ${line}\n`);
}

/**
 * An error whose message is meant for the person at the terminal: what is wrong and what to do, without a stack.
 */
export class LaunchError extends Error {
  /** @override */
  name = 'LaunchError';
}

/**
 * Runs a command's body; a LaunchError becomes one line and exit code 1, anything else keeps its stack.
 * @param {() => Promise<number>} body gives the exit code
 */
export async function runCommand(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    process.stderr.write(`[loaxa] ${error.message}\n`);
    process.exitCode = 1;
  }
}
