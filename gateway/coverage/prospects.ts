import type { Knex } from 'knex';
import type { HamletVerdict, Rule } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Database } from '../database/database.ts';
import { type ExpectedSession, expectedSessions, lettersFrom, type TimetableRow } from './expected-sessions.ts';
import type { HamletRecord } from './hamlet-record.ts';
import { judgeHamlets, recordsOf, type SignsOf } from './judging.ts';
import type { Sources } from './sources.ts';

export interface ProspectParts {
  readonly database: Database;
  readonly tree: Pick<AreaTree, 'get' | 'communeOf' | 'ancestors'>;
  readonly sources: Sources;
}

/** How a hamlet stands today and what is still to come of a period. */
export interface Prospect {
  readonly hamlet: string;
  readonly name: string;
  readonly now: HamletVerdict['verdict'];
  /** Its record of all days asked for; those to come are empty. */
  readonly record: HamletRecord;
  /** Sessions owed from tomorrow on. */
  readonly ahead: readonly ExpectedSession[];
}

/** A case is no older than this for what is counted of it. */
const MOST_DAYS = 366;
const PART_ENDS = [12 * HOUR_MS, 19 * HOUR_MS, DAY_MS];
const PART_BEGINS = [0, 12 * HOUR_MS, 19 * HOUR_MS];

/** Of hamlets all at once: the verdict up to today, the record of the days up to `to`, and what is owed from tomorrow on. */
export async function prospectsOf(
  parts: ProspectParts,
  hamlets: readonly string[],
  rule: Rule,
  { from, to, today, judgedFrom }: { from: Day; to: Day; today: Day; judgedFrom: Day },
  signsOf: SignsOf,
): Promise<Prospect[]> {
  const areas = hamlets.flatMap((hamlet) => parts.tree.get(hamlet) ?? []);
  const verdicts = await judgeHamlets(parts, areas, rule, { from: judgedFrom, to: today }, signsOf);
  const records = await recordsOf(parts, areas, rule, { from, to }, signsOf);
  const ahead = await expectedOf(parts, hamlets, { from: addDays(today, 1), to, today }, signsOf);
  return verdicts.flatMap(({ hamlet, name, verdict }) => {
    const record = records.get(hamlet);
    return record ? [{ hamlet, name, now: verdict, record, ahead: ahead.get(hamlet) ?? [] }] : [];
  });
}

/** Sessions owed on these days, of each hamlet. */
export async function expectedOf(
  { database, tree }: Pick<ProspectParts, 'database' | 'tree'>,
  hamlets: readonly string[],
  days: { readonly from: Day; readonly to: Day; readonly today: Day },
  signsOf: SignsOf,
): Promise<Map<string, ExpectedSession[]>> {
  const signs = await signsOf(hamlets, lettersFrom(days.from, days.today), days.today);
  const timetable = await readTimetable(database.read, days.from, days.to);
  return new Map(
    hamlets.map((hamlet) => {
      const rows = tree.ancestors(hamlet).flatMap((area) => timetable.get(area) ?? []);
      return [hamlet, expectedSessions(signs.get(hamlet)?.letters ?? '', rows, days)];
    }),
  );
}

async function readTimetable(read: Knex, from: Day, to: Day): Promise<Map<string, TimetableRow[]>> {
  const rows: {
    area_id: string;
    from_time: string;
    to_time: string;
    weekdays: string;
    valid_from: Day;
    valid_to: Day | null;
  }[] = await read('registered_sessions')
    .where('valid_from', '<=', to)
    .where((query) => query.whereNull('valid_to').orWhere('valid_to', '>=', from))
    .select('area_id', 'from_time', 'to_time', 'weekdays', 'valid_from', 'valid_to');
  const byArea = new Map<string, TimetableRow[]>();
  for (const row of rows) {
    const one = {
      ...{ area: row.area_id, from: row.from_time, to: row.to_time, weekdays: row.weekdays },
      ...{ validFrom: row.valid_from, validTo: row.valid_to ?? undefined },
    };
    byArea.set(row.area_id, [...(byArea.get(row.area_id) ?? []), one]);
  }
  return byArea;
}

/** A stretch of time over some hamlets; ms UTC. */
export interface Stretch {
  readonly hamlets: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Sessions owed in each stretch that are not known to be heard: not heard, only in part, or unknown. */
export async function lostIn(stretches: readonly Stretch[], now: number, signsOf: SignsOf): Promise<number[]> {
  const oldest = startOfDay(dayOf(now)) - MOST_DAYS * DAY_MS;
  const begins = stretches.map(({ from }) => Math.max(from, oldest));
  if (begins.length === 0) return [];
  const from = dayOf(Math.min(now, ...begins));
  const to = dayOf(now);
  const hamlets = [...new Set(stretches.flatMap((stretch) => stretch.hamlets))];
  const signs = await signsOf(hamlets, from, to);
  const first = startOfDay(from);
  return stretches.map((stretch, index) => {
    const begin = (begins[index] ?? first) - first;
    const end = Math.min(stretch.to, now) - first;
    return stretch.hamlets.reduce((sum, hamlet) => sum + lostOf(signs.get(hamlet)?.letters ?? '', begin, end), 0);
  });
}

/** `begin` and `end` in ms since the first letter's day began. */
function lostOf(letters: string, begin: number, end: number): number {
  let lost = 0;
  const parts = PARTS_OF_DAY.length;
  const firstDay = Math.max(0, Math.floor(begin / DAY_MS));
  for (let part = firstDay * parts; part < letters.length; part++) {
    const start = Math.floor(part / parts) * DAY_MS;
    if (start + (PART_BEGINS[part % parts] ?? 0) >= end) break;
    if (start + (PART_ENDS[part % parts] ?? 0) > begin && 'npu'.includes(letters[part] ?? '-')) lost++;
  }
  return lost;
}
