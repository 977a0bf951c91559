import type { Knex } from 'knex';
import type { RolloutNodeState, RolloutState, UpdateReason } from '../../protocol/firmware.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export interface StoredFirmware {
  readonly sha256: string;
  readonly manifestSha256: string;
  readonly manifest: string;
  readonly uploadedAt: number;
  readonly uploadedBy: string;
}

export interface StoredRollout {
  readonly id: string;
  readonly firmware: string;
  readonly area: string;
  readonly stages: readonly number[];
  readonly pauseMs: number;
  readonly stage: number;
  readonly state: RolloutState;
  readonly stateAt: number;
  readonly reason?: UpdateReason | undefined;
  readonly nextAt?: number | undefined;
  readonly createdAt: number;
  /** In whose name the commands go out: who began it, or went on with it last. */
  readonly by: string;
}

export interface RolloutNode {
  readonly node: string;
  readonly stage: number;
  readonly place: number;
  readonly state: RolloutNodeState;
  readonly reason?: UpdateReason | undefined;
  readonly command?: string | undefined;
  readonly tries: number;
  readonly changedAt: number;
  readonly setAside: boolean;
}

const ENDED: readonly RolloutState[] = ['done', 'aborted'];

export async function putFirmware(transaction: Transaction, firmware: StoredFirmware): Promise<void> {
  const { sha256, manifestSha256, manifest, uploadedAt, uploadedBy } = firmware;
  const times = { uploaded_at: uploadedAt, uploaded_by: uploadedBy };
  const row = { sha256, manifest_sha256: manifestSha256, manifest, ...times };
  await transaction('firmwares').insert(row).onConflict('sha256').merge();
}

export async function readFirmwares(read: Knex): Promise<StoredFirmware[]> {
  const rows = await read('firmwares').orderBy([{ column: 'uploaded_at', order: 'desc' }, 'sha256']);
  return rows.map((row) => ({
    ...{ sha256: row.sha256, manifestSha256: row.manifest_sha256, manifest: row.manifest },
    ...{ uploadedAt: row.uploaded_at, uploadedBy: row.uploaded_by },
  }));
}

export async function putRollout(transaction: Transaction, rollout: StoredRollout): Promise<void> {
  const row = {
    ...{ id: rollout.id, firmware: rollout.firmware, area_id: rollout.area, stage: rollout.stage },
    ...{ stages: JSON.stringify(rollout.stages), pause_ms: rollout.pauseMs, created_by: rollout.by },
    ...{ state: rollout.state, state_at: rollout.stateAt, created_at: rollout.createdAt },
    ...{ reason: rollout.reason ?? null, next_at: rollout.nextAt ?? null },
  };
  await transaction('rollouts').insert(row).onConflict('id').merge();
}

export async function openRollouts(read: Knex): Promise<StoredRollout[]> {
  return (
    await read('rollouts')
      .whereNotIn('state', [...ENDED])
      .orderBy('id')
  ).map(rolloutOf);
}

/** Newest first. */
export async function listRollouts(
  read: Knex,
  { areas, before, limit }: { areas: readonly string[]; before?: string | undefined; limit: number },
): Promise<{ items: StoredRollout[]; total: number }> {
  const matching = read('rollouts').whereIn('area_id', [...areas]);
  const [counted] = await matching.clone().count({ total: '*' });
  if (before !== undefined) matching.where('id', '<', before);
  const rows = await matching.orderBy('id', 'desc').limit(limit);
  return { items: rows.map(rolloutOf), total: Number(counted?.total ?? 0) };
}

export async function rolloutWith(read: Knex, id: string): Promise<StoredRollout | undefined> {
  const row = await read('rollouts').where({ id }).first();
  return row && rolloutOf(row);
}

const NODE_COLUMNS = {
  rollout_id: 'text',
  node_id: 'text',
  stage: 'integer',
  place: 'integer',
  state: 'text',
  reason: 'text',
  command_id: 'text',
  tries: 'integer',
  changed_at: 'integer',
  set_aside: 'boolean',
} as const;
const CHANGING = ['state', 'reason', 'command_id', 'tries', 'changed_at', 'set_aside'];

export async function putNodes(
  transaction: Transaction,
  dialect: Dialect,
  rollout: string,
  nodes: readonly RolloutNode[],
): Promise<void> {
  const rows = nodes.map((one) => ({
    ...{ rollout_id: rollout, node_id: one.node, stage: one.stage, place: one.place, state: one.state },
    ...{ reason: one.reason, command_id: one.command, tries: one.tries },
    ...{ changed_at: one.changedAt, set_aside: one.setAside },
  }));
  await upsertMany(transaction, dialect, 'rollout_nodes', NODE_COLUMNS, ['rollout_id', 'node_id'], CHANGING, rows);
}

/** In the order of the roll-out. */
export async function nodesOf(read: Knex, rollout: string): Promise<RolloutNode[]> {
  const rows = await read('rollout_nodes').where({ rollout_id: rollout }).orderBy('place');
  return rows.map((row) => ({
    ...{ node: row.node_id, stage: row.stage, place: row.place, state: row.state },
    ...{ reason: row.reason ?? undefined, command: row.command_id ?? undefined, tries: row.tries },
    ...{ changedAt: row.changed_at, setAside: Boolean(row.set_aside) },
  }));
}

export interface StageTally {
  readonly rollout: string;
  readonly stage: number;
  readonly state: RolloutNodeState;
  readonly nodes: number;
}

export async function tallies(read: Knex, rollouts: readonly string[]): Promise<StageTally[]> {
  const rows: (Omit<StageTally, 'rollout'> & { rollout_id: string })[] = await read('rollout_nodes')
    .whereIn('rollout_id', [...rollouts])
    .groupBy('rollout_id', 'stage', 'state')
    .select('rollout_id', 'stage', 'state', read.raw('count(*) AS nodes'));
  return rows.map(
    ({ rollout_id: rollout, stage, state, nodes }) => ({ rollout, stage, state, nodes: Number(nodes) }) as StageTally,
  );
}

/** What became of commands at their one node, by command: those that were refused, or that nobody took in time. */
export async function unheeded(
  read: Knex,
  commands: readonly string[],
): Promise<Map<string, { state: 'rejected' | 'expired'; reason?: string | undefined }>> {
  if (commands.length === 0) return new Map();
  const rows = await read('command_targets')
    .whereIn('command_id', [...commands])
    .whereIn('state', ['rejected', 'expired'])
    .select('command_id', 'state', 'reason');
  return new Map(rows.map((row) => [row.command_id, { state: row.state, reason: row.reason ?? undefined }]));
}

interface RolloutRow {
  id: string;
  firmware: string;
  area_id: string;
  stages: string;
  pause_ms: number;
  stage: number;
  state: RolloutState;
  state_at: number;
  reason: UpdateReason | null;
  next_at: number | null;
  created_at: number;
  created_by: string;
}

function rolloutOf(row: RolloutRow): StoredRollout {
  return {
    ...{ id: row.id, firmware: row.firmware, area: row.area_id, stage: row.stage, pauseMs: row.pause_ms },
    // Written by `putRollout`.
    ...{ stages: JSON.parse(row.stages) as number[], state: row.state, stateAt: row.state_at },
    ...{ reason: row.reason ?? undefined, nextAt: row.next_at ?? undefined },
    ...{ createdAt: row.created_at, by: row.created_by },
  };
}
