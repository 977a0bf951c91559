import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrawTerms, drawItems } from '../../../gateway/appraisal/draw-rule.ts';
import { PARTS_OF_DAY } from '../../../protocol/sessions.ts';
import { addDays } from '../../../protocol/vietnam-time.ts';

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer');
const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/appraisal.md'), 'utf8');
const SCRIPT = /```bash\n([\s\S]*?)```/.exec(DOCUMENT)?.[1] ?? '';

const TERMS: DrawTerms = {
  ...{ seed: '20261123', from: '2026-11-24', to: '2026-12-03', parts: ['morning', 'afternoon'] },
  ...{ candidates: ['a-1', 'a-2', 'a-3', 'a-4', 'a-5'], hamlets: 3 },
};
const lines = (terms: DrawTerms) => drawItems(terms, sha256).map(({ hamlet, day, part }) => `${hamlet} ${day} ${part}`);

/** The script of the document with its first three lines, the draw, put in. */
function byHand({ seed, from, to, parts, candidates, hamlets }: DrawTerms): string[] {
  const [, , , ...rest] = SCRIPT.split('\n');
  const head = `SEED='${seed}' FROM=${from} TO=${to} COUNT=${hamlets}\nPARTS=(${parts.join(' ')})\nCANDIDATES=(${candidates.join(' ')})`;
  const said = execFileSync('bash', ['-c', `${head}\n${rest.join('\n')}`], { encoding: 'utf8' });
  return said.trimEnd().split('\n');
}

describe('a draw', () => {
  it('is the same whenever it is repeated', () => {
    expect(lines(TERMS)).toEqual(lines({ ...TERMS }));
    expect(lines(TERMS)).toMatchInlineSnapshot(`
      [
        "a-4 2026-11-24 morning",
        "a-5 2026-11-26 afternoon",
        "a-1 2026-11-29 morning",
      ]
    `);
  });

  it('comes out of the script in docs/appraisal.md as it stands there', () => {
    const said = execFileSync('bash', ['-c', SCRIPT], { encoding: 'utf8' });
    expect(said.trimEnd().split('\n')).toEqual(lines(TERMS));
  });

  it.each([
    ['a seed with Vietnamese letters and a space', { seed: 'Xổ số Nghệ An 04', hamlets: 5 }],
    ['one candidate, one day, one part', { candidates: ['a-1'], to: '2026-11-24', parts: ['evening'], hamlets: 1 }],
    ['a month over a year’s end', { from: '2026-12-15', to: '2027-01-14', parts: PARTS_OF_DAY }],
  ] as const)('comes out by hand with %s', (_what, more) => {
    const terms = { ...TERMS, ...more };
    expect(byHand(terms)).toEqual(lines(terms));
  });

  it('takes each hamlet once, and days and parts within what was asked', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 91 }),
        (seed, many, wanted, days) => {
          const candidates = Array.from({ length: many }, (_, index) => `a${index}`).sort();
          const terms = { ...TERMS, seed, candidates, hamlets: wanted, to: addDays(TERMS.from, days) };
          const items = drawItems(terms, sha256);
          expect(items).toHaveLength(Math.min(many, wanted));
          expect(new Set(items.map(({ hamlet }) => hamlet)).size).toBe(items.length);
          for (const { hamlet, day, part } of items) {
            expect(candidates).toContain(hamlet);
            expect(day >= terms.from && day <= terms.to).toBe(true);
            expect(terms.parts).toContain(part);
          }
        },
      ),
    );
  });

  it('passes over a block that would favour the first things', () => {
    // With three things, 4294967295 = 3 × 1431655765 is the first number passed over.
    const blocks = [0xffffffff, 2, 0, 0];
    const scripted = () => {
      const block = new Uint8Array(32);
      new DataView(block.buffer).setUint32(0, blocks.shift() ?? 0);
      return block;
    };
    const items = drawItems({ ...TERMS, candidates: ['x', 'y', 'z'], hamlets: 1 }, scripted);
    expect(items).toEqual([{ hamlet: 'z', day: '2026-11-24', part: 'morning' }]);
  });

  it('is fair: over many seeds every hamlet comes about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 4_000; seed++) {
      const [first] = drawItems({ ...TERMS, seed: `hạt giống ${seed}`, hamlets: 1 }, sha256);
      counts.set(first?.hamlet ?? '', (counts.get(first?.hamlet ?? '') ?? 0) + 1);
    }
    // 800 expected each; five standard deviations are 127.
    for (const candidate of TERMS.candidates) expect(Math.abs((counts.get(candidate) ?? 0) - 800)).toBeLessThan(127);
  });
});
