import type { Knex } from 'knex';
import { type ColumnType, keyTable, rowsOf, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { NodeChange } from './node-changes.ts';

export interface DeviceRow {
  readonly node_id: string;
  readonly from_at: number;
  readonly to_at: number | null;
  readonly public_key: string;
  readonly serial: string;
  readonly firmware: string | null;
}

const COLUMNS: Readonly<Record<string, ColumnType>> = {
  ...{ node_id: 'text', from_at: 'integer', to_at: 'integer', public_key: 'text', serial: 'text', firmware: 'text' },
};

/**
 * Which device hangs at a place from now on: a new key is another device, ended credentials are none. The same device that
 * enrols again goes on.
 */
export async function saveDevices(
  transaction: Transaction,
  dialect: Dialect,
  changes: readonly NodeChange[],
  now: number,
): Promise<void> {
  const changed = changes.filter(({ credentials }) => credentials !== undefined);
  if (changed.length === 0) return;
  const open = await openDevices(
    transaction,
    dialect,
    changed.map(({ node }) => node.id),
  );
  const rows = changed.flatMap(({ node, credentials = [] }): DeviceRow[] => {
    const before = open.get(node.id);
    const isThere = credentials.length > 0 && node.publicKey !== undefined;
    if (isThere && before?.public_key === node.publicKey) return [];
    const ended = before ? [{ ...before, to_at: Math.max(now, before.from_at + 1) }] : [];
    if (!isThere) return ended;
    const from = Math.max(now, ...ended.map(({ to_at }) => to_at));
    return [
      ...ended,
      {
        ...{ node_id: node.id, from_at: from, to_at: null, public_key: node.publicKey ?? '' },
        ...{ serial: '', firmware: node.firmware ?? null },
      },
    ];
  });
  await putDevices(transaction, dialect, rows);
}

/** What devices say of themselves: the serial number, and the firmware they have now. */
export async function noteDevices(
  transaction: Transaction,
  dialect: Dialect,
  told: ReadonlyMap<string, { readonly serial?: string | undefined; readonly firmware: string }>,
): Promise<void> {
  const open = await openDevices(transaction, dialect, [...told.keys()]);
  const rows = [...open.values()].flatMap((row) => {
    const { serial = row.serial, firmware = row.firmware } = told.get(row.node_id) ?? {};
    return serial === row.serial && firmware === row.firmware ? [] : [{ ...row, serial, firmware }];
  });
  await putDevices(transaction, dialect, rows);
}

/** The newest first. */
export async function devicesOf(read: Knex, node: string): Promise<DeviceRow[]> {
  return read('place_devices').where({ node_id: node }).orderBy('from_at', 'desc');
}

function putDevices(transaction: Transaction, dialect: Dialect, rows: readonly DeviceRow[]): Promise<void> {
  const update = ['to_at', 'serial', 'firmware'];
  return upsertMany(transaction, dialect, 'place_devices', COLUMNS, ['node_id', 'from_at'], update, rows.map(toValues));
}

const toValues = (row: DeviceRow) => ({ ...row });

async function openDevices(
  transaction: Transaction,
  dialect: Dialect,
  nodes: readonly string[],
): Promise<Map<string, DeviceRow>> {
  const keys = keyTable(
    dialect,
    { node_id: 'text' },
    nodes.map((node) => [node]),
  );
  const rows = rowsOf<DeviceRow>(
    await transaction.raw(
      `SELECT d.* FROM ${keys.sql} AS k JOIN place_devices d ON d.node_id = k.node_id WHERE d.to_at IS NULL`,
      keys.values,
    ),
  );
  return new Map(rows.map((row) => [row.node_id, row]));
}
