import type { Knex } from 'knex';
import { z } from 'zod';
import { type Target, target } from '../../protocol/api/broadcast.ts';
import type { Database, Transaction } from '../database/database.ts';

export interface StoredGroup {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly targets: readonly Target[];
  readonly createdBy: string;
  readonly createdAt: number;
}

interface Row {
  id: string;
  name: string;
  area_id: string;
  targets: string;
  created_by: string;
  created_at: number;
}

const targets = z.array(target);

export class GroupStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<StoredGroup[]> {
    return (await this.#database.read<Row>('target_groups').orderBy(['created_at', 'id'])).map(groupOf);
  }

  async get(id: string, transaction: Knex): Promise<StoredGroup | undefined> {
    const row = await transaction<Row>('target_groups').where({ id }).first();
    return row && groupOf(row);
  }

  async getMany(ids: readonly string[], source: Knex = this.#database.read): Promise<StoredGroup[]> {
    if (ids.length === 0) return [];
    return (await source<Row>('target_groups').whereIn('id', [...ids])).map(groupOf);
  }

  async countIn(area: string, transaction: Transaction): Promise<number> {
    const [counted] = await transaction<Row>('target_groups').where({ area_id: area }).count({ total: '*' });
    return Number(counted?.total ?? 0);
  }

  async save(transaction: Transaction, group: StoredGroup): Promise<void> {
    const row: Row = {
      id: group.id,
      name: group.name,
      area_id: group.area,
      targets: JSON.stringify(group.targets),
      created_by: group.createdBy,
      created_at: group.createdAt,
    };
    await transaction<Row>('target_groups').insert(row).onConflict('id').merge();
  }

  async delete(transaction: Transaction, id: string): Promise<void> {
    await transaction<Row>('target_groups').where({ id }).delete();
  }
}

function groupOf(row: Row): StoredGroup {
  return {
    id: row.id,
    name: row.name,
    area: row.area_id,
    targets: targets.parse(JSON.parse(row.targets)),
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
