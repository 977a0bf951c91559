import type { Knex } from 'knex';
import { type Dossier, type DossierInput, type Verification, verification } from '../../../protocol/api/reports.ts';
import type { Transaction } from '../../database/database.ts';
import { numberText, progressOf } from './dossier-rules.ts';

type Files = Dossier['files'];

/** A dossier as stored, without names. */
export interface StoredDossier extends Omit<Dossier, 'areaName' | 'byName' | 'number'> {
  readonly year: number;
  readonly sequence: number;
  readonly period?: string;
  readonly round?: string;
  readonly parts: DossierInput['parts'];
  readonly by: string;
}

interface DossierRow {
  readonly id: string;
  readonly area_id: string;
  readonly year: number;
  readonly sequence: number;
  readonly from_day: string;
  readonly to_day: string;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly rule_name: string;
  readonly period_id: string | null;
  readonly round_id: string | null;
  readonly parts: string;
  readonly state: Dossier['state'];
  readonly progress: number;
  readonly step: Dossier['step'];
  readonly hamlets: number;
  readonly receipts: number | null;
  readonly error: string | null;
  readonly code: string | null;
  readonly files: string | null;
  readonly by: string;
  readonly created_at: number;
  readonly ready_at: number | null;
}

export async function addDossier(transaction: Transaction, one: StoredDossier): Promise<void> {
  await transaction('dossiers').insert({
    ...{ id: one.id, area_id: one.area, year: one.year, sequence: one.sequence, from_day: one.from, to_day: one.to },
    ...{ rule_id: one.rule.id, rule_version: one.rule.version, rule_name: one.rule.name },
    ...{ period_id: one.period ?? null, round_id: one.round ?? null, parts: JSON.stringify(one.parts) },
    ...{ state: one.state, progress: one.progress, step: one.step, hamlets: one.hamlets },
    ...{ by: one.by, created_at: one.createdAt },
  });
}

/** The highest number of a place and year, and how many of the place still wait. */
export async function countsOf(read: Knex, area: string, year: number): Promise<{ last: number; waiting: number }> {
  const last = await read('dossiers').where({ area_id: area, year }).max({ last: 'sequence' }).first();
  const open = await read('dossiers')
    .where({ area_id: area })
    .whereIn('state', ['waiting', 'making'])
    .count({ open: '*' })
    .first();
  return { last: Number(last?.last ?? 0), waiting: Number(open?.open ?? 0) };
}

export async function dossierById(read: Knex, id: string): Promise<StoredDossier | undefined> {
  const row: DossierRow | undefined = await read('dossiers').where({ id }).first();
  return row && fromRow(row);
}

/** Of these areas, the newest first. */
export async function dossiersOf(read: Knex, areas: readonly string[]): Promise<StoredDossier[]> {
  const rows: DossierRow[] = await read('dossiers')
    .whereIn('area_id', [...areas])
    .orderBy('id', 'desc');
  return rows.map(fromRow);
}

/** What was being made when the process ended is made again from the beginning. */
export async function waitAgain(transaction: Transaction): Promise<void> {
  await transaction('dossiers').where({ state: 'making' }).update({ state: 'waiting', step: 'waiting', progress: 0 });
}

export async function firstWaiting(read: Knex): Promise<StoredDossier | undefined> {
  const row: DossierRow | undefined = await read('dossiers').where({ state: 'waiting' }).orderBy('id').first();
  return row && fromRow(row);
}

export async function setStep(
  transaction: Transaction,
  id: string,
  step: Dossier['step'],
  share: number,
): Promise<void> {
  await transaction('dossiers')
    .where({ id })
    .update({ state: 'making', step, progress: progressOf(step, share) });
}

export async function setFailed(transaction: Transaction, id: string, error: string): Promise<void> {
  await transaction('dossiers').where({ id }).update({ state: 'failed', error });
}

export async function setReady(
  transaction: Transaction,
  id: string,
  made: { code: string; receipts: number; hamlets: number; files: Files; verification: Verification; at: number },
): Promise<void> {
  await transaction('dossiers')
    .where({ id })
    .update({
      ...{ state: 'ready', step: 'done', progress: 1, code: made.code, receipts: made.receipts, hamlets: made.hamlets },
      ...{ files: JSON.stringify(made.files), verification: JSON.stringify(made.verification), ready_at: made.at },
      error: null,
    });
}

/** What the installation says of the dossier with this code; undefined for none that is ready. */
export async function verificationOf(read: Knex, code: string): Promise<Verification | undefined> {
  const row: { verification: string } | undefined = await read('dossiers')
    .where({ code, state: 'ready' })
    .first('verification');
  return row && verification.parse(JSON.parse(row.verification));
}

export function numberOf({ sequence, year }: Pick<StoredDossier, 'sequence' | 'year'>): string {
  return numberText(sequence, year);
}

function fromRow(row: DossierRow): StoredDossier {
  return {
    ...{ id: row.id, area: row.area_id, year: row.year, sequence: row.sequence, from: row.from_day, to: row.to_day },
    rule: { id: row.rule_id, version: row.rule_version, name: row.rule_name },
    ...(row.period_id === null ? {} : { period: row.period_id }),
    ...(row.round_id === null ? {} : { round: row.round_id }),
    ...{ parts: JSON.parse(row.parts), state: row.state, progress: row.progress, step: row.step },
    ...{ hamlets: row.hamlets, code: row.code ?? '', files: row.files === null ? [] : JSON.parse(row.files) },
    ...(row.receipts === null ? {} : { receipts: row.receipts }),
    ...(row.error === null ? {} : { error: row.error }),
    ...{ by: row.by, createdAt: row.created_at },
    ...(row.ready_at === null ? {} : { readyAt: row.ready_at }),
  };
}
