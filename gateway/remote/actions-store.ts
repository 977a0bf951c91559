import type { Knex } from 'knex';
import type { ActionInput } from '../../protocol/api/remote.ts';
import type { Transaction } from '../database/database.ts';
import type { Progress } from './action-rule.ts';

export interface StoredAction {
  readonly id: string;
  readonly node: string;
  readonly type: ActionInput['type'];
  readonly input: ActionInput;
  readonly command: string;
  readonly by: string;
  readonly key: string;
  readonly askedAt: number;
  readonly expiresAt: number;
  /** The order to many nodes it belongs to. */
  readonly bulk?: string | undefined;
}

export interface ActionRow extends StoredAction {
  readonly state: Progress['state'];
  /** The node's word: why not, or what came of it. */
  readonly word?: string | undefined;
  readonly movedAt: number;
}

export async function insertAction(transaction: Transaction, action: StoredAction): Promise<void> {
  await transaction('remote_actions').insert({
    id: action.id,
    node_id: action.node,
    type: action.type,
    input: JSON.stringify(action.input),
    command_id: action.command,
    asked_by: action.by,
    key: action.key,
    asked_at: action.askedAt,
    expires_at: action.expiresAt,
    bulk_id: action.bulk ?? null,
  });
}

export async function actionOf(read: Knex, id: string): Promise<ActionRow | undefined> {
  const row: Row | undefined = await actions(read).where('a.id', id).first();
  return row && fromRow(row);
}

export async function actionByKey(read: Knex, by: string, key: string): Promise<ActionRow | undefined> {
  const row: Row | undefined = await actions(read).where({ 'a.asked_by': by, 'a.key': key }).first();
  return row && fromRow(row);
}

/** Of a node, the newest first, older than `before`. */
export async function actionsOf(read: Knex, node: string, limit: number, before?: string): Promise<ActionRow[]> {
  const query = actions(read).where('a.node_id', node).orderBy('a.id', 'desc').limit(limit);
  if (before !== undefined) query.andWhere('a.id', '<', before);
  const rows: Row[] = await query;
  return rows.map(fromRow);
}

export async function countActions(read: Knex, node: string): Promise<number> {
  const row = await read('remote_actions').where('node_id', node).count({ count: '*' }).first();
  return Number(row?.count ?? 0);
}

/** Those that `narrow` leaves. */
export async function actionRows(
  read: Knex,
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<ActionRow[]> {
  const rows: Row[] = await narrow(actions(read));
  return rows.map(fromRow);
}

/** Commands of actions that somebody may still wait for. */
export async function openCommands(read: Knex, now: number): Promise<{ command: string; expiresAt: number }[]> {
  const rows: { command_id: string; expires_at: number }[] = await read('remote_actions')
    .where('expires_at', '>', now)
    .select('command_id', 'expires_at');
  return rows.map((row) => ({ command: row.command_id, expiresAt: row.expires_at }));
}

function actions(read: Knex) {
  return read('remote_actions as a')
    .join('command_targets as t', (on) => on.on('t.command_id', 'a.command_id').andOn('t.node_id', 'a.node_id'))
    .select('a.*', 't.state', 't.reason', 't.updated_at');
}

interface Row {
  id: string;
  node_id: string;
  type: ActionInput['type'];
  input: string;
  command_id: string;
  asked_by: string;
  key: string;
  asked_at: number;
  expires_at: number;
  state: Progress['state'];
  reason: string | null;
  updated_at: number;
}

function fromRow(row: Row): ActionRow {
  return {
    id: row.id,
    node: row.node_id,
    type: row.type,
    input: JSON.parse(row.input),
    command: row.command_id,
    by: row.asked_by,
    key: row.key,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    state: row.state,
    word: row.reason ?? undefined,
    movedAt: row.updated_at,
  };
}
