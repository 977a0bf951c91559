import type { Database, Transaction } from '../database/database.ts';
import type { Silent } from './silence.ts';

export interface StoredSilence extends Silent {
  readonly createdBy: string;
  readonly createdAt: number;
}

interface Row {
  id: string;
  area_id: string;
  from_at: number;
  to_at: number;
  reason: string;
  created_by: string;
  created_at: number;
  /** When it was taken back; it never was in force after that. */
  lifted_at: number | null;
}

export class SilenceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<StoredSilence[]> {
    const rows = await this.#database.read<Row>('silences').whereNull('lifted_at').orderBy(['from_at', 'id']);
    return rows.map((row) => ({
      id: row.id,
      area: row.area_id,
      from: row.from_at,
      to: row.to_at,
      reason: row.reason,
      createdBy: row.created_by,
      createdAt: row.created_at,
    }));
  }

  async add(transaction: Transaction, silence: StoredSilence): Promise<void> {
    await transaction<Row>('silences').insert({
      id: silence.id,
      area_id: silence.area,
      from_at: silence.from,
      to_at: silence.to,
      reason: silence.reason,
      created_by: silence.createdBy,
      created_at: silence.createdAt,
      lifted_at: null,
    });
  }

  async lift(transaction: Transaction, id: string, at: number): Promise<void> {
    await transaction<Row>('silences').where({ id }).update({ lifted_at: at });
  }
}
