import { expect, it } from 'vitest';
import { readOptions, SUBJECTS, sizesOf } from '../../bench/options.ts';

it('measures everything at full size when nothing is said', () => {
  expect(readOptions([], {})).toEqual({ only: SUBJECTS, nodes: 15_000, growth: false, quick: false, full: false });
});

it('takes subjects, size and a PostgreSQL server', () => {
  const options = readOptions(['--only', 'beats,fan-out', '--nodes', '3000', '--growth'], {
    LOAXA_TEST_POSTGRES: 'postgres://x/y',
  });
  expect(options).toMatchObject({ only: ['beats', 'fan-out'], nodes: 3_000, postgres: 'postgres://x/y' });
});

it.each([
  { args: ['--only', 'everything'], says: /--only knows/ },
  { args: ['--nodes', 'many'], says: /--nodes is/ },
  { args: ['--nodes', '99'], says: /--nodes is/ },
])('refuses $args with a sentence', ({ args, says }) => {
  expect(() => readOptions(args, {})).toThrow(says);
});

it('measures a tenth and a third too where growth is asked for', () => {
  expect(sizesOf(15_000, { growth: true })).toEqual([1_500, 5_000, 15_000]);
  expect(sizesOf(15_000, { growth: false })).toEqual([15_000]);
});
