import type { Database } from '../../gateway/database/database.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { inDatabase, inFolder, sqliteUrl } from '../database.ts';
import { type Fleet, settleFleet } from '../fleet.ts';
import { Load } from '../load.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { System } from '../system.ts';
import { until } from '../timing.ts';

const NODES = 20_000;
/** Nodes that go on beating while the gateway is away. */
const BEATING = 300;
const ROUNDS = 3;
/** Kept before the start; --full takes the whole year. */
const DAYS = 60;
const YEAR = 365;
const DAY_MS = 86_400_000;

/** How long a gateway that went down is deaf: from its start to the first beat it handles. */
export async function start(options: Options): Promise<void> {
  const whole = options.quick ? NODES / 10 : NODES;
  for (const nodes of sizesOf(whole, options)) {
    await inFolder(async (folder) => {
      const rows = await inDatabase(sqliteUrl(folder), async (database) => {
        const fleet = await settleFleet(database, { nodes }, Date.now());
        return { fleet, days: await fillRecord(database, options.full ? YEAR : DAYS) };
      });
      await measure(folder, rows.fleet, nodes, rows.days);
    });
  }
}

async function measure(folder: string, fleet: Fleet, nodes: number, days: number): Promise<void> {
  const system = await System.prepare(folder);
  const load = new Load();
  try {
    await system.start(nodes);
    await load.connect(system.mqttPort, fleet.identities.slice(0, BEATING), { processes: 1 });
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await system.stopGateway();
      const beating = load.beats(nodes / 30, 10);
      const started = performance.now();
      void system.startGateway();
      await until(
        'the first beat',
        () =>
          system.count('beats').then(
            (count) => count > 0,
            () => false,
          ),
        60_000,
        10,
      );
      seconds.push((performance.now() - started) / 1_000);
      await beating;
    }
    const median = seconds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    figure('start.first-beat', median, 's', { nodes, recordDays: days, target: 2 });
    figure('start.gateway-memory', system.usage().gateway.residentMb, 'MB', { nodes });
  } finally {
    await load.stop();
    await system.stop();
  }
}

/** Every day of every node's presence and every hamlet's roll-up: in SQL, since there are millions of rows. */
async function fillRecord(database: Database, days: number): Promise<number> {
  const first = startOfDay(dayOf(Date.now())) - days * DAY_MS;
  const dates = (alias: string) =>
    `WITH RECURSIVE ${alias}(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM ${alias} WHERE n < ${days - 1})`;
  await database.write(async (transaction) => {
    await transaction.raw(
      `${dates('d')} INSERT INTO presence_periods (node_id, from_at, to_at, last_beat_at, hold_at)
       SELECT id, ? + n * ${DAY_MS}, ? + n * ${DAY_MS} + 80000000, ? + n * ${DAY_MS} + 79970000, ? + n * ${DAY_MS} + 80060000 FROM nodes, d`,
      [first, first, first, first],
    );
    await transaction.raw(
      `INSERT INTO node_states (node_id, beat_at, session_id, seq, uptime_ms, beat_ms) SELECT id, ?, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 1, 1, 30000 FROM nodes`,
      [first + (days - 1) * DAY_MS + 79_970_000],
    );
    await transaction.raw(
      `${dates('d')} INSERT INTO hamlet_days (rule_key, hamlet_id, day, states, sessions)
       SELECT 'bench', id, date((? + n * ${DAY_MS}) / 1000 + 25200, 'unixepoch'), 'hh-', '[]' FROM areas, d WHERE kind = 'hamlet'`,
      [first],
    );
  });
  return days;
}
