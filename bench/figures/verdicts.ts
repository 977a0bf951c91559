import { AreaTree } from '../../gateway/areas/area-tree.ts';
import { systemClock } from '../../gateway/clock.ts';
import { Coverage, type CoverageParts } from '../../gateway/coverage/coverage.ts';
import { readDraft } from '../../gateway/coverage/draft-signs.ts';
import { putLetters, readLetters } from '../../gateway/coverage/months-store.ts';
import { sessionKeyOf } from '../../gateway/coverage/session-key.ts';
import type { Exclusion, Visit } from '../../gateway/coverage/sources.ts';
import { upsertMany } from '../../gateway/database/bulk.ts';
import type { Database } from '../../gateway/database/database.ts';
import { FactBus } from '../../gateway/facts.ts';
import { silentLog } from '../../gateway/log.ts';
import type { Area } from '../../protocol/api/areas.ts';
import { addDays, type Day, dayOf, daysBetween, startOfDay } from '../../protocol/vietnam-time.ts';
import { inPostgres, inSqlite } from '../database.ts';
import { fillDeliveries } from '../deliveries.ts';
import { settleFleet } from '../fleet.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { medianSeconds, secondsOf } from '../timing.ts';

const HAMLETS = 5_000;
const NODES_A_HAMLET = 3;
const DAYS = 90;
/** Of a whole run that stays within minutes; --full takes all. */
const RAW_DAYS = 9;

/** Every hamlet's verdict over 90 days, one hamlet's, and what the same costs from the raw rows. */
export async function verdicts(options: Options): Promise<void> {
  const rawDays = options.full ? DAYS : RAW_DAYS;
  for (const hamlets of sizesOf(options.quick ? HAMLETS / 50 : HAMLETS, options)) {
    await inSqlite((database) => measure(database, hamlets, rawDays));
    const { postgres } = options;
    if (postgres) await inPostgres(postgres, (database) => measure(database, hamlets, rawDays));
  }
}

async function measure(database: Database, hamlets: number, rawDays: number): Promise<void> {
  const now = Date.now();
  const to = dayOf(now - 86_400_000);
  const fleet = await settleFleet(database, { nodes: hamlets * NODES_A_HAMLET, hamlets }, now);
  const deliveries = await fillDeliveries(database, fleet.areas, to, rawDays);
  const raw = { engine: database.dialect, hamlets, days: rawDays, deliveries };
  const rolledUp = { engine: database.dialect, hamlets, days: DAYS };

  const tree = new AreaTree(() => dayOf(systemClock.now()));
  tree.put(fleet.areas);
  const parts = { database, clock: systemClock, log: silentLog, facts: new FactBus(), tree, treeSize: async () => 0 };
  const coverage = new Coverage(parts);
  const recomputed = await secondsOf(async () => {
    await coverage.start();
    await coverage.rollUp();
  });
  const hamletDaysPerSecond = Math.round((hamlets * rawDays) / recomputed);
  figure('verdicts.recompute-from-raw', recomputed, 's', { ...raw, hamletDaysPerSecond });

  const window = { from: addDays(to, 1 - DAYS), to };
  const rawSeconds = await medianSeconds(1, () => rawVerdicts(database, window.from, window.to));
  figure('verdicts.raw-sql', rawSeconds * 1_000, 'ms', { ...raw, says: 'the bound: one GROUP BY over every delivery' });

  await repeatRollUp(database, to, rawDays);
  const all = await medianSeconds(5, () => coverage.of(fleet.province, window));
  const shareOfRaw = Number((all / (rawSeconds * (DAYS / rawDays))).toPrecision(3));
  figure('verdicts.all', all * 1_000, 'ms', { ...rolledUp, target: 300, shareOfRaw, targetShare: 0.15 });

  await withEverything(database, parts, fleet.areas, { ...window, rawDays }, rolledUp);

  const hamletIds = fleet.areas.filter((area) => area.kind === 'hamlet').map((area) => area.id);
  let next = 0;
  const one = await medianSeconds(200, () => coverage.ofHamlet(hamletIds[next++ % hamletIds.length] as string, window));
  figure('verdicts.one-hamlet', one * 1_000, 'ms', { ...rolledUp, target: 5 });

  const [first] = fleet.areas.filter((area) => area.kind === 'commune');
  const commune = await medianSeconds(50, () => coverage.of(first?.id ?? '', window));
  figure('verdicts.one-commune', commune * 1_000, 'ms', rolledUp);
}

/**
 * The same with everything a verdict may have to heed: the nodes of every tenth hamlet are FM and judged by visits and hand log,
 * every twentieth hamlet was made of two others within the window, a sixth of the communes has exclusions. Then the roll-up is held
 * against the raw rows: the verdicts of the days that have any must be the same, byte for byte.
 */
async function withEverything(
  database: Database,
  parts: CoverageParts & { readonly tree: AreaTree },
  areas: readonly Area[],
  { from, to, rawDays }: { from: Day; to: Day; rawDays: number },
  size: Record<string, string | number>,
): Promise<void> {
  const { tree } = parts;
  const [province] = areas;
  const hamlets = areas.filter((area) => area.kind === 'hamlet');
  const communes = areas.filter((area) => area.kind === 'commune');
  const fm = hamlets.filter((_, index) => index % 10 === 3);
  const merged = hamlets.filter((_, index) => index % 20 === 7);
  tree.put(
    merged.map((hamlet) => {
      const index = hamlets.indexOf(hamlet);
      const predecessors = [1, 2].flatMap((next) => hamlets[(index + next) % hamlets.length]?.id ?? []);
      return { ...hamlet, validFrom: addDays(to, -30), predecessors };
    }),
  );
  await database.write(async (transaction) => {
    for (const hamlet of fm)
      await transaction('node_places').where('hamlet_id', hamlet.id).update({ technology: 'fm' });
  });
  const exclusions: Exclusion[] = communes
    .filter((_, index) => index % 6 === 0)
    .map(({ id }, index) => ({ id: `X${index}`, areas: [id], from: addDays(to, -20), to: addDays(to, -16) }));
  const visits = fm.flatMap(({ id }) =>
    [20, 60].map((back) => visitOf(id, startOfDay(addDays(to, -back)) + 18_000_000)),
  );
  const handLog = communes.flatMap(({ id }) =>
    daysBetween(from, to).map((day) => ({ commune: id, day, from: '05:00', to: '05:30' })),
  );
  const everything = new Coverage({
    ...parts,
    exclusions: async () => exclusions,
    visits: async () => visits,
    handLog: async () => handLog,
  });
  await everything.start();
  await everything.inspected(
    fm.map(({ id }) => id),
    addDays(to, 1 - rawDays),
    to,
  );
  await everything.rollUp();
  const ask = () => everything.of(province?.id ?? '', { from, to });
  const cpuBefore = process.cpuUsage();
  const rounds = 5;
  const seconds = await medianSeconds(rounds, ask);
  const { user, system } = process.cpuUsage(cpuBefore);
  const answer = await ask();
  const counted = (basis: string) => answer.hamlets.filter((hamlet) => hamlet.basis === basis).length;
  figure('verdicts.all-with-everything', seconds * 1_000, 'ms', {
    ...{ ...size, target: 300, cpuMs: Math.round((user + system) / 1_000 / rounds) },
    ...{ byReceipts: counted('receipts'), byInspections: counted('inspections') },
    excluded: answer.hamlets.filter((hamlet) => hamlet.sessions.excluded > 0).length,
    inherited: answer.hamlets.filter((hamlet) => hamlet.reasons.some(({ code }) => code === 'inherited')).length,
    met: answer.hamlets.filter((hamlet) => hamlet.verdict === 'met').length,
  });
  await confirm(everything, parts, hamlets, { from: addDays(to, 1 - rawDays), to }, size);
}

/** How many hamlets a recomputation from the raw rows judges otherwise than the roll-up. */
async function confirm(
  coverage: Coverage,
  parts: CoverageParts,
  hamlets: readonly Area[],
  { from, to }: { from: Day; to: Day },
  size: Record<string, string | number>,
): Promise<void> {
  const rule = coverage.rules().find(({ id }) => id === 'province');
  if (!rule) throw new Error('there is no rule');
  const ids = hamlets.map(({ id }) => id);
  const rolledUp = await readLetters(parts.database.read, sessionKeyOf(rule.numbers), from, to);
  const started = performance.now();
  const raw = await readDraft(parts, rule.numbers)(ids, from, to);
  const empty = { letters: '---'.repeat(daysBetween(from, to).length) };
  const differ = ids.filter((id) => raw.get(id)?.letters !== (rolledUp.get(id) ?? empty).letters).length;
  figure('verdicts.recomputation-differs', differ, 'hamlets', {
    ...{ ...size, days: daysBetween(from, to).length, target: 0 },
    seconds: Math.round((performance.now() - started) / 1_000),
  });
}

function visitOf(hamlet: string, at: number): Visit {
  return {
    ...{ hamlet, at, hornsThere: 9, hornsSounding: 8, technology: 'fm' },
    ...{ unannounced: true, fromOutside: true, duringSession: true },
  };
}

interface DayRow {
  readonly rule_key: string;
  readonly hamlet_id: string;
  readonly day: Day;
  readonly states: string;
  readonly marks: string;
  readonly sessions: string;
}

/** Gives the days before those that were rolled up the same roll-up again: the verdict reads 90 days, whatever they came from. */
async function repeatRollUp(database: Database, to: Day, rawDays: number): Promise<void> {
  const rolledUp: DayRow[] = await database.read('hamlet_days').select('*');
  const columns = {
    rule_key: 'text',
    hamlet_id: 'text',
    day: 'text',
    states: 'text',
    marks: 'text',
    sessions: 'text',
  } as const;
  for (let back = rawDays; back < DAYS; back++) {
    const source = addDays(to, -(back % rawDays));
    const day = addDays(to, -back);
    const rows = rolledUp.filter((row) => row.day === source).map((row) => ({ ...row, day }));
    await database.write(async (transaction) => {
      const { dialect } = database;
      await upsertMany(transaction, dialect, 'hamlet_days', columns, [], [], rows);
      for (const key of new Set(rows.map((row) => row.rule_key))) {
        const own = rows.filter((row) => row.rule_key === key);
        const signs = new Map(own.map((row) => [row.hamlet_id, { letters: row.states, marks: row.marks }]));
        await putLetters(transaction, dialect, key, day, signs);
      }
    });
  }
}

/** Sessions heard per hamlet, straight from the deliveries: what the roll-up saves. */
async function rawVerdicts(database: Database, from: string, to: string): Promise<unknown> {
  return database.read.raw(
    `SELECT hamlet_id, COUNT(*) AS sessions, SUM(CASE WHEN heard >= 0.8 * due AND horns_heard * 3 >= horns * 2 THEN 1 ELSE 0 END) AS met
     FROM (SELECT hamlet_id, due_at / 43200000 AS part, SUM(expected_ms) AS due, SUM(COALESCE(heard_ms, 0)) AS heard,
         SUM(horns) AS horns, SUM(CASE WHEN heard_ms >= 0.8 * expected_ms THEN horns ELSE 0 END) AS horns_heard
       FROM deliveries WHERE registered AND due AND due_at >= ? AND due_at < ? GROUP BY hamlet_id, due_at / 43200000) AS sessions
     GROUP BY hamlet_id`,
    [startOfDay(from), startOfDay(addDays(to, 1))],
  );
}
