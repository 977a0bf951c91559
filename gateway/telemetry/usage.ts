import type { DataUseAnswer } from '../../protocol/api/fleet.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { budgetLevel, type Counters, countedFrom } from './data-use.ts';
import { type CountersRow, type MonthRow, putCounters, putMonths, readLast, readMonths } from './usage-store.ts';

/** Counters only grow: what was not written yet is counted again after a restart, so this may be seldom. */
const WRITE_EVERY_MS = 10 * MINUTE_MS;
const MOST_MONTHS = 24;

export interface UsageParts {
  readonly database: Database;
  readonly clock: Clock;
  /** Megabytes (10^6) a month that the SIM of a node may use; undefined where nobody said. */
  readonly budgetOf: (node: string) => number | undefined;
  readonly budgetAlarm: {
    tell(node: string, detail: string): void;
    settle(node: string): void;
  };
}

interface Used {
  readonly node: string;
  readonly last: Counters;
  month: string;
  sent: number;
  received: number;
  told: number;
}
interface Month {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What nodes use of their SIM, by month: counted in memory with each beat, written now and then. */
export class Usage {
  readonly #parts: UsageParts;
  readonly #used = new Map<string, Used>();
  #dirty = new Set<Used>();
  /** Months that ended and are not written yet. */
  #ended: MonthRow[] = [];
  #month: Month = { name: '', from: 0, to: 0 };
  #writtenAt = 0;

  constructor(parts: UsageParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { counters, months } = await readLast(this.#parts.database.read);
    for (const { node, ...last } of counters)
      this.#used.set(node, { node, last, month: '', sent: 0, received: 0, told: 0 });
    for (const { node, ...month } of months) {
      const used = this.#used.get(node);
      if (used) Object.assign(used, month);
    }
  }

  /** The hot path: arithmetic only, but for a node's first beat and the first of a month. */
  take(node: string, beat: Beat, at: number): void {
    if (beat.sentBytes === undefined || beat.receivedBytes === undefined) return;
    if (at < this.#month.from || at >= this.#month.to) this.#month = monthAt(at);
    const known = this.#used.get(node);
    const used = known ?? this.#meet(node);
    const { last } = used;
    if (used.month !== this.#month.name) this.#turn(used);
    const now = SCRATCH;
    now.at = at;
    now.uptimeMs = beat.uptimeMs;
    now.sent = beat.sentBytes;
    now.received = beat.receivedBytes;
    const from = countedFrom(known && last, now, this.#month.from);
    used.sent += now.sent - from.sent;
    used.received += now.received - from.received;
    last.at = now.at;
    last.uptimeMs = now.uptimeMs;
    last.sent = now.sent;
    last.received = now.received;
    this.#dirty.add(used);
  }

  /** Tells of budgets and writes, unless it did so a short while ago. */
  async flush(force = false): Promise<void> {
    const now = this.#parts.clock.now();
    if (!force && Math.abs(now - this.#writtenAt) < WRITE_EVERY_MS) return;
    this.#writtenAt = now;
    this.#settleOldMonths(now);
    const dirty = this.#dirty;
    const ended = this.#ended;
    this.#dirty = new Set();
    this.#ended = [];
    for (const used of dirty) this.#judge(used);
    if (dirty.size === 0 && ended.length === 0) return;
    const months: MonthRow[] = [...ended, ...[...dirty].map(monthRow)];
    const counters: CountersRow[] = [...dirty].map(({ node, last }) => ({ node, ...last }));
    const { database } = this.#parts;
    try {
      await database.write(async (transaction) => {
        await putMonths(transaction, database.dialect, months);
        await putCounters(transaction, database.dialect, counters);
      });
    } catch (error) {
      for (const used of dirty) this.#dirty.add(used);
      this.#ended = [...ended, ...this.#ended];
      throw error;
    }
  }

  async of(node: string): Promise<DataUseAnswer> {
    const stored = await readMonths(this.#parts.database.read, node, MOST_MONTHS);
    const used = this.#used.get(node);
    const current = used && used.month !== '' ? [monthRow(used)] : [];
    const fresh = [...current, ...this.#ended.filter((row) => row.node === node)];
    const names = new Set(fresh.map(({ month }) => month));
    const months = [...fresh, ...stored.filter(({ month }) => !names.has(month))]
      .sort((a, b) => (a.month < b.month ? 1 : -1))
      .slice(0, MOST_MONTHS);
    const budgetMb = this.#parts.budgetOf(node);
    return {
      ...(budgetMb === undefined ? {} : { budgetMb }),
      months: months.map(({ month, sent, received }) => ({ month, sentBytes: sent, receivedBytes: received })),
    };
  }

  #meet(node: string): Used {
    const last = { at: 0, uptimeMs: 0, sent: 0, received: 0 };
    const used = { node, last, month: '', sent: 0, received: 0, told: 0 };
    this.#used.set(node, used);
    return used;
  }

  /** Another month begins for this node. */
  #turn(used: Used): void {
    if (used.month !== '') this.#ended.push(monthRow(used));
    if (used.told > 0) this.#parts.budgetAlarm.settle(used.node);
    used.month = this.#month.name;
    used.sent = 0;
    used.received = 0;
    used.told = 0;
  }

  /** A node that fell silent does not keep last month's alarm. */
  #settleOldMonths(now: number): void {
    if (now < this.#month.from || now >= this.#month.to) this.#month = monthAt(now);
    for (const used of this.#used.values()) {
      if (used.told === 0 || used.month === this.#month.name) continue;
      this.#turn(used);
      this.#dirty.add(used);
    }
  }

  #judge(used: Used): void {
    const budgetMb = this.#parts.budgetOf(used.node);
    const level = budgetLevel(used.sent + used.received, budgetMb);
    if (level === used.told) return;
    if (level > used.told)
      this.#parts.budgetAlarm.tell(
        used.node,
        `${level} % · ${Math.round((used.sent + used.received) / 1_000_000)}/${budgetMb} MB`,
      );
    // More data was bought.
    else if (level === 0) this.#parts.budgetAlarm.settle(used.node);
    used.told = level;
  }
}

/** One object for all beats: nothing of it is kept. */
const SCRATCH: Counters = { at: 0, uptimeMs: 0, sent: 0, received: 0 };

function monthRow({ node, month, sent, received, told }: Used): MonthRow {
  return { node, month, sent, received, told };
}

function monthAt(at: number): Month {
  const name = dayOf(at).slice(0, 7);
  const from = startOfDay(`${name}-01`);
  const [year, month] = name.split('-').map(Number) as [number, number];
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return { name, from, to: startOfDay(`${next}-01`) };
}
