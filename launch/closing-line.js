/**
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, name: string, assertionResults: { status?: string, fullName?: string, failureMessages?: string[] }[] }[] }} VitestReport
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

/**
 * Tests that failed and passed when they were tried again, each with what the first try said: named after every run, so that a
 * fault that shows by chance is seen and not buried.
 * @param {VitestReport} report
 * @returns {string[]}
 */
export function secondTries({ testResults }) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ status, fullName, failureMessages: [first] = [] }) =>
      status === 'passed' && first !== undefined
        ? [`passed on the second try: ${name}: ${fullName}\n  ${first.split('\n', 1)[0]}`]
        : [],
    ),
  );
}
