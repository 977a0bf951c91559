import type { Knex } from 'knex';
import type { Exclusion } from '../../protocol/api/periods.ts';
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

/** An exclusion as stored, without names. */
export interface StoredExclusion extends Omit<Exclusion, 'areas' | 'byName'> {
  readonly areas: readonly string[];
  readonly by: string;
}

/** What the verdict needs of an exclusion. */
export interface ExcludedSessions {
  readonly id: string;
  readonly areas: string[];
  readonly from: Day;
  readonly to: Day;
  /** All parts of the day when absent. */
  readonly parts?: PartOfDay[];
}

interface ExclusionRow {
  readonly id: string;
  readonly from_day: Day;
  readonly to_day: Day;
  readonly parts: string | null;
  readonly cause: Exclusion['cause'];
  readonly reason: string;
  readonly decision_number: string;
  readonly decision_on: Day;
  readonly document: string;
  readonly document_name: string;
  readonly by: string;
  readonly at: number;
  readonly revoked_at: number | null;
  readonly revoked_reason: string | null;
}

/** Exclusions in force that touch these days; revoked ones are left out. */
export async function readExclusions(read: Knex, from: Day, to: Day): Promise<ExcludedSessions[]> {
  const rows = (await exclusionsBetween(read, from, to)).filter(({ revokedAt }) => revokedAt === undefined);
  return rows.map(({ id, areas, from: begins, to: ends, parts }) => ({
    ...{ id, areas: [...areas], from: begins, to: ends },
    ...(parts ? { parts } : {}),
  }));
}

/** Every exclusion that touches these days, revoked ones too, the newest first. */
export async function exclusionsBetween(read: Knex, from: Day, to: Day): Promise<StoredExclusion[]> {
  const rows: ExclusionRow[] = await rowsOf(read)
    .where('from_day', '<=', to)
    .where('to_day', '>=', from)
    .orderBy('exclusions.id', 'desc');
  const areas = await areasOf(read, from, to);
  return rows.map((row) => fromRow(row, areas.get(row.id) ?? []));
}

export async function exclusionById(read: Knex, id: string): Promise<StoredExclusion | undefined> {
  const row: ExclusionRow | undefined = await rowsOf(read).where('exclusions.id', id).first();
  if (!row) return undefined;
  const areas: string[] = await read('exclusion_areas').where({ exclusion_id: id }).orderBy('area_id').pluck('area_id');
  return fromRow(row, areas);
}

export async function addExclusion(
  transaction: Transaction,
  dialect: Dialect,
  exclusion: StoredExclusion,
): Promise<void> {
  const { id, decision } = exclusion;
  await transaction('exclusions').insert({
    ...{ id, from_day: exclusion.from, to_day: exclusion.to, parts: exclusion.parts?.join(',') ?? null },
    ...{ cause: exclusion.cause, reason: exclusion.reason, by: exclusion.by, at: exclusion.at },
    ...{ decision_number: decision.number, decision_on: decision.on },
    ...{ document: decision.document, document_name: decision.documentName },
  });
  const columns = { exclusion_id: 'text', area_id: 'text' } as const;
  const rows = exclusion.areas.map((area) => ({ exclusion_id: id, area_id: area }));
  await upsertMany(transaction, dialect, 'exclusion_areas', columns, ['exclusion_id', 'area_id'], [], rows);
}

export async function revokeExclusion(
  transaction: Transaction,
  id: string,
  revocation: { readonly reason: string; readonly by: string; readonly at: number },
): Promise<void> {
  await transaction('exclusion_revocations').insert({ exclusion_id: id, ...revocation });
}

function rowsOf(read: Knex) {
  return read('exclusions')
    .leftJoin('exclusion_revocations as revoked', 'revoked.exclusion_id', 'exclusions.id')
    .select('exclusions.*', 'revoked.at as revoked_at', 'revoked.reason as revoked_reason');
}

async function areasOf(read: Knex, from: Day, to: Day): Promise<Map<string, string[]>> {
  const rows: { id: string; area: string }[] = await read('exclusion_areas')
    .join('exclusions', 'exclusions.id', 'exclusion_areas.exclusion_id')
    .where('from_day', '<=', to)
    .where('to_day', '>=', from)
    .orderBy('area_id')
    .select('exclusion_id as id', 'area_id as area');
  const areas = new Map<string, string[]>();
  for (const { id, area } of rows) {
    const own = areas.get(id);
    if (own) own.push(area);
    else areas.set(id, [area]);
  }
  return areas;
}

function fromRow(row: ExclusionRow, areas: readonly string[]): StoredExclusion {
  const parts = PARTS_OF_DAY.filter((part) => row.parts?.split(',').includes(part));
  return {
    ...{ id: row.id, areas, from: row.from_day, to: row.to_day, cause: row.cause, reason: row.reason },
    ...(parts.length > 0 ? { parts } : {}),
    decision: {
      ...{ number: row.decision_number, on: row.decision_on },
      ...{ document: row.document, documentName: row.document_name },
    },
    ...{ by: row.by, at: row.at },
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at, revokedReason: row.revoked_reason ?? '' }),
  };
}
