import { expect, it } from 'vitest';
import { sampleOf } from '../../bench/prometheus.ts';
import { percentile } from '../../bench/report.ts';

const TEXT = `# HELP beats Beats
# TYPE beats counter
beats{channel="beat"} 120
beats{channel="birth"} 7
# TYPE beats_total gauge
beats_total 1e3
`;

it('reads one sample by its label, or their sum', () => {
  expect(sampleOf(TEXT, 'beats', 'channel="beat"')).toBe(120);
  expect(sampleOf(TEXT, 'beats')).toBe(127);
  expect(sampleOf(TEXT, 'beats_total')).toBe(1_000);
});

it('gives nothing counted yet as zero, and refuses a name nobody has', () => {
  expect(sampleOf(TEXT, 'beats', 'channel="ack"')).toBe(0);
  expect(() => sampleOf(TEXT, 'bets')).toThrow('no metric bets');
});

it('takes the value below which the share of the sorted list lies', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 0.5)).toBe(51);
  expect(percentile(values, 0.99)).toBe(100);
});
