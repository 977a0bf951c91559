import { expect, test } from 'vitest';
import { handLogLines, inspectionLines } from '../../../../gateway/appraisal/dossiers/csv-files.ts';

const CLOSED_AT = 1_000_000;

test.each([
  ['before the period was closed', CLOSED_AT - 1, CLOSED_AT, 'false'],
  ['in the instant it was closed', CLOSED_AT, CLOSED_AT, 'false'],
  ['after it', CLOSED_AT + 1, CLOSED_AT, 'true'],
  ['of a period that is open', CLOSED_AT + 1, undefined, 'false'],
])('a visit and a line of the hand log written %s', (title, recordedAt, closedAt, said) => {
  const visit = {
    ...{ hamlet: 'H1', at: 900_000, hornsThere: 4, hornsSounding: 3, technology: 'fm' as const },
    ...{ unannounced: true, fromOutside: true, duringSession: true, recordedAt },
  };
  const line = { commune: 'C1', hamlets: ['H1'], day: '2026-10-01', from: '05:00', to: '05:30', recordedAt };
  for (const lines of [inspectionLines([visit], closedAt), handLogLines([line], closedAt)]) {
    const text = [...lines].join('');
    const [head = '', row = ''] = text.replace('\uFEFF', '').trim().split(/\r?\n/);
    expect(head.split(',').at(-1), title).toBe('after_closing');
    expect(row.split(',').at(-1), title).toBe(said);
  }
});
