import type { Knex } from 'knex';
import { addDays, type Day, daysBetween, instantAt, startOfDay, weekdayOf } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { DayTimetable, Slot, StoredCancellation } from './day-timetable.ts';

/** The areas a hamlet lies in, itself first. */
export type ChainOf = (hamlet: string) => readonly string[];

/** What is stored of a day's timetable; a rule says which of the cancellations were early enough (`cancelledBy`). */
export interface StoredTimetable extends Omit<DayTimetable, 'cancelled'> {
  readonly cancelled: readonly StoredCancellation[];
}

/** What each of these hamlets owed on a day by its registered timetable, and what was taken off it. */
export async function timetablesOf(
  transaction: Knex,
  day: Day,
  hamlets: readonly string[],
  chainOf: ChainOf,
  until: number,
): Promise<Map<string, StoredTimetable>> {
  const chains = new Map(hamlets.map((hamlet) => [hamlet, chainOf(hamlet)]));
  const areas = [...new Set([...chains.values()].flat())];
  const slots = await slotsOf(transaction, day, areas);
  const silences = await silencesOf(transaction, day, areas);
  const cancelled = await cancelledOf(transaction, day, hamlets);
  return new Map(
    [...chains].map(([hamlet, chain]) => {
      const own = chain.flatMap((area) => slots.get(area) ?? []);
      const silent = chain.flatMap((area) => silences.get(area) ?? []);
      const off = own.flatMap((slot) => silencedSlot(slot, silent) ?? []);
      return [hamlet, { slots: own, cancelled: [...(cancelled.get(hamlet) ?? []), ...off], until }];
    }),
  );
}

async function slotsOf(transaction: Knex, day: Day, areas: readonly string[]): Promise<Map<string, Slot[]>> {
  const rows: { id: string; area_id: string; from_time: string; to_time: string }[] = await transaction(
    'registered_sessions',
  )
    .whereIn('area_id', [...areas])
    .where('valid_from', '<=', day)
    .where((query) => query.whereNull('valid_to').orWhere('valid_to', '>=', day))
    // Registered ahead, by the clock of the record and not only by its own words.
    .where('registered_at', '<', startOfDay(day))
    .where('weekdays', 'like', `%${weekdayOf(day)}%`)
    .select('id', 'area_id', 'from_time', 'to_time');
  const byArea = new Map<string, Slot[]>();
  for (const { id, area_id: area, from_time: from, to_time: to } of rows) {
    const slot = { id, fromAt: instantAt(day, from), toAt: instantAt(day, to) };
    byArea.set(area, [...(byArea.get(area) ?? []), slot]);
  }
  return byArea;
}

interface Silence {
  readonly fromAt: number;
  readonly toAt: number;
  readonly madeAt: number;
}

/** Silences that were in force on a day, by area; one that was lifted counts up to then. */
async function silencesOf(transaction: Knex, day: Day, areas: readonly string[]): Promise<Map<string, Silence[]>> {
  const rows: { area_id: string; from_at: number; to_at: number; created_at: number; lifted_at: number | null }[] =
    await transaction('silences')
      .whereIn('area_id', [...areas])
      .where('from_at', '<', startOfDay(addDays(day, 1)))
      .where('to_at', '>', startOfDay(day))
      .select('area_id', 'from_at', 'to_at', 'created_at', 'lifted_at');
  const byArea = new Map<string, Silence[]>();
  for (const row of rows) {
    const toAt = Math.min(row.to_at, row.lifted_at ?? row.to_at);
    const silence = { fromAt: row.from_at, toAt, madeAt: row.created_at };
    byArea.set(row.area_id, [...(byArea.get(row.area_id) ?? []), silence]);
  }
  return byArea;
}

/** A silence is a cancellation with a reason, made when it was decided (DOMAIN §4.6). */
function silencedSlot(slot: Slot, silences: readonly Silence[]): StoredCancellation | undefined {
  const meets = silences.filter((one) => one.fromAt < slot.toAt && slot.fromAt < one.toAt);
  if (meets.length === 0) return undefined;
  const aheadMs = Math.max(...meets.map((one) => slot.fromAt - one.madeAt));
  return { fromAt: slot.fromAt, toAt: slot.toAt, session: slot.id, aheadMs, hasReason: true };
}

async function cancelledOf(
  transaction: Knex,
  day: Day,
  hamlets: readonly string[],
): Promise<Map<string, StoredCancellation[]>> {
  const rows = await transaction('session_cancellations')
    .whereIn('hamlet_id', [...hamlets])
    .where({ day })
    .select('hamlet_id', 'from_at', 'to_at', 'run_id', 'session_id', 'at', 'reason');
  const byHamlet = new Map<string, StoredCancellation[]>();
  for (const row of rows) {
    const one: StoredCancellation = {
      ...{ fromAt: row.from_at, toAt: row.to_at, aheadMs: row.from_at - row.at },
      hasReason: Boolean(row.reason?.trim()),
      ...{ run: row.run_id ?? undefined, session: row.session_id ?? undefined },
    };
    byHamlet.set(row.hamlet_id, [...(byHamlet.get(row.hamlet_id) ?? []), one]);
  }
  return byHamlet;
}

/**
 * Marks the days that have ended since the last time, up to and with `last`, for every hamlet that had a registered session: a
 * session nobody broadcast in has no delivery that would mark it. Answers how many hamlet-days.
 */
export async function markRegistered(
  transaction: Transaction,
  dialect: Dialect,
  last: Day,
  hamletsUnder: (area: string, day: Day) => readonly string[],
  now: number,
): Promise<number> {
  const mark = await transaction('timetable_marks').where({ id: 1 }).first('day');
  const sessions: { area_id: string; weekdays: string; valid_from: string; valid_to: string | null }[] =
    await transaction('registered_sessions').select('area_id', 'weekdays', 'valid_from', 'valid_to');
  if (sessions.length === 0) return 0;
  const earliest = sessions.map((session) => session.valid_from).sort()[0] ?? last;
  const from = mark?.day === undefined ? earliest : addDays(mark.day, 1);
  const marks = new Map<string, { hamlet_id: string; day: string; since_at: number }>();
  for (const day of daysBetween(from, last)) {
    const weekday = String(weekdayOf(day));
    for (const { area_id: area, weekdays, valid_from: begins, valid_to: ends } of sessions) {
      if (!weekdays.includes(weekday) || day < begins || (ends !== null && day > ends)) continue;
      for (const hamlet of hamletsUnder(area, day))
        marks.set(`${hamlet} ${day}`, { hamlet_id: hamlet, day, since_at: now });
    }
  }
  const columns = { hamlet_id: 'text', day: 'text', since_at: 'integer' } as const;
  const rows = [...marks.values()];
  await upsertMany(transaction, dialect, 'dirty_hamlet_days', columns, ['hamlet_id', 'day'], ['since_at'], rows);
  await transaction('timetable_marks').insert({ id: 1, day: last }).onConflict('id').merge();
  return marks.size;
}
