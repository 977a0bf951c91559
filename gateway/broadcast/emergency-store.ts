import type { Knex } from 'knex';
import { z } from 'zod';
import type { Target } from '../../protocol/api/broadcast.ts';
import { target as targetSchema } from '../../protocol/api/broadcast.ts';
import type { EmergencyEvent, EmergencyStatus } from '../../protocol/api/emergency.ts';
import type { Database, Transaction } from '../database/database.ts';

/** The last one of the page before. */
export interface AfterEmergency {
  readonly isOpen: boolean;
  readonly at: number;
  readonly id: string;
}

export type EndedHow = 'cleared' | 'cancelled' | 'retracted' | 'expired';

export interface StoredEmergency {
  /** Its run has the same id. */
  readonly id: string;
  readonly key: string;
  readonly status: EmergencyStatus;
  readonly event: EmergencyEvent;
  readonly title: string;
  readonly text?: string | undefined;
  readonly area: string;
  readonly targets: readonly Target[];
  readonly startedAt: number;
  readonly speaksAt: number;
  readonly expiresAt: number;
  readonly endedAt?: number | undefined;
  readonly endedHow?: EndedHow | undefined;
  readonly endedBy?: string | undefined;
  readonly createdBy: string;
  readonly orderedBy?: string | undefined;
  readonly drill?: string | undefined;
  /** The run that spoke the correction. */
  readonly correctionRun?: string | undefined;
  readonly reviewDueAt?: number | undefined;
  readonly reviewedAt?: number | undefined;
  readonly reviewedBy?: string | undefined;
  readonly reviewNote?: string | undefined;
  /** The alarm about the missing review was raised. */
  readonly reminded: boolean;
}

interface Row {
  id: string;
  key: string;
  status: string;
  event: string;
  title: string;
  text: string | null;
  area_id: string;
  targets: string;
  started_at: number;
  speaks_at: number;
  expires_at: number;
  ended_at: number | null;
  ended_how: string | null;
  ended_by: string | null;
  created_by: string;
  ordered_by: string | null;
  drill_id: string | null;
  correction_run: string | null;
  review_due_at: number | null;
  reviewed_at: number | null;
  reviewed_by: string | null;
  review_note: string | null;
  reminded: boolean | number;
}

const targetList = z.array(targetSchema);

export class EmergencyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(transaction: Transaction, emergency: StoredEmergency): Promise<void> {
    await transaction<Row>('emergencies').insert(rowOf(emergency));
  }

  async save(transaction: Transaction, emergency: StoredEmergency): Promise<void> {
    const { id, ...row } = rowOf(emergency);
    await transaction<Row>('emergencies').where({ id }).update(row);
  }

  async get(id: string, within?: Transaction): Promise<StoredEmergency | undefined> {
    const row = await (within ?? this.#database.read)<Row>('emergencies').where({ id }).first();
    return row && emergencyOf(row);
  }

  async byKey(key: string, within?: Transaction): Promise<StoredEmergency | undefined> {
    const row = await (within ?? this.#database.read)<Row>('emergencies').where({ key }).first();
    return row && emergencyOf(row);
  }

  async getMany(ids: readonly string[]): Promise<StoredEmergency[]> {
    const rows = await this.#database.read<Row>('emergencies').whereIn('id', [...ids]);
    return rows.map(emergencyOf);
  }

  /** Those that sound, or have just run out and are not ended yet. */
  async open(): Promise<StoredEmergency[]> {
    return (await this.#database.read<Row>('emergencies').whereNull('ended_at')).map(emergencyOf);
  }

  /** Not reviewed in time, and no alarm about it yet. */
  async overdue(now: number): Promise<StoredEmergency[]> {
    const rows = await this.#database
      .read<Row>('emergencies')
      .where('review_due_at', '<=', now)
      .whereNull('reviewed_at')
      .where({ reminded: false });
    return rows.map(emergencyOf);
  }

  /** The open ones first, then the newest; those that belong to `areas`, or reach one of `hamlets` by a delivery. */
  async list(query: {
    readonly areas: readonly string[];
    readonly hamlets: readonly string[];
    readonly limit: number;
    readonly after?: AfterEmergency | undefined;
  }): Promise<{ items: StoredEmergency[]; total: number }> {
    const { read } = this.#database;
    const reaching = (): Knex.QueryBuilder =>
      read('deliveries')
        .whereRaw('deliveries.run_id = emergencies.id')
        .whereIn('hamlet_id', [...query.hamlets]);
    const matching = read<Row>('emergencies').where((either) =>
      either.whereIn('area_id', [...query.areas]).orWhereExists(reaching()),
    );
    const [counted] = await matching.clone().count({ total: '*' });
    const { after } = query;
    if (after)
      matching.where((rest) => {
        const earlier = (group: Knex.QueryBuilder) =>
          group
            .where('started_at', '<', after.at)
            .orWhere((same) => same.where('started_at', after.at).where('id', '<', after.id));
        if (after.isOpen) rest.whereNotNull('ended_at').orWhere(earlier);
        else rest.whereNotNull('ended_at').where(earlier);
      });
    const rows = await matching
      .orderByRaw('CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, started_at DESC, id DESC')
      .limit(query.limit);
    return { items: rows.map(emergencyOf), total: Number(counted?.total ?? 0) };
  }
}

function rowOf(one: StoredEmergency): Row {
  return {
    id: one.id,
    key: one.key,
    status: one.status,
    event: one.event,
    title: one.title,
    text: one.text ?? null,
    area_id: one.area,
    targets: JSON.stringify(one.targets),
    started_at: one.startedAt,
    speaks_at: one.speaksAt,
    expires_at: one.expiresAt,
    ended_at: one.endedAt ?? null,
    ended_how: one.endedHow ?? null,
    ended_by: one.endedBy ?? null,
    created_by: one.createdBy,
    ordered_by: one.orderedBy ?? null,
    drill_id: one.drill ?? null,
    correction_run: one.correctionRun ?? null,
    review_due_at: one.reviewDueAt ?? null,
    reviewed_at: one.reviewedAt ?? null,
    reviewed_by: one.reviewedBy ?? null,
    review_note: one.reviewNote ?? null,
    reminded: one.reminded,
  };
}

function emergencyOf(row: Row): StoredEmergency {
  return {
    id: row.id,
    key: row.key,
    status: row.status as EmergencyStatus,
    event: row.event as EmergencyEvent,
    title: row.title,
    text: row.text ?? undefined,
    area: row.area_id,
    targets: targetList.parse(JSON.parse(row.targets)),
    startedAt: row.started_at,
    speaksAt: row.speaks_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? undefined,
    endedHow: (row.ended_how ?? undefined) as EndedHow | undefined,
    endedBy: row.ended_by ?? undefined,
    createdBy: row.created_by,
    orderedBy: row.ordered_by ?? undefined,
    drill: row.drill_id ?? undefined,
    correctionRun: row.correction_run ?? undefined,
    reviewDueAt: row.review_due_at ?? undefined,
    reviewedAt: row.reviewed_at ?? undefined,
    reviewedBy: row.reviewed_by ?? undefined,
    reviewNote: row.review_note ?? undefined,
    reminded: Boolean(row.reminded),
  };
}
