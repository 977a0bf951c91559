import { expect, test } from 'vitest';
import { closingLine, secondTries } from '../../launch/closing-line.js';

const file = (status: string, tests: number) => ({
  status,
  name: 'a.test.ts',
  assertionResults: Array.from({ length: tests }, () => ({})),
});

test.each([
  {
    title: 'a good run',
    report: { numPassedTests: 3, numFailedTests: 0, testResults: [file('passed', 3)] },
    expected: { line: '3 passed, 0 failed', good: true },
  },
  {
    title: 'a failed test',
    report: { numPassedTests: 2, numFailedTests: 1, testResults: [file('failed', 3)] },
    expected: { line: '2 passed, 1 failed', good: false },
  },
  {
    title: 'a file that cannot be loaded',
    report: { numPassedTests: 2, numFailedTests: 0, testResults: [file('passed', 2), file('failed', 0)] },
    expected: { line: '2 passed, 1 failed', good: false },
  },
  {
    title: 'no test at all',
    report: { numPassedTests: 0, numFailedTests: 0, testResults: [] },
    expected: { line: '0 passed, 0 failed', good: false },
  },
])('$title ends with "$expected.line"', ({ report, expected }) => {
  expect(closingLine(report)).toEqual(expected);
});

test('what passed only when tried again is named with what went wrong first', () => {
  const tests = [
    { status: 'passed', fullName: 'quiet hours hold', failureMessages: [] },
    { status: 'passed', fullName: 'a node comes back', failureMessages: ['Error: 3 of 4\n    at line 1'] },
    { status: 'failed', fullName: 'a tone is heard', failureMessages: ['Error: silence', 'Error: silence'] },
  ];
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    testResults: [{ ...file('failed', 0), assertionResults: tests }],
  };
  expect(secondTries(report)).toEqual(['passed on the second try: a.test.ts: a node comes back\n  Error: 3 of 4']);
});
