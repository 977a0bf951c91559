import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepOf } from '../../dashboard/drafts/draft-sync.ts';

describe('a draft on two devices', () => {
  test.each([
    ['nothing anywhere', { unsent: false }, undefined, 'nothing'],
    ['begun here', { unsent: true }, undefined, 'send'],
    ['begun there', { unsent: false }, { version: 1 }, 'take'],
    ['the same on both', { seen: 3, unsent: false }, { version: 3 }, 'nothing'],
    ['changed here alone', { seen: 3, unsent: true }, { version: 3 }, 'send'],
    ['changed there alone', { seen: 3, unsent: false }, { version: 4 }, 'take'],
    ['changed on both', { seen: 3, unsent: true }, { version: 4 }, 'ask'],
    ['begun on both', { unsent: true }, { version: 1 }, 'ask'],
    ['sent there, changed here', { seen: 3, unsent: true }, undefined, 'send'],
  ] as const)('%s', (_, held, remote, step) => {
    expect(stepOf(held, remote)).toBe(step);
  });

  test('never takes away words that are nowhere else', () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat(5), { nil: undefined }),
        fc.option(fc.nat(5), { nil: undefined }),
        (seen, version) => {
          const step = stepOf({ seen, unsent: true }, version === undefined ? undefined : { version });
          expect(['send', 'ask']).toContain(step);
        },
      ),
    );
  });
});
