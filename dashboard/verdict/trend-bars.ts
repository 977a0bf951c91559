import type { Trend } from '../../protocol/api/coverage.ts';

export const WIDTH = 640;
export const HEIGHT = 180;
export const LEFT = 40;
const TOP = 8;
const BOTTOM = 26;
const GAP = 8;
const WIDEST = 72;

export interface Bar {
  readonly month: string;
  readonly due: number;
  readonly x: number;
  readonly width: number;
  readonly lowerY: number;
  readonly upperY: number;
}

/** Height of a share (0 to 1) in the drawing. */
export function yOf(share: number): number {
  return Math.round((TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)) * 10) / 10;
}

/** Where each month's bar stands, oldest on the left. */
export function barsOf(months: Trend['months']): { bars: Bar[]; right: number } {
  const room = WIDTH - LEFT;
  const width = Math.min(WIDEST, Math.floor(room / Math.max(1, months.length)) - GAP);
  const bars = months.map((month, index) => ({
    month: month.month,
    due: month.due,
    x: LEFT + GAP / 2 + index * (width + GAP),
    width,
    lowerY: yOf(month.lower),
    upperY: yOf(month.upper),
  }));
  return { bars, right: LEFT + months.length * (width + GAP) };
}
