import type { Database, Transaction } from '../database/database.ts';

export interface StoredDrill {
  readonly id: string;
  readonly title: string;
  readonly area: string;
  readonly day: string;
  readonly template: string;
  readonly note?: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
  /** The exercise that it became. */
  readonly emergency?: string | undefined;
}

interface Row {
  id: string;
  title: string;
  area_id: string;
  day: string;
  template_id: string;
  note: string | null;
  created_by: string;
  created_at: number;
  emergency_id: string | null;
}

export class DrillStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(transaction: Transaction, drill: StoredDrill): Promise<void> {
    await transaction<Row>('drills').insert({
      id: drill.id,
      title: drill.title,
      area_id: drill.area,
      day: drill.day,
      template_id: drill.template,
      note: drill.note ?? null,
      created_by: drill.createdBy,
      created_at: drill.createdAt,
      emergency_id: drill.emergency ?? null,
    });
  }

  async remove(transaction: Transaction, id: string): Promise<void> {
    await transaction<Row>('drills').where({ id }).delete();
  }

  async become(transaction: Transaction, id: string, emergency: string): Promise<void> {
    await transaction<Row>('drills').where({ id }).update({ emergency_id: emergency });
  }

  async get(id: string, within?: Transaction): Promise<StoredDrill | undefined> {
    const row = await (within ?? this.#database.read)<Row>('drills').where({ id }).first();
    return row && drillOf(row);
  }

  /** The newest day first; the areas are few, since somebody plans each drill by hand. */
  async all(): Promise<StoredDrill[]> {
    const rows = await this.#database.read<Row>('drills').orderBy([
      { column: 'day', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
    return rows.map(drillOf);
  }
}

function drillOf(row: Row): StoredDrill {
  return {
    id: row.id,
    title: row.title,
    area: row.area_id,
    day: row.day,
    template: row.template_id,
    note: row.note ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    emergency: row.emergency_id ?? undefined,
  };
}
