import { setImmediate as breathe } from 'node:timers/promises';
import { TELEMETRY_FIELDS, type TelemetryField } from '../../protocol/telemetry.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { type DayStep, type DaySteps, decodeDay, encodeDay, piecesOfDay } from './day-codec.ts';
import { type Piece, piecesOf, resampled } from './pieces.ts';
import { type DayRow, type PointRow, putDays, readDays, readPoints, removePoints } from './telemetry-store.ts';

/** Points are kept this long; then hours; after thirteen months (last year's same month can be compared) days. */
export const POINT_DAYS = 14;
export const HOUR_DAYS = 396;
/** A chunk of 25 nodes is at most some ten thousand rows in memory, also after a week without thinning. */
const NODES_AT_ONCE = 25;

export interface ThinnerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly nodes: () => Iterable<string>;
}

/** Makes hours of points and days of hours, some nodes at a time, each chunk in one transaction: stopped half way nothing is lost. */
export class Thinner {
  readonly #parts: ThinnerParts;

  constructor(parts: ThinnerParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { clock, nodes } = this.#parts;
    const today = dayOf(clock.now());
    const all = [...nodes()];
    for (let start = 0; start < all.length; start += NODES_AT_ONCE) {
      const some = all.slice(start, start + NODES_AT_ONCE);
      await this.#pointsToHours(some, startOfDay(addDays(today, -POINT_DAYS)));
      await this.#hoursToDays(some, addDays(today, -HOUR_DAYS));
      await breathe();
    }
  }

  async #pointsToHours(nodes: readonly string[], before: number): Promise<void> {
    const { database } = this.#parts;
    const points = await readPoints(database.read, nodes, { to: before });
    if (points.length === 0) return;
    const days = daysOfPoints(points);
    await database.write(async (transaction) => {
      await putDays(transaction, days);
      await removePoints(transaction, nodes, before);
    });
  }

  async #hoursToDays(nodes: readonly string[], before: Day): Promise<void> {
    const { database } = this.#parts;
    const days = await readDays(database.read, nodes, { to: addDays(before, -1), finerThanMs: DAY_MS });
    if (days.length === 0) return;
    const thinned = days.map((day) => {
      const steps = [...decodeDay(day.steps)].map(([field, hours]): [TelemetryField, DayStep[]] => {
        const began = startOfDay(day.day);
        return [field, stepsOf(piecesOfDay(hours, began, day.stepMs), began, DAY_MS)];
      });
      return { ...day, stepMs: DAY_MS, steps: encodeDay(new Map(steps)) };
    });
    await database.write((transaction) => putDays(transaction, thinned));
  }
}

/** Every node's days as hours. Points are sorted by node and instant. */
function daysOfPoints(points: readonly PointRow[]): DayRow[] {
  const groups = new Map<string, PointRow[]>();
  for (const point of points) {
    const key = `${point.node} ${dayOf(point.at)}`;
    const own = groups.get(key);
    if (own) own.push(point);
    else groups.set(key, [point]);
  }
  return [...groups].map(([key, own]) => {
    const [node = '', day = ''] = key.split(' ');
    return { node, day, stepMs: HOUR_MS, steps: encodeDay(hoursOf(own, startOfDay(day))) };
  });
}

function hoursOf(points: readonly PointRow[], began: number): DaySteps {
  return new Map(
    TELEMETRY_FIELDS.map((field, index) => {
      const pieces = piecesOf(points.map(({ at, values }) => ({ at, value: values[index] ?? null })));
      return [field, stepsOf(pieces, began, HOUR_MS)];
    }),
  );
}

function stepsOf(pieces: readonly Piece[], began: number, stepMs: number): DayStep[] {
  return resampled(pieces, { from: began, to: began + DAY_MS }, stepMs).map(({ at, ...values }) => ({
    step: Math.round((at - began) / stepMs),
    ...values,
  }));
}
