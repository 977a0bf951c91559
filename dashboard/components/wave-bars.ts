// pure
/** The path of bars mirrored about the middle, one for each peak (0-100); a flat line while there are none. */
export function barsOf(peaks: readonly number[], width: number, height: number): string {
  const middle = height / 2;
  if (peaks.length === 0) return `M0 ${middle - 0.5}h${width}v1h${-width}z`;
  const step = width / peaks.length;
  const bar = Math.max(0.5, step * 0.7);
  return peaks
    .map((peak, index) => {
      const half = Math.max(0.5, (peak / 100) * middle);
      return `M${round(index * step)} ${round(middle - half)}h${round(bar)}v${round(half * 2)}h${-round(bar)}z`;
    })
    .join('');
}

const round = (value: number) => Math.round(value * 100) / 100;
