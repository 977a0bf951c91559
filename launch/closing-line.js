/**
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, name: string, assertionResults: unknown[] }[] }} VitestReport
 *   what vitest's JSON reporter writes
 */

/**
 * The last line of a test run, and whether the run counts as good. A file that could not be loaded counts as one
 * failure; a run without a test is none.
 * @param {VitestReport} report
 * @returns {{ line: string, good: boolean }}
 */
export function closingLine({ numPassedTests, numFailedTests, testResults }) {
  const unloadable = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = numFailedTests + unloadable.length;
  return { line: `${numPassedTests} passed, ${failed} failed`, good: failed === 0 && numPassedTests > 0 };
}
