import type { Knex } from 'knex';
import type { AuditEntry } from '../../protocol/api/coverage.ts';
import { keyTable } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { AuditRecord } from './audit.ts';

export interface AuditQuery {
  /** The `next` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
  readonly by?: string;
  readonly action?: string;
  /** The first word of an action. */
  readonly kind?: string;
  readonly subject?: string;
  /** Words within `before` and `after`, or the subject itself. */
  readonly about?: string;
  readonly outcome?: 'done' | 'refused' | 'failed';
  readonly from?: number;
  readonly to?: number;
  /** Only what concerns these areas, or what these accounts did or had done to them; everything when absent. */
  readonly reach?: AuditReach;
}

export interface AuditReach {
  readonly areas: readonly string[];
  readonly accounts: readonly string[];
}

interface AuditRow {
  id: number;
  at: number;
  by: string;
  by_name: string | null;
  action: string;
  subject: string | null;
  outcome: AuditEntry['outcome'];
  before: string | null;
  after: string | null;
}

export async function insertAudit(transaction: Transaction, at: number, entry: AuditRecord): Promise<void> {
  await transaction('audit_entries').insert({
    at,
    by: entry.by,
    action: entry.action,
    subject: entry.subject ?? null,
    area_id: entry.area ?? null,
    outcome: entry.outcome,
    before: entry.before === undefined ? null : JSON.stringify(entry.before),
    after: entry.after === undefined ? null : JSON.stringify(entry.after),
    address: entry.address ?? null,
  });
}

/** Newest first; pages follow the id, so that entries written meanwhile shift nothing. */
export async function listAudit(
  read: Knex,
  dialect: Dialect,
  query: AuditQuery,
): Promise<{ items: AuditEntry[]; next?: string; total: number }> {
  const chosen = () => {
    const rows = read('audit_entries').from('audit_entries as e');
    for (const name of ['by', 'action', 'subject', 'outcome'] as const)
      if (query[name] !== undefined) rows.where(`e.${name}`, query[name]);
    if (query.kind !== undefined) rows.whereRaw(`(${KIND})`, [query.kind, `${query.kind}.%`, `${query.kind}-%`]);
    if (query.about !== undefined) rows.whereRaw(aboutSql(dialect), aboutValues(query.about));
    if (query.from !== undefined) rows.where('e.at', '>=', query.from);
    if (query.to !== undefined) rows.where('e.at', '<', query.to);
    if (query.reach) {
      const { sql, values } = reachSql(dialect, query.reach);
      rows.whereRaw(sql, values);
    }
    return rows;
  };
  const page = chosen()
    .leftJoin('accounts as a', 'a.id', 'e.by')
    .select('e.*', 'a.name as by_name')
    .orderBy('e.id', 'desc')
    .limit(query.limit + 1);
  if (query.cursor !== undefined) page.where('e.id', '<', Number(query.cursor));
  const [rows, counted] = await Promise.all([
    page as unknown as Promise<AuditRow[]>,
    chosen().count({ total: '*' }).first() as unknown as Promise<{ total: number | string } | undefined>,
  ]);
  const items = rows.slice(0, query.limit).map(fromRow);
  const last = items[items.length - 1];
  return {
    items,
    ...(rows.length > query.limit && last ? { next: String(last.id) } : {}),
    total: Number(counted?.total ?? 0),
  };
}

const KIND = 'e.action = ? OR e.action LIKE ? OR e.action LIKE ?';

function aboutSql(dialect: Dialect): string {
  const like = dialect === 'postgres' ? 'ILIKE' : 'LIKE';
  return `(e.subject = ? OR e.before ${like} ? ESCAPE '!' OR e.after ${like} ? ESCAPE '!')`;
}

/** The values are kept as JSON: a quotation mark stands there escaped. */
function aboutValues(about: string): string[] {
  const written = JSON.stringify(about).slice(1, -1);
  const within = `%${written.replace(/[!%_]/g, '!$&')}%`;
  return [about, within, within];
}

function reachSql(dialect: Dialect, { areas, accounts }: AuditReach): { sql: string; values: string[] } {
  const among = (column: string, ids: readonly string[]) => {
    const table = keyTable(
      dialect,
      { id: 'text' },
      ids.map((id) => [id]),
    );
    return { sql: `${column} IN (SELECT id FROM ${table.sql} AS k)`, values: table.values };
  };
  const parts = [among('e.area_id', areas), among('e.by', accounts), among('e.subject', accounts)];
  return { sql: `(${parts.map((part) => part.sql).join(' OR ')})`, values: parts.flatMap((part) => part.values) };
}

function fromRow(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    by: row.by,
    ...(row.by_name === null ? {} : { byName: row.by_name }),
    action: row.action,
    ...(row.subject === null ? {} : { subject: row.subject }),
    outcome: row.outcome,
    ...(row.before === null ? {} : { before: JSON.parse(row.before) }),
    ...(row.after === null ? {} : { after: JSON.parse(row.after) }),
  };
}
