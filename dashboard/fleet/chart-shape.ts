import type { TelemetryPoint } from '../../protocol/api/fleet.ts';

export const CHART = { width: 960, height: 150 };

export interface ChartScale {
  readonly low: number;
  readonly high: number;
}

/** Stretches without a break: a line is never drawn over a step of which nothing is known. */
export function unbroken(points: readonly TelemetryPoint[], stepMs: number): TelemetryPoint[][] {
  const runs: TelemetryPoint[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.at - last.at <= stepMs * 1.5) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** From the least to the most, with air, so that a flat line does not lie on the edge. */
export function scaleFor(points: readonly TelemetryPoint[], least: number): ChartScale {
  const low = Math.min(...points.map(({ min }) => min));
  const high = Math.max(...points.map(({ max }) => max));
  const air = Math.max((high - low) * 0.1, (least - (high - low)) / 2, 0);
  // What cannot be below zero is not drawn as if it could.
  return { low: low >= 0 ? Math.max(0, low - air) : low - air, high: high + air };
}

/** The line of means of one stretch: each step drawn over its whole length. */
export function linePath(run: readonly TelemetryPoint[], place: Place): string {
  return run
    .map(({ at, mean }, index) => {
      const [from, to, y] = [place.x(at), place.x(at + place.stepMs), place.y(mean)];
      return `${index === 0 ? 'M' : 'L'}${from} ${y}L${to} ${y}`;
    })
    .join('');
}

/** Everything between the least and the most of each step. */
export function bandPath(run: readonly TelemetryPoint[], place: Place): string {
  const side = (of: (point: TelemetryPoint) => number, points: readonly TelemetryPoint[], back: boolean) =>
    points.flatMap((point) => {
      const ends = [place.x(point.at), place.x(point.at + place.stepMs)];
      return (back ? ends.reverse() : ends).map((x) => `${x} ${place.y(of(point))}`);
    });
  const way = [...side(({ max }) => max, run, false), ...side(({ min }) => min, [...run].reverse(), true)];
  return `M${way.join('L')}Z`;
}

export interface Place {
  readonly stepMs: number;
  x(instant: number): number;
  y(value: number): number;
}

export function placeIn(from: number, to: number, stepMs: number, { low, high }: ChartScale): Place {
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    stepMs,
    x: (instant) => round(((Math.min(Math.max(instant, from), to) - from) / (to - from)) * CHART.width),
    y: (value) => round(CHART.height - ((value - low) / (high - low || 1)) * CHART.height),
  };
}

/** Rows of the table beside a chart: at most `most`, each some steps joined; a row without any step is unknown. */
export function rowsOf(
  points: readonly TelemetryPoint[],
  { from, to, stepMs, most }: { from: number; to: number; stepMs: number; most: number },
): { at: number; to: number; point: TelemetryPoint | undefined }[] {
  const steps = Math.max(1, Math.ceil((to - from) / stepMs));
  const joined = Math.ceil(steps / most) * stepMs;
  const rows: { at: number; to: number; point: TelemetryPoint | undefined }[] = [];
  for (let at = from; at < to; at += joined) {
    const own = points.filter((point) => point.at >= at && point.at < at + joined);
    const point = own.length === 0 ? undefined : { at, ...sumOf(own) };
    rows.push({ at, to: Math.min(to, at + joined), point });
  }
  return rows;
}

function sumOf(points: readonly TelemetryPoint[]): Omit<TelemetryPoint, 'at'> {
  return {
    min: Math.min(...points.map(({ min }) => min)),
    mean: points.reduce((sum, { mean }) => sum + mean, 0) / points.length,
    max: Math.max(...points.map(({ max }) => max)),
  };
}
