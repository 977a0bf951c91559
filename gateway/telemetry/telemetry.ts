import type { PresencePeriod } from '../../protocol/api/areas.ts';
import type { TelemetryAnswer } from '../../protocol/api/fleet.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { TELEMETRY_FIELDS, type TelemetryField } from '../../protocol/telemetry.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Log } from '../log.ts';
import { decodeDay, piecesOfDay } from './day-codec.ts';
import { ALL_FIELDS, fieldsToKeep, type LastPoint } from './dead-band.ts';
import { emptySteps, type Piece, piecesOf, type Reach, resampled, within } from './pieces.ts';
import { type PointRow, putPoints, readDays, readPoints } from './telemetry-store.ts';
import { Thinner } from './thinner.ts';
import { Usage, type UsageParts } from './usage.ts';

export interface TelemetryParts extends UsageParts {
  readonly log: Log;
  /** Every node that ever measured something, retired ones too. */
  readonly nodes: () => Iterable<string>;
  /** How far a node's clock is off now (ms). */
  readonly clockErrorOf: (node: string) => number | undefined;
  readonly presenceOf: (node: string, from: number, to: number) => Promise<readonly PresencePeriod[]>;
}

/** More points than this wait for a database that is away at most; the oldest give way. */
const MOST_WAITING = 300_000;

/** What nodes measured: kept on change, thinned with age; and what they used of their SIM. */
export class Telemetry {
  readonly usage: Usage;
  readonly #parts: TelemetryParts;
  readonly #thinner: Thinner;
  readonly #last = new Map<string, LastPoint>();
  #waiting: PointRow[] = [];
  #lost = 0;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
    this.usage = new Usage(parts);
    this.#thinner = new Thinner(parts);
  }

  start(): Promise<void> {
    return this.usage.start();
  }

  async stop(): Promise<void> {
    await this.#write();
    await this.usage.flush(true);
  }

  /** A beat: the hot path. Nothing is made unless a value is news; presence has taken the beat already. */
  take(node: string, beat: Beat, at: number): void {
    const now = SCRATCH;
    now[0] = beat.rssiDbm ?? Number.NaN;
    now[1] = beat.mainsVolts ?? Number.NaN;
    now[2] = beat.celsius ?? Number.NaN;
    now[3] = beat.levelDb ?? Number.NaN;
    now[4] = beat.freeBytes ?? Number.NaN;
    now[5] = beat.outputWatts ?? Number.NaN;
    now[6] = this.#parts.clockErrorOf(node) ?? Number.NaN;
    const last = this.#last.get(node);
    const kept = fieldsToKeep(last, now, at);
    if (kept !== 0) this.#keep(node, last, at, kept);
    this.usage.take(node, beat, at);
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    await this.#write();
    await this.usage.flush();
  }

  /** Thins what grew old. */
  nightly(): Promise<void> {
    return this.#thinner.run();
  }

  /** At most `points` steps of each field; where the node was silent or nobody watched there is none. */
  async series(
    node: string,
    { from, to, fields, points }: { from: number; to: number; fields: readonly TelemetryField[]; points: number },
  ): Promise<TelemetryAnswer> {
    const stepMs = Math.max(1, Math.ceil((to - from) / points));
    const periods = await this.#parts.presenceOf(node, from, to);
    const spans = spansOf(periods, 'online');
    const known = await this.#pieces(node, fields, { from, to });
    const series = fields.map((field) => ({
      ...{ field, points: resampled(within(known.get(field) ?? [], spans), { from, to }, stepMs) },
    }));
    const seen = spansOf(periods, 'online', 'offline');
    const gaps = emptySteps({ from, to }, stepMs, spans).flatMap((gap) => whyEmpty(gap, stepMs, seen));
    return { from, to, stepMs, series, gaps: gaps.slice(0, points) };
  }

  #keep(node: string, last: LastPoint | undefined, at: number, kept: number): void {
    const values: (number | null)[] = [];
    for (let index = 0; index < SCRATCH.length; index++) {
      const value = SCRATCH[index] as number;
      values.push(kept & (1 << index) && !Number.isNaN(value) ? value : null);
    }
    const point = last ?? { at, values: new Float64Array(SCRATCH.length) };
    for (let index = 0; index < SCRATCH.length; index++)
      if (kept === ALL_FIELDS || kept & (1 << index)) point.values[index] = SCRATCH[index] as number;
    point.at = at;
    if (!last) this.#last.set(node, point);
    this.#waiting.push({ node, at, values });
    if (this.#waiting.length > MOST_WAITING) this.#lost += this.#waiting.splice(0, MOST_WAITING / 10).length;
  }

  async #write(): Promise<void> {
    const points = this.#waiting;
    if (points.length === 0) return;
    this.#waiting = [];
    const { database, log } = this.#parts;
    try {
      await database.write((transaction) => putPoints(transaction, database.dialect, newest(points)));
    } catch (error) {
      this.#waiting = [...points, ...this.#waiting].slice(-MOST_WAITING);
      throw error;
    }
    if (this.#lost === 0) return;
    log.warn({ points: this.#lost }, 'measurements were lost: the database was away for too long');
    this.#lost = 0;
  }

  /** What is stored and what waits, field by field. */
  async #pieces(
    node: string,
    fields: readonly TelemetryField[],
    { from, to }: Reach,
  ): Promise<Map<TelemetryField, Piece[]>> {
    const { read } = this.#parts.database;
    const hour = Math.floor(from / HOUR_MS) * HOUR_MS;
    const [days, stored] = await Promise.all([
      readDays(read, [node], { from: dayOf(from), to: dayOf(to) }),
      readPoints(read, [node], { from: hour, to }),
    ]);
    const waiting = this.#waiting.filter((point) => point.node === node && point.at >= hour && point.at < to);
    const points = [...stored, ...waiting];
    const decoded = days.map((day) => ({ ...day, began: startOfDay(day.day), of: decodeDay(day.steps) }));
    return new Map(
      fields.map((field) => {
        const index = TELEMETRY_FIELDS.indexOf(field);
        const old = decoded.flatMap(({ of, began, stepMs }) => piecesOfDay(of.get(field) ?? [], began, stepMs));
        const fresh = piecesOf(points.map(({ at, values }) => ({ at, value: values[index] ?? null })));
        return [field, [...old, ...fresh].sort((a, b) => a.from - b.from)];
      }),
    );
  }
}

/** One array for all beats: what is kept of it is copied. */
const SCRATCH = new Float64Array(TELEMETRY_FIELDS.length);

/** The key is node and instant: of two with the same (a clock set back) the later stays. */
function newest(points: readonly PointRow[]): PointRow[] {
  return [...new Map(points.map((point) => [`${point.node} ${point.at}`, point])).values()];
}

function spansOf(periods: readonly PresencePeriod[], ...states: readonly PresencePeriod['state'][]): Reach[] {
  return periods.filter(({ state }) => states.includes(state));
}

/** A gap with its reason; where nobody watched any part of it, it is unobserved. */
function whyEmpty(gap: Reach, stepMs: number, seen: readonly Reach[]): TelemetryAnswer['gaps'] {
  const unseen = emptySteps(gap, stepMs, seen);
  const gaps: TelemetryAnswer['gaps'] = [];
  let at = gap.from;
  for (const span of unseen) {
    if (span.from > at) gaps.push({ from: at, to: span.from, why: 'silent' });
    gaps.push({ ...span, why: 'unobserved' });
    at = span.to;
  }
  if (at < gap.to) gaps.push({ from: at, to: gap.to, why: 'silent' });
  return gaps;
}
