import type { Knex } from 'knex';
import { keyTable, rowsOf, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import { isFinal, RANK, type TargetState } from './target-state.ts';

export interface StoredCommand {
  readonly id: string;
  readonly type: string;
  readonly class: string;
  readonly audienceNode?: string;
  readonly audienceGroup?: string;
  readonly jws: string;
  readonly runId?: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
}

export async function insertCommand(
  transaction: Transaction,
  dialect: Dialect,
  command: StoredCommand,
  targets: readonly string[],
): Promise<void> {
  await transaction('commands').insert({
    id: command.id,
    type: command.type,
    class: command.class,
    audience_node: command.audienceNode ?? null,
    audience_group: command.audienceGroup ?? null,
    jws: command.jws,
    run_id: command.runId ?? null,
    created_by: command.createdBy,
    created_at: command.createdAt,
    not_before: command.notBefore,
    expires_at: command.expiresAt,
  });
  await upsertMany(
    transaction,
    dialect,
    'command_targets',
    {
      command_id: 'text',
      node_id: 'text',
      state: 'text',
      sends: 'integer',
      expires_at: 'integer',
      updated_at: 'integer',
    },
    ['command_id', 'node_id'],
    [],
    targets.map((node) => ({
      command_id: command.id,
      node_id: node,
      state: 'queued',
      sends: 0,
      expires_at: command.expiresAt,
      updated_at: command.createdAt,
    })),
  );
}

/** A command never published yet, to whom. */
export interface QueuedCommand {
  readonly id: string;
  readonly jws: string;
  readonly audienceNode?: string;
  readonly audienceGroup?: string;
}

export async function queuedCommands(read: Knex, now: number): Promise<QueuedCommand[]> {
  const rows = await read('commands as c')
    .whereIn(
      'c.id',
      read('command_targets').where('state', 'queued').andWhere('expires_at', '>', now).distinct('command_id'),
    )
    .andWhere('c.not_before', '<=', now)
    // An emergency goes before whatever else waits.
    .orderByRaw(`CASE c.class WHEN 'emergency' THEN 0 WHEN 'priority' THEN 1 ELSE 2 END, c.created_at`)
    .select('c.id', 'c.jws', 'c.audience_node', 'c.audience_group');
  return rows.map((row) => ({
    id: row.id,
    jws: row.jws,
    audienceNode: row.audience_node ?? undefined,
    audienceGroup: row.audience_group ?? undefined,
  }));
}

/** Nodes that were to be told something by now and were not. */
export async function waitingTargets(read: Knex, now: number): Promise<number> {
  const [row] = await read('command_targets as t')
    .join('commands as c', 'c.id', 't.command_id')
    .where('t.state', 'queued')
    .andWhere('t.expires_at', '>', now)
    .andWhere('c.not_before', '<=', now)
    .count({ count: '*' });
  return Number(row?.count);
}

/** When the next command that waits for its time may go out. */
export async function nextDueAt(read: Knex, now: number): Promise<number | undefined> {
  const row = await read('commands as c')
    .where('c.not_before', '>', now)
    .andWhere('c.expires_at', '>', now)
    .min('c.not_before as at')
    .first();
  return row?.at === null || row?.at === undefined ? undefined : Number(row.at);
}

export interface UnansweredTarget {
  readonly command: string;
  readonly node: string;
  readonly jws: string;
  readonly sends: number;
  readonly sentAt: number;
}

/** Due, unexpired and not final: of these nodes, or of all. */
export async function unansweredTargets(
  read: Knex,
  now: number,
  states: readonly TargetState[],
  nodes?: readonly string[],
): Promise<UnansweredTarget[]> {
  const query = read('command_targets as t')
    .join('commands as c', 'c.id', 't.command_id')
    .whereIn('t.state', [...states])
    .andWhere('t.expires_at', '>', now)
    .andWhere('c.not_before', '<=', now)
    .orderBy('c.created_at')
    .select('t.command_id', 't.node_id', 'c.jws', 't.sends', 't.sent_at');
  if (nodes) query.whereIn('t.node_id', [...nodes]);
  const rows = await query;
  return rows.map((row) => ({
    command: row.command_id,
    node: row.node_id,
    jws: row.jws,
    sends: row.sends,
    sentAt: row.sent_at ?? 0,
  }));
}

/** Counts a publish for these targets (every target of the command when no node is named); queued ones become sent. */
export async function markSent(
  transaction: Transaction,
  dialect: Dialect,
  sent: readonly { command: string; node: string }[],
  now: number,
): Promise<void> {
  if (sent.length === 0) return;
  const table = keyTable(
    dialect,
    { command_id: 'text', node_id: 'text' },
    sent.map((target) => [target.command, target.node]),
  );
  await transaction.raw(
    `UPDATE command_targets SET sends = command_targets.sends + 1, sent_at = ?,
       state = CASE command_targets.state WHEN 'queued' THEN 'sent' ELSE command_targets.state END
     FROM ${table.sql} AS k
     WHERE command_targets.command_id = k.command_id AND command_targets.node_id = k.node_id`,
    [now, ...table.values],
  );
}

export async function markGroupSent(transaction: Transaction, command: string, now: number): Promise<void> {
  await transaction('command_targets').where({ command_id: command }).update({ sent_at: now }).increment('sends', 1);
  await transaction('command_targets').where({ command_id: command, state: 'queued' }).update({ state: 'sent' });
}

export interface TargetUpdate {
  readonly command: string;
  readonly node: string;
  readonly state: TargetState;
  readonly reason?: string;
  readonly at: number;
}

/** Moves targets forwards, never back; returns those that really moved. Unknown pairs change nothing. */
export async function advanceTargets(
  transaction: Transaction,
  dialect: Dialect,
  updates: readonly TargetUpdate[],
): Promise<{ command: string; node: string; runId?: string }[]> {
  const table = keyTable(
    dialect,
    { command_id: 'text', node_id: 'text', state: 'text', reason: 'text', at: 'integer', rank: 'integer' },
    updates.map((update) => [
      update.command,
      update.node,
      update.state,
      update.reason ?? null,
      update.at,
      RANK[update.state],
    ]),
  );
  const rows = rowsOf<{ command_id: string; node_id: string; run_id: string | null }>(
    await transaction.raw(
      `UPDATE command_targets SET state = k.state, reason = k.reason, updated_at = k.at
       FROM ${table.sql} AS k
       WHERE command_targets.command_id = k.command_id AND command_targets.node_id = k.node_id
         AND k.rank > ${RANK_SQL}
       RETURNING command_targets.command_id, command_targets.node_id,
         (SELECT c.run_id FROM commands c WHERE c.id = command_targets.command_id) AS run_id`,
      table.values,
    ),
  );
  return rows.map((row) => ({ command: row.command_id, node: row.node_id, runId: row.run_id ?? undefined }));
}

/** What never was confirmed by the node and may no longer be obeyed. */
export async function expiredTargets(read: Knex, now: number): Promise<{ command: string; node: string }[]> {
  const rows = await read('command_targets')
    .whereIn('state', ['queued', 'sent'])
    .andWhere('expires_at', '<=', now)
    .select('command_id', 'node_id');
  return rows.map((row) => ({ command: row.command_id, node: row.node_id }));
}

/** Nobody who has not answered yet gets the play commands of this run any more. */
export async function withdrawRun(transaction: Transaction, run: string, now: number): Promise<void> {
  const plays = transaction('commands').where({ run_id: run, type: 'play' }).where('expires_at', '>', now).select('id');
  await transaction('command_targets')
    .whereIn('command_id', plays)
    .whereIn('state', ['queued', 'sent'])
    .update({ state: 'expired', expires_at: now, updated_at: now });
}

const RANK_SQL = `CASE command_targets.state ${Object.entries(RANK)
  .map(([state, rank]) => `WHEN '${state}' THEN ${rank}`)
  .join(' ')} END`;

/** States from which a command is sent again: the node may not have it. */
export const RESENT: readonly TargetState[] = (Object.keys(RANK) as TargetState[]).filter(
  (state) => !isFinal(state) && state !== 'expired' && state !== 'accepted',
);
