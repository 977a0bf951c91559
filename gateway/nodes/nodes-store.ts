import type { Knex } from 'knex';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { CredentialRecord } from './credentials.ts';
import { savePlaces } from './places-store.ts';
import { type NodeRecord, nodeKeys } from './roster.ts';

const COLUMNS = {
  id: 'text',
  hamlet_id: 'text',
  code: 'text',
  place: 'text',
  search_key: 'text',
  sort_key: 'text',
  technology: 'text',
  horns: 'integer',
  latitude: 'real',
  longitude: 'real',
  public_key: 'text',
  enrolled_at: 'integer',
  firmware: 'text',
  sensor: 'text',
  created_at: 'integer',
  retired_at: 'integer',
  roster_version: 'integer',
  config_version: 'integer',
  beat_ms: 'integer',
  loudest: 'integer',
  keys_version: 'integer',
  listens_to: 'text',
} as const;
type NodeRow = Record<keyof typeof COLUMNS, string | number | null>;

export async function loadNodes(read: Knex): Promise<NodeRecord[]> {
  const rows: NodeRow[] = await read('nodes');
  return rows.map(recordOf);
}

/** How many nodes are enrolled, and how many of them said they hold this version of the key list or a newer one. */
export async function nodesHolding(read: Knex, version: number): Promise<{ enrolled: number; newest: number }> {
  const enrolled = () =>
    read('nodes').whereNull('retired_at').whereNotNull('enrolled_at').count({ count: '*' }).first();
  const [all, holding] = [await enrolled(), await enrolled().where('keys_version', '>=', version)];
  return { enrolled: Number(all?.count ?? 0), newest: Number(holding?.count ?? 0) };
}

export async function saveNodes(
  transaction: Transaction,
  dialect: Dialect,
  nodes: readonly NodeRecord[],
  now: number,
): Promise<void> {
  const update = Object.keys(COLUMNS).filter((column) => column !== 'id' && column !== 'created_at');
  await upsertMany(transaction, dialect, 'nodes', COLUMNS, ['id'], update, nodes.map(rowOf));
  await savePlaces(transaction, dialect, nodes, now);
}

export async function loadCredentials(read: Knex, now: number): Promise<CredentialRecord[]> {
  const rows = await read('node_credentials').where((valid) =>
    valid.whereNull('valid_to').orWhere('valid_to', '>', now),
  );
  return rows.map((row) => ({ sha256: row.sha256, node: row.node_id, validFrom: row.valid_from }));
}

export async function insertCredentials(
  transaction: Transaction,
  dialect: Dialect,
  credentials: readonly CredentialRecord[],
): Promise<void> {
  const rows = credentials.map(({ sha256, node, validFrom }) => ({ sha256, node_id: node, valid_from: validFrom }));
  const columns = { sha256: 'text', node_id: 'text', valid_from: 'integer' } as const;
  await upsertMany(transaction, dialect, 'node_credentials', columns, ['sha256'], [], rows);
}

/** Ends every credential of these nodes. */
export async function endCredentials(transaction: Transaction, nodes: readonly string[], now: number): Promise<void> {
  for (let start = 0; start < nodes.length; start += 500) {
    await transaction('node_credentials')
      .whereIn('node_id', nodes.slice(start, start + 500))
      .whereNull('valid_to')
      .update({ valid_to: now });
  }
}

function rowOf(node: NodeRecord): Record<keyof typeof COLUMNS, string | number | undefined> {
  const { sortKey, searchKey } = nodeKeys(node);
  return {
    id: node.id,
    hamlet_id: node.hamlet,
    code: node.code,
    place: node.place,
    search_key: searchKey,
    sort_key: sortKey,
    technology: node.technology,
    horns: node.horns,
    latitude: node.latitude,
    longitude: node.longitude,
    public_key: node.publicKey,
    enrolled_at: node.enrolledAt,
    firmware: node.firmware,
    sensor: node.sensor,
    created_at: node.createdAt,
    retired_at: node.retiredAt,
    roster_version: node.rosterVersion,
    config_version: node.configVersion,
    beat_ms: node.beatMs,
    loudest: node.loudest,
    keys_version: node.keysVersion,
    listens_to: node.listensTo,
  };
}

function recordOf(row: NodeRow): NodeRecord {
  const optional = {
    latitude: row.latitude,
    longitude: row.longitude,
    publicKey: row.public_key,
    enrolledAt: row.enrolled_at,
    firmware: row.firmware,
    sensor: row.sensor,
    retiredAt: row.retired_at,
    beatMs: row.beat_ms,
    loudest: row.loudest,
    keysVersion: row.keys_version,
    listensTo: row.listens_to,
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return {
    id: row.id,
    hamlet: row.hamlet_id,
    code: row.code,
    place: row.place,
    technology: row.technology,
    horns: row.horns,
    createdAt: row.created_at,
    rosterVersion: row.roster_version,
    configVersion: row.config_version,
    sortKey: row.sort_key,
    searchKey: row.search_key,
    ...present,
  } as NodeRecord;
}
