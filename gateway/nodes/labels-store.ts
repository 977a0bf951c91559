import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { DeviceCall, Label } from './label-rules.ts';

interface LabelRow {
  readonly id: string;
  readonly sha256: string;
  readonly area_id: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly node_id: string | null;
  readonly confirmed_by: string | null;
  readonly confirmed_at: number | null;
  readonly device_key: string | null;
  readonly device_firmware: string | null;
  readonly device_address: string | null;
  readonly device_since: number | null;
  readonly device_called_at: number | null;
  readonly other_calls: number;
  readonly used_at: number | null;
  readonly withdrawn_at: number | null;
}

export type NewLabel = Pick<
  Label,
  'id' | 'sha256' | 'area' | 'createdBy' | 'createdAt' | 'expiresAt' | 'node' | 'confirmedBy' | 'confirmedAt'
>;

export async function insertLabels(transaction: Transaction, labels: readonly NewLabel[]): Promise<void> {
  const rows = labels.map((label) => ({
    id: label.id,
    sha256: label.sha256,
    area_id: label.area,
    created_by: label.createdBy,
    created_at: label.createdAt,
    expires_at: label.expiresAt,
    node_id: label.node ?? null,
    confirmed_by: label.confirmedBy ?? null,
    confirmed_at: label.confirmedAt ?? null,
  }));
  for (let start = 0; start < rows.length; start += 50)
    await transaction('labels').insert(rows.slice(start, start + 50));
}

export async function labelOf(read: Knex, by: { sha256: string } | { id: string }): Promise<Label | undefined> {
  const row: LabelRow | undefined = await read('labels').where(by).first();
  return row && labelFrom(row);
}

/** Labels that may still let somebody in, newest first. */
export async function openLabels(read: Knex, now: number): Promise<Label[]> {
  const rows: LabelRow[] = await open(read('labels'), now).orderBy('created_at', 'desc').orderBy('id');
  return rows.map(labelFrom);
}

export async function countOpen(read: Knex, now: number): Promise<number> {
  return counted(open(read('labels'), now));
}

/** Devices that have called since an instant and wait. */
export async function countWaiting(read: Knex, since: number, now: number): Promise<number> {
  return counted(open(read('labels'), now).whereNull('node_id').where('device_called_at', '>', since));
}

/** The device has called: false when the label is no longer open, or another device's. */
export async function noteCall(
  transaction: Transaction,
  sha256: string,
  { key, firmware, address }: DeviceCall,
  now: number,
): Promise<boolean> {
  const changed = await ofDevice(open(transaction('labels'), now).where({ sha256 }), key).update({
    device_key: key,
    device_firmware: firmware,
    device_address: address ?? null,
    device_since: transaction.raw('COALESCE(device_since, ?)', [now]),
    device_called_at: now,
  });
  return changed === 1;
}

export async function noteOtherCall(transaction: Transaction, sha256: string): Promise<void> {
  await transaction('labels').where({ sha256 }).increment('other_calls', 1);
}

/** False when somebody else was faster. */
export async function spendLabel(
  transaction: Transaction,
  sha256: string,
  device: DeviceCall,
  now: number,
): Promise<boolean> {
  if (!(await noteCall(transaction, sha256, device, now))) return false;
  await transaction('labels').where({ sha256 }).update({ used_at: now });
  return true;
}

/** False when it is bound or no longer open, or (where a device is named) when another device has taken it meanwhile. */
export async function bindLabel(
  transaction: Transaction,
  label: Label,
  { node, by, device }: { node: string; by: string; device: string | undefined },
  now: number,
): Promise<boolean> {
  const rows = open(transaction('labels'), now).where({ id: label.id }).whereNull('node_id');
  if (device !== undefined) rows.where({ device_key: device });
  return (await rows.update({ node_id: node, confirmed_by: by, confirmed_at: now })) === 1;
}

/** False when it was not open. */
export async function withdrawLabel(transaction: Transaction, id: string, now: number): Promise<boolean> {
  return (await open(transaction('labels'), now).where({ id }).update({ withdrawn_at: now })) === 1;
}

/** What was made for these nodes and not used yet. */
export async function withdrawLabelsOf(transaction: Transaction, node: string, now: number): Promise<void> {
  await open(transaction('labels'), now).where({ node_id: node }).update({ withdrawn_at: now });
}

function open(rows: Knex.QueryBuilder, now: number): Knex.QueryBuilder {
  return rows.whereNull('used_at').whereNull('withdrawn_at').where('expires_at', '>', now);
}

function ofDevice(rows: Knex.QueryBuilder, key: string): Knex.QueryBuilder {
  return rows.where((device) => device.whereNull('device_key').orWhere('device_key', key));
}

async function counted(rows: Knex.QueryBuilder): Promise<number> {
  const row: { n: number | string } | undefined = await rows.count({ n: '*' }).first();
  return Number(row?.n ?? 0);
}

function labelFrom(row: LabelRow): Label {
  const { device_key: key, device_since: since, device_called_at: calledAt, device_address: address } = row;
  return {
    id: row.id,
    sha256: row.sha256,
    area: row.area_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    otherCalls: row.other_calls,
    ...(row.node_id === null ? {} : { node: row.node_id }),
    ...(row.confirmed_by === null ? {} : { confirmedBy: row.confirmed_by }),
    ...(row.confirmed_at === null ? {} : { confirmedAt: row.confirmed_at }),
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
    ...(row.withdrawn_at === null ? {} : { withdrawnAt: row.withdrawn_at }),
    ...(key === null
      ? {}
      : {
          device: {
            key,
            firmware: row.device_firmware ?? '',
            since: since ?? row.used_at ?? row.created_at,
            calledAt: calledAt ?? row.used_at ?? row.created_at,
            ...(address === null ? {} : { address }),
          },
        }),
  };
}
