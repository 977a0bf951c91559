import type { Knex } from 'knex';
import type { Asset } from '../../protocol/api/cases.ts';
import type { Transaction } from '../database/database.ts';

/** As stored: what a node hangs on belongs to the parents, and the next service follows from the plan. */
export type StoredAsset = Omit<Asset, 'uplink' | 'feeder' | 'nextServiceOn'>;

export async function loadAssets(read: Knex): Promise<StoredAsset[]> {
  return (await read('node_assets')).map(fromRow);
}

export async function putAsset(transaction: Transaction, asset: StoredAsset): Promise<void> {
  await transaction('node_assets').insert(toRow(asset)).onConflict('node_id').merge();
}

export interface Service {
  readonly node: string;
  readonly key: string;
  readonly on: string;
  readonly note: string;
  readonly photos: readonly string[];
  readonly at: number;
  readonly by: string;
}

export async function addService(transaction: Transaction, service: Service): Promise<void> {
  await transaction('asset_services').insert({
    ...{ node_id: service.node, key: service.key, on_day: service.on, note: service.note },
    ...{ photos: JSON.stringify(service.photos), at: service.at, by: service.by },
  });
}

export async function serviceByKey(read: Knex, node: string, key: string): Promise<Service | undefined> {
  const row = await read('asset_services').where({ node_id: node, key }).first();
  if (!row) return undefined;
  return { node, key, on: row.on_day, note: row.note, photos: JSON.parse(row.photos), at: Number(row.at), by: row.by };
}

function toRow({ keeper, sim, ...asset }: StoredAsset) {
  return {
    ...{ node_id: asset.node, asset_number: asset.assetNumber, serial: asset.serial, model: asset.model },
    ...{ supply: asset.supply ?? null, keeper_name: keeper?.name ?? null, keeper_phone: keeper?.phone ?? null },
    ...{ sim_iccid: sim?.iccid ?? null, sim_phone: sim?.phone ?? null, sim_operator: sim?.operator ?? null },
    ...{ sim_monthly_mb: sim?.monthlyMb ?? null, installed_on: asset.installedOn ?? null },
    ...{ warranty_to: asset.warrantyTo ?? null, every_months: asset.everyMonths ?? null },
    ...{ serviced_on: asset.servicedOn ?? null, note: asset.note, version: asset.version },
  };
}

function fromRow(row: Record<string, unknown>): StoredAsset {
  const text = (column: string) => (row[column] as string | null) ?? undefined;
  const told = (name: string, value: unknown) => (value == null ? {} : { [name]: value });
  const phone = text('keeper_phone');
  const monthlyMb = row.sim_monthly_mb == null ? undefined : Number(row.sim_monthly_mb);
  return {
    ...{ node: String(row.node_id), assetNumber: String(row.asset_number), serial: String(row.serial) },
    ...{ model: String(row.model), note: String(row.note), version: Number(row.version) },
    ...told('supply', text('supply')),
    ...(phone === undefined ? {} : { keeper: { name: text('keeper_name') ?? '', phone } }),
    ...(monthlyMb === undefined
      ? {}
      : {
          sim: {
            ...{ iccid: text('sim_iccid') ?? '', phone: text('sim_phone') ?? '' },
            ...{ operator: text('sim_operator') ?? '', monthlyMb },
          },
        }),
    ...told('installedOn', text('installed_on')),
    ...told('warrantyTo', text('warranty_to')),
    ...told('everyMonths', row.every_months == null ? undefined : Number(row.every_months)),
    ...told('servicedOn', text('serviced_on')),
  };
}
