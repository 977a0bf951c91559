import { AreaTree } from '../../gateway/areas/area-tree.ts';
import { systemClock } from '../../gateway/clock.ts';
import { Coverage } from '../../gateway/coverage/coverage.ts';
import type { Database } from '../../gateway/database/database.ts';
import { EvidenceLog } from '../../gateway/evidence/evidence-log.ts';
import { FactBus } from '../../gateway/facts.ts';
import { silentLog } from '../../gateway/log.ts';
import { putPeriods } from '../../gateway/presence/presence-store.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { inSqlite } from '../database.ts';
import { fillDeliveries } from '../deliveries.ts';
import { settleFleet } from '../fleet.ts';
import type { Options } from '../options.ts';
import { figure } from '../report.ts';
import { receiptsOf } from '../signed-log.ts';
import { telemetryStorage } from './telemetry.ts';

const HAMLETS = 30;
const NODES_A_HAMLET = 3;
const DAYS = 365;
const DAY_MS = 86_400_000;
/** Interruptions of every node every day, each long enough to end a period: more than a fair line has. */
const PERIODS_A_DAY = 1;

/** What a node, and what a delivery costs on disk, indexes included. */
export async function storage({ quick }: Options): Promise<void> {
  const days = quick ? 30 : DAYS;
  await inSqlite(async (database) => {
    const now = Date.now();
    const nodes = HAMLETS * NODES_A_HAMLET;
    const fleet = await settleFleet(database, { nodes, hamlets: HAMLETS }, now);
    const ids = fleet.identities.map((identity) => identity.node);
    await fillPresence(database, ids, now, days);
    const presence = await bytesOf(database, ['presence_periods']);
    const to = dayOf(now - DAY_MS);
    const deliveries = await fillDeliveries(database, fleet.areas, to, days);
    const delivery = await bytesOf(database, ['deliveries']);

    const tree = new AreaTree(() => to);
    tree.put(fleet.areas);
    const parts = { database, clock: systemClock, log: silentLog, facts: new FactBus(), tree, treeSize: async () => 0 };
    const coverage = new Coverage(parts);
    await coverage.start();
    await coverage.rollUp();
    // What names runs by number (run-numbers.ts) is there for the roll-up alone.
    const rollUp = (await bytesOf(database, ['hamlet_days', 'hamlet_months'])) + (await runNumberBytes(database));

    const year = (bytes: number) => (bytes / nodes) * (DAYS / days);
    const bytesAPeriod = Math.round(presence / (nodes * days * PERIODS_A_DAY));
    figure('storage.presence', year(presence) / 1_000, 'kB a node and year', {
      periodsADay: PERIODS_A_DAY,
      bytesAPeriod,
    });
    figure('storage.roll-ups', year(rollUp) / 1_000, 'kB a node and year', { nodesAHamlet: NODES_A_HAMLET });
    figure('storage.presence-and-roll-ups', year(presence + rollUp) / 1_000, 'kB a node and year', { target: 60 });
    await telemetryStorage(database, now, (tables) => bytesOf(database, tables));
    await tellDelivery(database, delivery / deliveries, quick ? 1_000 : 20_000);
  });
}

async function tellDelivery(database: Database, rowBytes: number, receipts: number): Promise<void> {
  const entries = receiptsOf(receipts);
  const log = new EvidenceLog({ database });
  for (let from = 0; from < receipts; from += 100)
    await database.write((transaction) => log.append(transaction, entries.slice(from, from + 100)));
  const leaf = (await bytesOf(database, ['evidence_leaves', 'evidence_subtrees'])) / receipts;
  const message = (await bytesOf(database, ['evidence_bodies'])) / receipts;
  figure('storage.delivery', rowBytes + leaf, 'B a delivery with its receipt', {
    target: 500,
    row: Math.round(rowBytes),
    leaf: Math.round(leaf),
    rawMessage: Math.round(message),
  });
}

async function fillPresence(database: Database, nodes: readonly string[], now: number, days: number): Promise<void> {
  const first = startOfDay(dayOf(now)) - days * DAY_MS;
  const lengthMs = DAY_MS / PERIODS_A_DAY;
  for (let index = 0; index < days * PERIODS_A_DAY; index++) {
    const from = first + index * lengthMs;
    const lastBeatAt = from + lengthMs - 600_000;
    const periods = nodes.map((node, offset) => ({
      node,
      from: from + offset * 331,
      lastBeatAt: lastBeatAt + offset * 331,
      to: lastBeatAt + offset * 331 + 30_000,
      holdAt: lastBeatAt + offset * 331 + 90_000,
    }));
    await database.write((transaction) => putPeriods(transaction, database.dialect, periods));
  }
}

/** The index of the numbers, and each number in its row. */
async function runNumberBytes(database: Database): Promise<number> {
  const [index] = await database.read.raw("SELECT SUM(pgsize) AS bytes FROM dbstat WHERE name = 'runs_number_unique'");
  const numbered = await database.read('runs').whereNotNull('number').count({ rows: '*' }).first();
  return Number(index.bytes) + Number(numbered?.rows) * BYTES_A_NUMBER;
}

/** SQLite: one for its type, at most three for a number below 8 million. */
const BYTES_A_NUMBER = 4;

/** Pages of these tables and of their indexes. */
async function bytesOf(database: Database, tables: readonly string[]): Promise<number> {
  const [row] = await database.read.raw(
    `SELECT SUM(pgsize) AS bytes FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN (${tables.map(() => '?').join(', ')}))`,
    [...tables],
  );
  return Number(row.bytes);
}
