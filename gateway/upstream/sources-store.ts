import type { Knex } from 'knex';
import { z } from 'zod';
import { type CapFeed, capFeed, type WeightRow, weightRow } from '../../protocol/api/sources.ts';
import { LOG_PER, type LogPer, SOURCE_KINDS, type SourceKind } from '../../protocol/sources.ts';
import type { Transaction } from '../database/database.ts';

export interface StoredSource {
  readonly id: string;
  readonly kind: SourceKind;
  readonly name: string;
  readonly level: 'province' | 'central';
  readonly areas: readonly string[];
  /** Name of the dialect. */
  readonly mapping: string;
  readonly reportUrl?: string | undefined;
  /** Sealed about the source. */
  readonly reportSecret?: string | undefined;
  readonly statusEverySeconds: number;
  /** PEM. */
  readonly signers: readonly string[];
  /** Hosts of which it may name streams. */
  readonly streamHosts: readonly string[];
  readonly logPer: readonly LogPer[];
  /** What its alerts become; none: as the installation says. */
  readonly weights: readonly WeightRow[];
  /** Where its alerts are fetched. */
  readonly feed?: CapFeed | undefined;
  readonly secretHash: string;
  readonly state: 'active' | 'ended';
  readonly lastCalledAt?: number | undefined;
  readonly lastReportAt?: number | undefined;
  /** A word why its reports do not arrive. */
  readonly failure?: string | undefined;
  /** Receipts up to this place of the evidence log are among its reports. */
  readonly logPosition: number;
  /** And the runs that were over by then among its sums. */
  readonly sumsPosition?: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
}

interface Row {
  id: string;
  kind: string;
  name: string;
  level: string;
  areas: string;
  mapping: string;
  report_url: string | null;
  report_secret: string | null;
  status_every_seconds: number;
  signers: string;
  secret_hash: string;
  state: string;
  last_called_at: number | null;
  last_report_at: number | null;
  failure: string | null;
  log_position: number;
  settings: string;
  sums_position: string | null;
  created_by: string;
  created_at: number;
  ended_at: number | null;
}

const texts = z.array(z.string());
const kind = z.enum(SOURCE_KINDS);
const level = z.enum(['province', 'central']);
/** What an older row does not say is as it was then. */
const settings = z.object({
  streamHosts: z.array(z.string()).default([]),
  logPer: z.array(z.enum(LOG_PER)).default(['node']),
  weights: z.array(weightRow).default([]),
  feed: capFeed.optional(),
});

/** What moves by itself stays as it is in a row that is there. */
const CHANGED = [
  ...(['name', 'level', 'areas', 'mapping', 'report_url', 'report_secret'] as const),
  ...(['status_every_seconds', 'signers', 'secret_hash', 'state', 'ended_at', 'settings'] as const),
];

export async function putSource(transaction: Transaction, source: StoredSource): Promise<void> {
  await transaction<Row>('sources')
    .insert(rowOf(source))
    .onConflict('id')
    .merge([...CHANGED]);
}

/** What moves by itself; who they are is left alone. */
export async function markSource(
  transaction: Transaction,
  id: string,
  marks: { readonly lastCalledAt?: number; readonly lastReportAt?: number; readonly failure?: string | null },
): Promise<void> {
  const row = {
    ...(marks.lastCalledAt === undefined ? {} : { last_called_at: marks.lastCalledAt }),
    ...(marks.lastReportAt === undefined ? {} : { last_report_at: marks.lastReportAt }),
    ...(marks.failure === undefined ? {} : { failure: marks.failure }),
  };
  if (Object.keys(row).length > 0) await transaction<Row>('sources').where({ id }).update(row);
}

export async function markLogPosition(transaction: Transaction, id: string, position: number): Promise<void> {
  await transaction<Row>('sources').where({ id }).update({ log_position: position });
}

export async function markSumsPosition(transaction: Transaction, id: string, position: string): Promise<void> {
  await transaction<Row>('sources').where({ id }).update({ sums_position: position });
}

/** As it stands in the row: it moves with every round. */
export async function sumsPositionOf(read: Knex, id: string): Promise<string | undefined> {
  const row = await read<Row>('sources').where({ id }).first('sums_position');
  return row?.sums_position ?? undefined;
}

export async function allSources(read: Knex): Promise<StoredSource[]> {
  return (await read<Row>('sources').orderBy('id')).map(sourceOf);
}

function rowOf(source: StoredSource): Row {
  return {
    ...{ id: source.id, kind: source.kind, name: source.name, level: source.level },
    ...{ areas: JSON.stringify(source.areas), mapping: source.mapping, signers: JSON.stringify(source.signers) },
    ...{ report_url: source.reportUrl ?? null, report_secret: source.reportSecret ?? null },
    ...{ status_every_seconds: source.statusEverySeconds, secret_hash: source.secretHash, state: source.state },
    ...{ last_called_at: source.lastCalledAt ?? null, last_report_at: source.lastReportAt ?? null },
    ...{ failure: source.failure ?? null, log_position: source.logPosition },
    sums_position: source.sumsPosition ?? null,
    settings: JSON.stringify(settingsOf(source)),
    ...{ created_by: source.createdBy, created_at: source.createdAt, ended_at: source.endedAt ?? null },
  };
}

function settingsOf({ streamHosts, logPer, weights, feed }: StoredSource) {
  return { streamHosts, logPer, weights, feed };
}

function sourceOf(row: Row): StoredSource {
  return {
    ...{ id: row.id, kind: kind.parse(row.kind), name: row.name, level: level.parse(row.level) },
    ...{ areas: texts.parse(JSON.parse(row.areas)), mapping: row.mapping },
    ...{ reportUrl: row.report_url ?? undefined, reportSecret: row.report_secret ?? undefined },
    ...{ statusEverySeconds: row.status_every_seconds, signers: texts.parse(JSON.parse(row.signers)) },
    ...{ secretHash: row.secret_hash, state: row.state === 'active' ? 'active' : 'ended' },
    ...{ lastCalledAt: row.last_called_at ?? undefined, lastReportAt: row.last_report_at ?? undefined },
    ...{ failure: row.failure ?? undefined, logPosition: row.log_position },
    ...{ ...settings.parse(JSON.parse(row.settings)), sumsPosition: row.sums_position ?? undefined },
    ...{ createdBy: row.created_by, createdAt: row.created_at, endedAt: row.ended_at ?? undefined },
  };
}
