import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrom, codeOf, numberText, progressOf } from '../../../../gateway/appraisal/dossiers/dossier-rules.ts';

describe('the code of a dossier', () => {
  it('is twelve signs nobody confuses, however it is typed again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (hash) => {
        const code = codeOf(hash);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
        for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('0', 'o')} `])
          expect(codeFrom(typed)).toBe(code);
      }),
    );
  });

  it.each(['', 'ABCD-EFGH', 'ABCD-EFGH-JKMU', 'ABCD-EFGH-JKMN-PQRS', '../../../etc/'])('«%s» is none', (text) => {
    expect(codeFrom(text)).toBeUndefined();
  });
});

it('numbers have two digits at least', () => {
  expect([1, 12, 123].map((sequence) => numberText(sequence, 2026))).toEqual([
    ...['01/HS-LX-2026', '12/HS-LX-2026', '123/HS-LX-2026'],
  ]);
});

it('progress never goes back, from step to step and within one', () => {
  const steps = ['waiting', 'data', 'csv', 'evidence', 'pdf', 'xlsx', 'page', 'packing', 'done'] as const;
  const all = steps.flatMap((step) => [0, 0.5, 1, 7].map((share) => progressOf(step, share)));
  expect(all).toEqual([...all].sort((a, b) => a - b));
  expect([all[0], all.at(-1)]).toEqual([0, 1]);
});
