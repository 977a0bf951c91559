import { describe, expect, it } from 'vitest';
import { lateExclusion } from '../../../gateway/coverage/exclusions-deadline.ts';

const days = (from: string, to: string) => ({ from, to });
const QUARTER = { name: 'Quý III/2026', from: '2026-07-01', to: '2026-09-30' };
const YEAR = { name: 'Năm 2026', from: '2026-01-01', to: '2026-12-31' };
const CLOSED = { ...QUARTER, closing: {} };

describe('days may be left out', () => {
  it.each([
    ['on the last day of the deadline', days('2026-09-05', '2026-09-06'), [QUARTER], '2026-10-15', undefined],
    ['not a day later', days('2026-09-05', '2026-09-06'), [QUARTER], '2026-10-16', 'exclusion-too-late'],
    ['not in a closed period', days('2026-09-30', '2026-10-02'), [CLOSED], '2026-10-10', 'period-closed'],
    ['beside a closed period', days('2026-10-01', '2026-10-02'), [CLOSED], '2026-10-10', undefined],
    [
      'not when one of two periods is over',
      days('2026-09-05', '2026-09-06'),
      [YEAR, QUARTER],
      '2026-10-16',
      'exclusion-too-late',
    ],
    ['in the period that goes on', days('2026-10-05', '2026-10-06'), [YEAR, QUARTER], '2026-12-01', undefined],
    ['in no period, as long after themselves', days('2026-09-05', '2026-09-06'), [], '2026-09-21', undefined],
    ['in no period, and not longer', days('2026-09-05', '2026-09-06'), [], '2026-09-22', 'exclusion-too-late'],
    ['ahead', days('2026-12-05', '2026-12-06'), [YEAR], '2026-11-01', undefined],
  ])('%s', (_when, window, periods, today, code) => {
    expect(lateExclusion(window, periods, 15, today)?.code).toBe(code);
  });

  it('and the refusal says until when they could', () => {
    const late = lateExclusion(days('2026-09-05', '2026-09-06'), [QUARTER], 15, '2026-11-01');
    expect(late?.message).toBe(
      'Quý III/2026 ended on 2026-09-30; it could be excluded from until 2026-10-15 (15 days), and not later.',
    );
  });
});
