import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Delivery } from './delivery.ts';
import { EARLY_MS, HEARD_SHARE } from './heard.ts';

interface Row {
  run_id: string;
  node_id: string;
  hamlet_id: string;
  horns: number;
  due_at: number;
  due: boolean | number;
  registered: boolean | number;
  state: string;
  final: boolean | number;
  reason: string | null;
  command_id: string | null;
  started_at: number | null;
  ended_at: number | null;
  played_ms: number | null;
  expected_ms: number;
  heard_ms: number | null;
  heard_by: string | null;
  clock_state: string | null;
  received_at: number | null;
  evidence_position: number | null;
}

const COLUMNS = {
  run_id: 'text',
  node_id: 'text',
  hamlet_id: 'text',
  horns: 'integer',
  due_at: 'integer',
  due: 'boolean',
  registered: 'boolean',
  state: 'text',
  final: 'boolean',
  reason: 'text',
  command_id: 'text',
  started_at: 'integer',
  ended_at: 'integer',
  played_ms: 'integer',
  expected_ms: 'integer',
  heard_ms: 'integer',
  heard_by: 'text',
  clock_state: 'text',
  received_at: 'integer',
  evidence_position: 'integer',
} as const;
const KEY = ['run_id', 'node_id'];
/** Where and when it was due is frozen. */
const UPDATED = Object.keys(COLUMNS).filter(
  (column) =>
    !['run_id', 'node_id', 'hamlet_id', 'horns', 'due_at', 'due', 'registered', 'expected_ms'].includes(column),
);

/** What the state of a command's target says of the delivery; every other one means that the node has it. */
const HINTED: Readonly<Record<string, DeliveryState>> = { queued: 'planned', sent: 'sent', expired: 'sent' };

export type DeliveryKey = readonly [run: string, node: string];

/** How many deliveries of a run stand at a state in a hamlet, and on how many of them the horns were heard. */
export interface Tally {
  readonly run: string;
  readonly hamlet: string;
  readonly state: DeliveryState;
  readonly nodes: number;
  readonly heard: number;
}

export class DeliveryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** New ones only: what stands already stays. */
  async addMany(transaction: Transaction, deliveries: readonly Delivery[]): Promise<void> {
    await upsertMany(transaction, this.#database.dialect, 'deliveries', COLUMNS, KEY, [], deliveries.map(rowOf));
  }

  async saveMany(transaction: Transaction, deliveries: readonly Delivery[]): Promise<void> {
    await upsertMany(transaction, this.#database.dialect, 'deliveries', COLUMNS, KEY, UPDATED, deliveries.map(rowOf));
  }

  async getMany(transaction: Transaction, keys: readonly DeliveryKey[]): Promise<Delivery[]> {
    const found: Delivery[] = [];
    for (let from = 0; from < keys.length; from += 400) {
      const some = keys.slice(from, from + 400).map(([run, node]) => [run, node]);
      const rows: Row[] = await transaction('deliveries').whereIn(['run_id', 'node_id'], some);
      found.push(...rows.map(deliveryOf));
    }
    return found;
  }

  /** By which play command these nodes were told of a run, and how far it has come with each: hints may come before deliveries. */
  async toldOf(
    transaction: Transaction,
    run: string,
    nodes: readonly string[],
  ): Promise<Map<string, { id: string; state: DeliveryState }>> {
    const rows: { node_id: string; command_id: string; state: string }[] = await transaction('command_targets AS t')
      .join('commands AS c', 'c.id', 't.command_id')
      .where({ 'c.run_id': run, 'c.type': 'play' })
      .whereIn('t.node_id', [...nodes])
      .select('t.node_id', 't.command_id', 't.state');
    return new Map(rows.map((row) => [row.node_id, { id: row.command_id, state: HINTED[row.state] ?? 'received' }]));
  }

  async ofRun(run: string): Promise<Delivery[]> {
    return (await this.#database.read<Row>('deliveries').where({ run_id: run }).orderBy('node_id')).map(deliveryOf);
  }

  /** What no node has spoken of yet. */
  async openOf(transaction: Transaction, runs: readonly string[]): Promise<Delivery[]> {
    const rows = await transaction<Row>('deliveries')
      .whereIn('run_id', [...runs])
      .where({ final: false });
    return rows.map(deliveryOf);
  }

  /** The runs are over: what no node has spoken of is unknown until it speaks. */
  async silence(transaction: Transaction, runs: readonly string[]): Promise<void> {
    await transaction<Row>('deliveries')
      .whereIn('run_id', [...runs])
      .where({ final: false })
      .update({ state: 'unknown' });
  }

  /** A live run is over: it is judged by what was said. Where nothing was, nobody owed anything. */
  async said(transaction: Transaction, run: string, expectedMs: number): Promise<void> {
    const ofRun = () => transaction<Row>('deliveries').where({ run_id: run });
    await ofRun().update({ expected_ms: expectedMs, ...(expectedMs === 0 ? { due: false } : {}) });
    if (expectedMs === 0) await ofRun().where({ final: false }).update({ state: 'cancelled', final: true });
  }

  /** Which of the nodes have not spoken of which of these runs yet. */
  async openNodesOf(runs: readonly string[]): Promise<{ run: string; node: string }[]> {
    const rows = await this.#database
      .read<Row>('deliveries')
      .whereIn('run_id', [...runs])
      .where({ final: false, due: true })
      .select('run_id', 'node_id');
    return rows.map((row) => ({ run: row.run_id, node: row.node_id }));
  }

  /** Deliveries of long ago on which no node spoke: unknown for good. */
  async closeBefore(transaction: Transaction, instant: number): Promise<number> {
    return transaction<Row>('deliveries').where({ final: false }).where('due_at', '<', instant).update({ final: true });
  }

  async tally(runs: readonly string[]): Promise<Tally[]> {
    const found: Tally[] = [];
    for (let from = 0; from < runs.length; from += 500) {
      const rows: TallyRow[] = await this.#database
        .read('deliveries AS d')
        .join('runs AS r', 'r.id', 'd.run_id')
        .whereIn('d.run_id', runs.slice(from, from + 500))
        .where('d.due', true)
        .groupBy('d.run_id', 'd.hamlet_id', 'd.state')
        .select('d.run_id', 'd.hamlet_id', 'd.state')
        .count({ nodes: '*' })
        .sum({ heard: this.#database.read.raw(HEARD, [HEARD_SHARE, EARLY_MS]) });
      found.push(
        ...rows.map((row) => ({
          run: row.run_id,
          hamlet: row.hamlet_id,
          state: row.state as DeliveryState,
          nodes: Number(row.nodes),
          heard: Number(row.heard),
        })),
      );
    }
    return found;
  }

  /** Verdicts of these hamlets and days are to be computed again. */
  async markDirty(
    transaction: Transaction,
    deliveries: readonly Pick<Delivery, 'hamlet' | 'dueAt'>[],
    now: number,
  ): Promise<void> {
    const days = new Map(
      deliveries.map(({ hamlet, dueAt }) => [
        `${hamlet} ${dayOf(dueAt)}`,
        { hamlet_id: hamlet, day: dayOf(dueAt), since_at: now },
      ]),
    );
    const columns = { hamlet_id: 'text', day: 'text', since_at: 'integer' } as const;
    await upsertMany(
      transaction,
      this.#database.dialect,
      'dirty_hamlet_days',
      columns,
      ['hamlet_id', 'day'],
      ['since_at'],
      [...days.values()],
    );
  }
}

interface TallyRow {
  run_id: string;
  hamlet_id: string;
  state: string;
  nodes: number | string;
  heard: number | string;
}

/** The same as heard.ts, in SQL, so that counting a province does not load it. */
const HEARD = `CASE WHEN d.heard_by IN ('microphone', 'current') AND d.heard_ms > 0 AND d.heard_ms >= d.expected_ms * CAST(? AS double precision)
  AND d.started_at >= d.due_at - CAST(? AS integer) AND d.started_at <= d.due_at + r.lateness_ms THEN 1 ELSE 0 END`;

function rowOf(delivery: Delivery): { [column in keyof Row]: Row[column] } {
  return {
    run_id: delivery.run,
    node_id: delivery.node,
    hamlet_id: delivery.hamlet,
    horns: delivery.horns,
    due_at: delivery.dueAt,
    due: delivery.due,
    registered: delivery.registered,
    state: delivery.state,
    final: delivery.final,
    reason: delivery.reason ?? null,
    command_id: delivery.command ?? null,
    started_at: delivery.startedAt ?? null,
    ended_at: delivery.endedAt ?? null,
    played_ms: delivery.playedMs ?? null,
    expected_ms: delivery.expectedMs,
    heard_ms: delivery.heardMs ?? null,
    heard_by: delivery.heardBy ?? null,
    clock_state: delivery.clock ?? null,
    received_at: delivery.receivedAt ?? null,
    evidence_position: delivery.evidence ?? null,
  };
}

function deliveryOf(row: Row): Delivery {
  return {
    run: row.run_id,
    node: row.node_id,
    hamlet: row.hamlet_id,
    horns: row.horns,
    dueAt: row.due_at,
    due: Boolean(row.due),
    registered: Boolean(row.registered),
    state: row.state as DeliveryState,
    final: Boolean(row.final),
    reason: (row.reason ?? undefined) as Delivery['reason'],
    command: row.command_id ?? undefined,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    playedMs: row.played_ms ?? undefined,
    expectedMs: row.expected_ms,
    heardMs: row.heard_ms ?? undefined,
    heardBy: (row.heard_by ?? undefined) as Delivery['heardBy'],
    clock: (row.clock_state ?? undefined) as Delivery['clock'],
    receivedAt: row.received_at ?? undefined,
    evidence: row.evidence_position ?? undefined,
  };
}
