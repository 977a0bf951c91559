import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hamletDistances, metresBetween } from '../../dashboard/components/nearest.ts';
import { nextCode } from '../../dashboard/components/node-code.ts';

describe('the code suggested for a new node', () => {
  test.each([
    [['TL-001', 'TL-003', 'TL-002'], 'TL-004'],
    [['TL-009', 'TL-010'], 'TL-011'],
    [['TL-99'], 'TL-100'],
    [['TL-001', 'TL-002', 'CU 7'], 'TL-003'],
    [['loa chợ', 'loa trường'], 'HL-001'],
    [[], 'HL-001'],
  ])('%j leads to %s', (codes, next) => expect(nextCode(codes, 'Hưng Lĩnh')).toBe(next));

  test('is never one that is taken', () => {
    const code = fc.tuple(fc.constantFrom('TL-', 'A', ''), fc.nat(9_999)).map(([prefix, n]) => `${prefix}${n}`);
    fc.assert(
      fc.property(fc.array(code), (codes) => {
        expect(codes).not.toContain(nextCode(codes, 'Đông'));
      }),
    );
  });
});

describe('the nearest hamlet', () => {
  const here = { latitude: 18.67, longitude: 105.64 };

  test('is that of the nearest node; nodes without coordinates say nothing', () => {
    const far = hamletDistances(here, [
      { hamlet: 'near', latitude: 18.6705, longitude: 105.64 },
      { hamlet: 'near', latitude: 18.68, longitude: 105.64 },
      { hamlet: 'away', latitude: 18.67, longitude: 105.65 },
      { hamlet: 'nowhere' },
    ]);
    expect([...far.keys()]).toEqual(['near', 'away']);
    expect(far.get('near')).toBeCloseTo(55.6, 0);
    expect(far.get('away')).toBeCloseTo(1_053.5, -1);
  });

  test('is measured the same both ways', () => {
    const position = fc.record({
      latitude: fc.double({ min: 8, max: 23.5, noNaN: true }),
      longitude: fc.double({ min: 102, max: 110, noNaN: true }),
    });
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(metresBetween(a, b)).toBeCloseTo(metresBetween(b, a), 3);
      }),
    );
  });
});
