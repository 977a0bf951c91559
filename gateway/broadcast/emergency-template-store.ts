import type { EmergencyEvent, EmergencyStatus, EmergencyTemplate } from '../../protocol/api/emergency.ts';
import type { Database, Transaction } from '../database/database.ts';

export interface StoredTemplate extends Omit<EmergencyTemplate, 'shipped'> {
  readonly shippedAs?: string | undefined;
  readonly changed: boolean;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly deletedAt?: number | undefined;
}

interface Row {
  id: string;
  status: string;
  event: string;
  title: string;
  text: string;
  recording: string;
  duration_ms: number;
  area_id: string;
  shipped_as: string | null;
  changed: boolean | number;
  created_by: string;
  created_at: number;
  deleted_at: number | null;
}

export class EmergencyTemplateStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<StoredTemplate[]> {
    return (await this.#database.read<Row>('emergency_templates').orderBy(['created_at', 'id'])).map(templateOf);
  }

  async save(transaction: Transaction, template: StoredTemplate): Promise<void> {
    await transaction<Row>('emergency_templates').insert(rowOf(template)).onConflict('id').merge();
  }
}

function rowOf(template: StoredTemplate): Row {
  return {
    id: template.id,
    status: template.status,
    event: template.event,
    title: template.title,
    text: template.text,
    recording: template.recording,
    duration_ms: template.durationMs,
    area_id: template.area,
    shipped_as: template.shippedAs ?? null,
    changed: template.changed,
    created_by: template.createdBy,
    created_at: template.createdAt,
    deleted_at: template.deletedAt ?? null,
  };
}

function templateOf(row: Row): StoredTemplate {
  return {
    id: row.id,
    status: row.status as EmergencyStatus,
    event: row.event as EmergencyEvent,
    title: row.title,
    text: row.text,
    recording: row.recording,
    durationMs: row.duration_ms,
    area: row.area_id,
    shippedAs: row.shipped_as ?? undefined,
    changed: Boolean(row.changed),
    createdBy: row.created_by,
    createdAt: row.created_at,
    deletedAt: row.deleted_at ?? undefined,
  };
}
