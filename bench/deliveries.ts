import { upsertMany } from '../gateway/database/bulk.ts';
import type { Database, Transaction } from '../gateway/database/database.ts';
import type { Area } from '../protocol/api/areas.ts';
import { addDays, type Day, startOfDay } from '../protocol/vietnam-time.ts';

/** The customary day (DOMAIN §3.4): two bulletins in the morning, two in the afternoon. */
const TIMES_MS = [5 * 3_600_000, 5.5 * 3_600_000, 17 * 3_600_000, 17.5 * 3_600_000];
export const RUNS_A_DAY = TIMES_MS.length;
const DURATION_MS = 1_500_000;
const LATENESS_MS = 60_000;

/** Fills `days` days up to `to` with ended runs of every commune and a final delivery on each node; returns the number of deliveries. */
export async function fillDeliveries(
  database: Database,
  areas: readonly Area[],
  to: Day,
  days: number,
): Promise<number> {
  const indexes = await dropIndexes(database);
  for (let back = days - 1; back >= 0; back--) {
    const day = addDays(to, -back);
    await database.write(async (transaction) => {
      await insertRuns(transaction, database, areas, day);
      await insertDeliveries(transaction, database, day);
    });
  }
  // Building an index over what is there is several times faster than keeping it while filling.
  await database.write(async (transaction) => {
    for (const sql of indexes) await transaction.raw(sql);
    await transaction.raw('ANALYZE');
  });
  const counted = await database.read('deliveries').count({ rows: '*' }).first();
  return Number(counted?.rows);
}

async function insertRuns(transaction: Transaction, database: Database, areas: readonly Area[], day: Day) {
  const communes = areas.filter((area) => area.kind === 'commune');
  const rows = communes.flatMap((commune) =>
    TIMES_MS.map((time, slot) => {
      const due = startOfDay(day) + time;
      const programme = `0${commune.id.slice(1).toUpperCase()}00000000${slot}`;
      return {
        id: `${programme}@${due}`,
        programme_id: programme,
        title: 'Bản tin',
        class: 'normal',
        level: 'commune',
        original_at: due,
        due_at: due,
        duration_ms: DURATION_MS,
        lateness_ms: LATENESS_MS,
        state: 'ended',
        content: '[]',
        registered: true,
        area_id: commune.id,
        created_by: 'system',
        created_at: due - 86_400_000,
      };
    }),
  );
  const columns = {
    id: 'text',
    programme_id: 'text',
    title: 'text',
    class: 'text',
    level: 'text',
    original_at: 'integer',
    due_at: 'integer',
    duration_ms: 'integer',
    lateness_ms: 'integer',
    state: 'text',
    content: 'text',
    registered: 'boolean',
    area_id: 'text',
    created_by: 'text',
    created_at: 'integer',
  } as const;
  await upsertMany(transaction, database.dialect, 'runs', columns, ['id'], [], rows);
}

/** In SQL, since there are millions: of 101 deliveries 86 are heard, the others partly, not, or never reported. */
async function insertDeliveries(transaction: Transaction, { dialect }: Database, day: Day): Promise<void> {
  const code = dialect === 'sqlite' ? 'unicode' : 'ascii';
  const slot = (from: number) => `${code}(substr(n.id, ${from}, 1))`;
  const luck = `(${slot(9)} * 31 + ${slot(12)} * 17 + ${slot(15)} * 5 + (r.due_at / 1800000) * 7919) % 101`;
  const reported = (value: string) => `CASE WHEN luck < 97 THEN ${value} END`;
  await transaction.raw(
    `INSERT INTO deliveries (run_id, node_id, hamlet_id, horns, due_at, due, registered, state, final, reason, started_at,
       ended_at, played_ms, expected_ms, heard_ms, heard_by, clock_state, received_at, evidence_position)
     SELECT run_id, node_id, hamlet_id, horns, due_at, true, true,
       CASE WHEN luck < 86 THEN 'full' WHEN luck < 92 THEN 'partial' WHEN luck < 97 THEN 'missed' ELSE 'unknown' END, true,
       CASE WHEN luck BETWEEN 92 AND 96 THEN 'no-power' END, ${reported('due_at + 200')}, ${reported('due_at + played')},
       ${reported('played')}, duration_ms, ${reported('played')}, ${reported(`'microphone'`)}, ${reported(`'trusted'`)},
       due_at + 1600000, 0
     FROM (SELECT r.id AS run_id, n.id AS node_id, n.hamlet_id, n.horns, r.due_at, r.duration_ms, ${luck} AS luck,
         CASE WHEN ${luck} < 86 THEN r.duration_ms WHEN ${luck} < 92 THEN r.duration_ms / 3 ELSE 0 END AS played
       FROM runs r JOIN areas a ON a.parent_id = r.area_id JOIN nodes n ON n.hamlet_id = a.id
       WHERE r.due_at >= ? AND r.due_at < ?) AS made`,
    [startOfDay(day), startOfDay(addDays(day, 1))],
  );
}

/** Takes the secondary indexes of the table away and returns the statements that bring them back. */
async function dropIndexes(database: Database): Promise<string[]> {
  return database.write(async (transaction) => {
    if (database.dialect === 'postgres') {
      const { rows } = await transaction.raw(
        `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = 'deliveries' AND indexname NOT LIKE '%pkey'`,
      );
      for (const { name } of rows) await transaction.raw(`DROP INDEX ${name}`);
      return rows.map(({ sql }: { sql: string }) => sql);
    }
    const rows: { name: string; sql: string }[] = await transaction.raw(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'deliveries' AND sql IS NOT NULL`,
    );
    for (const { name } of rows) await transaction.raw(`DROP INDEX "${name}"`);
    return rows.map(({ sql }) => sql);
  });
}
