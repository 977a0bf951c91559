import type { Exclusion, HandLogLine, Visit } from '../../../../gateway/coverage/sources.ts';
import { type ColumnType, upsertMany } from '../../../../gateway/database/bulk.ts';
import type { Database } from '../../../../gateway/database/database.ts';
import type { Area } from '../../../../protocol/api/areas.ts';
import { areaIdFrom, nodeIdFrom } from '../../../../protocol/ids.ts';
import { addDays, type Day, dayOf, daysBetween, startOfDay } from '../../../../protocol/vietnam-time.ts';
import {
  FROM,
  type Given,
  type GivenHamlet,
  LATENESS_MS,
  LETTERS,
  type Outcome,
  type Receipt,
  RUN_MS,
  TO,
} from './given.ts';

type Row = Record<string, string | number | boolean | null | undefined>;

const TEXT = 'text' as const;
const NUMBER = 'integer' as const;
const FLAG = 'boolean' as const;
const TABLES: Record<string, { key: string[]; columns: Record<string, ColumnType> }> = {
  nodes: {
    key: ['id'],
    columns: {
      ...{ id: TEXT, hamlet_id: TEXT, code: TEXT, place: TEXT, search_key: TEXT, sort_key: TEXT, technology: TEXT },
      ...{ horns: NUMBER, created_at: NUMBER, enrolled_at: NUMBER },
    },
  },
  node_places: {
    key: ['node_id', 'from_at'],
    columns: { node_id: TEXT, from_at: NUMBER, until_at: NUMBER, hamlet_id: TEXT, technology: TEXT, horns: NUMBER },
  },
  runs: {
    key: ['id'],
    columns: {
      ...{ id: TEXT, title: TEXT, class: TEXT, level: TEXT, due_at: NUMBER, duration_ms: NUMBER, lateness_ms: NUMBER },
      ...{ state: TEXT, content: TEXT, registered: FLAG, area_id: TEXT, created_by: TEXT, created_at: NUMBER },
    },
  },
  deliveries: {
    key: ['run_id', 'node_id'],
    columns: {
      ...{ run_id: TEXT, node_id: TEXT, hamlet_id: TEXT, horns: NUMBER, due_at: NUMBER, due: FLAG, registered: FLAG },
      ...{ state: TEXT, final: FLAG, reason: TEXT, started_at: NUMBER, played_ms: NUMBER, expected_ms: NUMBER },
      ...{ heard_ms: NUMBER, heard_by: TEXT, clock_state: TEXT },
    },
  },
  session_cancellations: {
    key: ['id', 'hamlet_id'],
    columns: {
      ...{ id: TEXT, hamlet_id: TEXT, day: TEXT, from_at: NUMBER, to_at: NUMBER, run_id: TEXT, at: NUMBER, by: TEXT },
      ...{ reason: TEXT, in_time: FLAG },
    },
  },
  registered_sessions: {
    key: ['id'],
    columns: {
      ...{ id: TEXT, area_id: TEXT, weekdays: TEXT, from_time: TEXT, to_time: TEXT, valid_from: TEXT, valid_to: TEXT },
      ...{ registered_by: TEXT, registered_at: NUMBER },
    },
  },
  presence_periods: {
    key: ['node_id', 'from_at'],
    columns: { node_id: TEXT, from_at: NUMBER, to_at: NUMBER, last_beat_at: NUMBER },
  },
  dirty_hamlet_days: { key: ['hamlet_id', 'day'], columns: { hamlet_id: TEXT, day: TEXT, since_at: NUMBER } },
};
type Rows = Record<keyof typeof TABLES, Row[]>;

/** One golden case as rows of the database, areas of the tree and what other parts would say. */
export interface Settled {
  readonly hamlet: string;
  readonly from: Day;
  readonly to: Day;
  readonly areas: readonly Area[];
  readonly rows: Rows;
  readonly exclusions: readonly Exclusion[];
  readonly visits: readonly Visit[];
  readonly handLog: readonly HandLogLine[];
}

let made = 0;
const bytes = () =>
  Uint8Array.from({ length: 10 }, (_, index) => (index < 2 ? (++made >> (8 * (1 - index))) & 255 : 5));

export function settle(given: Given, province: Area, elsewhere: Area): Settled {
  const [from, to] = given.window ?? [FROM, TO];
  const commune: Area = {
    ...{ id: areaIdFrom(bytes()), kind: 'commune', name: `Xã ${made}`, parent: province.id, validFrom: '2020-01-01' },
    ...{ predecessors: [], ...(given.region && { region: given.region }) },
  };
  const rows = Object.fromEntries(Object.keys(TABLES).map((table) => [table, []])) as unknown as Rows;
  const before = (given.madeOf ?? []).map((hamlet) => {
    const area: Area = { ...areaOf(hamlet, commune), validTo: addDays(given.since ?? TO, -1) };
    put(rows, area, hamlet, area.validTo ?? to);
    return area;
  });
  const here: Area = {
    ...areaOf(given, commune),
    ...(given.since !== undefined && { validFrom: given.since, predecessors: before.map(({ id }) => id) }),
  };
  const nodes = put(rows, here, given, to);
  const excluded = { commune: commune.id, elsewhere: elsewhere.id };
  return {
    ...{ hamlet: here.id, from, to, areas: [commune, ...before, here], rows },
    exclusions: (given.exclusions ?? []).map(({ of, ...one }, index) => ({
      ...{ ...one, id: `X${made}-${index}`, areas: [of ? excluded[of] : here.id] },
    })),
    visits: (given.visits ?? []).map(({ day, node, ...visit }) => ({
      ...{ hamlet: here.id, at: startOfDay(day) + 18_000_000, hornsThere: 3, hornsSounding: 3, technology: 'fm' },
      ...{ unannounced: true, fromOutside: true, duringSession: true, ...visit },
      ...(node !== undefined && { node: nodes[node]?.id ?? '' }),
    })),
    handLog: (given.logged ?? []).map((day) => ({
      commune: commune.id,
      hamlets: [here.id],
      day,
      from: '05:00',
      to: '05:30',
    })),
  };
}

/** Writes rows of many cases at once; `without` leaves out what is not there yet. */
export async function write(database: Database, cases: readonly Settled[]): Promise<void> {
  await database.write(async (transaction) => {
    for (const [table, { key, columns }] of Object.entries(TABLES)) {
      const all = cases.flatMap((one) => one.rows[table] ?? []);
      const rows = [...new Map(all.map((row) => [key.map((column) => row[column]).join(' '), row])).values()];
      const isAppendOnly = table === 'session_cancellations';
      const update = isAppendOnly ? [] : Object.keys(columns).filter((column) => !key.includes(column));
      for (let start = 0; start < rows.length; start += 2_000)
        await upsertMany(transaction, database.dialect, table, columns, key, update, rows.slice(start, start + 2_000));
    }
  });
}

/** The same case before any node has said a word. */
export function wordless(settled: Settled): Settled {
  const silent = settled.rows.deliveries?.map((row) => ({
    ...row,
    ...delivered({ silent: true }, Number(row.due_at)),
  }));
  return { ...settled, rows: { ...settled.rows, deliveries: silent ?? [] } };
}

function areaOf(given: GivenHamlet, commune: Area): Area {
  const { households, floorDecision } = given;
  return {
    ...{ id: areaIdFrom(bytes()), kind: 'hamlet', name: `Thôn ${made}`, parent: commune.id, validFrom: '2020-01-01' },
    ...{ predecessors: [], ...(households && { households }), ...(floorDecision && { floorDecision }) },
  };
}

function put(rows: Rows, area: Area, given: GivenHamlet, last: Day): { id: string; horns: number }[] {
  const nodes = (given.nodes ?? [{}]).map((node) => {
    const id = nodeIdFrom(bytes());
    const { horns = 3, technology = 'ip' } = node;
    const from = startOfDay(node.from ?? '2025-01-01');
    const stay = { node_id: id, hamlet_id: area.id, technology, horns, from_at: from };
    rows.node_places?.push({ ...stay, until_at: node.until && startOfDay(node.until) });
    if (node.was)
      rows.node_places?.push({
        ...stay,
        technology,
        horns,
        ...node.was,
        from_at: startOfDay('2025-01-01'),
        until_at: from,
      });
    rows.nodes?.push({
      ...{ id, hamlet_id: area.id, technology, horns, created_at: from, enrolled_at: startOfDay('2025-01-01') },
      ...{ code: id, place: '', search_key: id, sort_key: id },
    });
    if (given.online) {
      const period = { from_at: startOfDay('2026-01-01'), to_at: startOfDay('2028-12-31') };
      rows.presence_periods?.push({ node_id: id, ...period, last_beat_at: period.to_at });
    }
    return { id, horns };
  });
  if (given.slot)
    rows.registered_sessions?.push({
      ...{ id: `S${area.id}`, area_id: area.id, weekdays: '1234567', from_time: given.slot[0], to_time: given.slot[1] },
      ...{ valid_from: '2025-01-01', registered_by: 'system', registered_at: 0 },
    });
  const letters = { ...LETTERS, ...given.letters };
  for (const [pattern, time] of [
    [given.mornings ?? '', '05:00'],
    [given.afternoons ?? '', '17:00'],
  ] as const) {
    for (const [index, letter] of [...pattern].entries()) {
      const day = addDays(last, index + 1 - pattern.length);
      const outcome = letters[letter];
      if (outcome) putRun(rows, area, nodes, { ...outcome, day, time });
    }
  }
  for (const run of given.runs ?? []) putRun(rows, area, nodes, run);
  if (given.slot) for (const day of daysBetween(addDays(last, -89), last)) dirty(rows, area.id, day);
  return nodes;
}

function putRun(
  rows: Rows,
  area: Area,
  nodes: readonly { id: string; horns: number }[],
  run: Outcome & { day: Day; time: string; ms?: number; announced?: true },
): void {
  const dueAt = Date.parse(`${run.day}T${run.time.length === 5 ? `${run.time}:00` : run.time}+07:00`);
  const id = `${area.id}@${dueAt}${run.announced ? 'live' : ''}`;
  const ms = run.ms ?? RUN_MS;
  const registered = run.announced === undefined;
  rows.runs?.push({
    ...{ id, title: 'Bản tin', class: 'normal', level: 'commune', due_at: dueAt, duration_ms: ms },
    ...{ lateness_ms: LATENESS_MS, state: run.cancelled ? 'cancelled' : 'ended', content: '[]', registered },
    ...{ area_id: area.id, created_by: 'system', created_at: dueAt - 86_400_000 },
  });
  dirty(rows, area.id, dayOf(dueAt));
  if (run.cancelled) {
    const { aheadMs, reason } = run.cancelled;
    rows.session_cancellations?.push({
      ...{ id: `C${id}`, hamlet_id: area.id, day: dayOf(dueAt), from_at: dueAt, to_at: dueAt + ms, run_id: id },
      ...{ at: dueAt - aheadMs, by: 'system', reason, in_time: aheadMs >= 3_600_000 && reason !== undefined },
    });
    return;
  }
  for (const [index, node] of nodes.entries()) {
    const receipt = run.receipts?.[Math.min(index, run.receipts.length - 1)] ?? {};
    if (receipt.leftOut) continue;
    rows.deliveries?.push({
      ...{ run_id: id, node_id: node.id, hamlet_id: area.id, horns: node.horns, due_at: dueAt, due: true, registered },
      ...{ expected_ms: ms, ...delivered({ played: ms, heard: ms, ...receipt }, dueAt) },
    });
  }
}

function delivered(receipt: Receipt, dueAt: number): Row {
  if (receipt.silent)
    return {
      ...{ state: 'unknown', final: false, reason: null, started_at: null, played_ms: null, heard_ms: null },
      ...{ heard_by: null, clock_state: null },
    };
  return {
    ...{
      state: receipt.state ?? 'full',
      final: true,
      reason: receipt.reason,
      started_at: dueAt + (receipt.begins ?? 20),
    },
    ...{ played_ms: receipt.played, heard_ms: receipt.by === 'none' ? null : receipt.heard },
    ...{ heard_by: receipt.by ?? 'microphone', clock_state: receipt.clock ?? 'trusted' },
  };
}

function dirty(rows: Rows, hamlet: string, day: Day): void {
  rows.dirty_hamlet_days?.push({ hamlet_id: hamlet, day, since_at: 1 });
}
