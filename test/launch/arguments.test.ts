import { describe, expect, test } from 'vitest';
import { parseStartArguments } from '../../launch/arguments.js';
import { isNodeRecentEnough } from '../../launch/node-version.js';

describe('the arguments of npm start', () => {
  test.each([
    { words: [], expected: { demo: false, help: false } },
    { words: ['--demo'], expected: { demo: true, help: false } },
    { words: ['--help'], expected: { demo: false, help: true } },
    { words: ['-h', '--demo'], expected: { demo: true, help: true } },
  ])('$words are understood', ({ words, expected }) => {
    expect(parseStartArguments(words)).toEqual(expected);
  });

  test('an unknown word is refused by name', () => {
    expect(parseStartArguments(['--demmo'])).toEqual({ error: expect.stringContaining('--demmo') });
  });
});

test.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['24.0.0', true],
  ['20.18.3', false],
  ['18.20.0', false],
])('Node.js %s: recent enough is %s', (version, expected) => {
  expect(isNodeRecentEnough(version)).toBe(expected);
});
