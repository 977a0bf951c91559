import type { Knex } from 'knex';
import { type ColumnType, keyTable, rowsOf, upsertMany } from '../../database/bulk.ts';
import type { Dialect, Transaction } from '../../database/database.ts';
import type { CasePlace, Deed, StoredCase, StoredEvent } from './case-record.ts';
import { searchPatterns } from './case-search.ts';

const COLUMNS: Readonly<Record<string, ColumnType>> = {
  ...{ id: 'text', commune_id: 'text', year: 'integer', serial: 'integer', state: 'text', kind: 'text' },
  ...{ severity: 'text', about: 'text', node_id: 'text', hamlet_id: 'text', incident_id: 'text' },
  ...{ incident_name: 'text', nodes: 'integer', since_at: 'integer', fault_until: 'integer', detail: 'text' },
  ...{ reporter: 'text', opened_at: 'integer', opened_by: 'text', acknowledged_at: 'integer' },
  ...{ acknowledged_by: 'text', resolved_at: 'integer', resolved_by: 'text', closed_at: 'integer' },
  ...{ closed_by: 'text', reopened: 'integer', assignee: 'text', cause: 'text', measure: 'text', parts: 'text' },
  ...{ cost_vnd: 'integer', work_minutes: 'integer', sound_heard: 'boolean', confirmed_at: 'integer' },
  ...{ confirmed_by: 'text', version: 'integer', search_key: 'text' },
};
const FIXED: readonly string[] = ['id', 'commune_id', 'year', 'serial', 'about', 'since_at', 'opened_at', 'opened_by'];
const CHANGING = Object.keys(COLUMNS).filter((column) => !FIXED.includes(column));

/** `keyOf`: what each is found by. */
export function putCases(
  transaction: Transaction,
  dialect: Dialect,
  cases: readonly StoredCase[],
  keyOf: (one: StoredCase) => string,
): Promise<void> {
  const rows = cases.map((one) => ({ ...toRow(one), search_key: keyOf(one) }));
  return upsertMany(transaction, dialect, 'cases', COLUMNS, ['id'], CHANGING, rows);
}

export function putPlaces(
  transaction: Transaction,
  dialect: Dialect,
  places: readonly { readonly case: string; readonly places: readonly CasePlace[] }[],
): Promise<void> {
  const rows = new Map<string, { case_id: string; hamlet_id: string; node_id: string }>();
  for (const one of places)
    for (const { hamlet, node = '' } of one.places)
      rows.set(`${one.case} ${hamlet} ${node}`, { case_id: one.case, hamlet_id: hamlet, node_id: node });
  const columns = { case_id: 'text', hamlet_id: 'text', node_id: 'text' } as const;
  return upsertMany(transaction, dialect, 'case_places', columns, Object.keys(columns), [], [...rows.values()]);
}

/** A key that is there already is left as it was. */
export function addEvents(transaction: Transaction, dialect: Dialect, events: readonly StoredEvent[]): Promise<void> {
  const columns: Readonly<Record<string, ColumnType>> = {
    ...{ case_id: 'text', key: 'text', at: 'integer', by: 'text', happened_at: 'integer', kind: 'text' },
    ...{ note: 'text', photos: 'text', body: 'text' },
  };
  const rows = events.map((event) => ({
    ...{ case_id: event.case, key: event.key, at: event.at, by: event.by, happened_at: event.happenedAt },
    ...{ kind: event.kind, note: event.note, photos: JSON.stringify(event.photos), body: event.body },
  }));
  return upsertMany(transaction, dialect, 'case_events', columns, ['case_id', 'key'], [], rows);
}

export async function caseById(read: Knex, id: string): Promise<StoredCase | undefined> {
  const row = await read('cases').where({ id }).first();
  return row && fromRow(row);
}

/** The newest case of each of these kinds on these things. */
export async function casesAbout(read: Knex, dialect: Dialect, abouts: readonly string[]): Promise<StoredCase[]> {
  const keys = keyTable(
    dialect,
    { about: 'text' },
    [...new Set(abouts)].map((about) => [about]),
  );
  const sql = `SELECT c.* FROM ${keys.sql} AS k JOIN cases c ON c.about = k.about
    WHERE c.id = (SELECT MAX(l.id) FROM cases l WHERE l.about = k.about)`;
  return rowsOf<Record<string, unknown>>(await read.raw(sql, keys.values)).map(fromRow);
}

export async function casesOfIncidents(read: Knex, dialect: Dialect, ids: readonly string[]): Promise<StoredCase[]> {
  const keys = keyTable(
    dialect,
    { id: 'text' },
    [...new Set(ids)].map((id) => [id]),
  );
  const sql = `SELECT c.* FROM ${keys.sql} AS k JOIN cases c ON c.incident_id = k.id`;
  return rowsOf<Record<string, unknown>>(await read.raw(sql, keys.values)).map(fromRow);
}

/** The highest number given in each commune in a year. */
export async function lastSerials(read: Knex, year: number): Promise<Map<string, number>> {
  const rows: { commune_id: string; last: number }[] = await read('cases')
    .where({ year })
    .groupBy('commune_id')
    .select('commune_id')
    .max({ last: 'serial' });
  return new Map(rows.map((row) => [row.commune_id, Number(row.last)]));
}

export interface CaseFilter {
  /** Cases that stand in, or touch, one of these areas; all when absent. */
  readonly areas?: readonly string[] | undefined;
  readonly node?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly assignee?: string | undefined;
  /** As typed. */
  readonly search?: string | undefined;
}

/** Newest first. */
export async function listCases(
  read: Knex,
  dialect: Dialect,
  filter: CaseFilter,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: StoredCase[]; total: number; next?: string }> {
  const query = () => filtered(read, dialect, filter);
  const [counted] = await query().count({ total: '*' });
  const rows = query()
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.cursor !== undefined) rows.where('id', '<', page.cursor);
  const found = (await rows.select('cases.*')).map(fromRow);
  const items = found.slice(0, page.limit);
  const last = items.at(-1);
  const more = found.length > page.limit && last !== undefined;
  return { items, total: Number(counted?.total ?? 0), ...(more ? { next: last.id } : {}) };
}

function filtered(
  read: Knex,
  dialect: Dialect,
  { areas, node, states, assignee, search }: CaseFilter,
): Knex.QueryBuilder {
  const query = read('cases');
  if (areas) {
    const keys = keyTable(
      dialect,
      { id: 'text' },
      areas.map((area) => [area]),
    );
    query.whereRaw(
      `(commune_id IN (SELECT id FROM ${keys.sql} AS a) OR EXISTS (SELECT 1 FROM case_places p
        WHERE p.case_id = cases.id AND p.hamlet_id IN (SELECT id FROM ${keys.sql} AS b)))`,
      [...keys.values, ...keys.values],
    );
  }
  if (node !== undefined)
    query.whereRaw('EXISTS (SELECT 1 FROM case_places p WHERE p.case_id = cases.id AND p.node_id = ?)', [node]);
  if (states) query.whereIn('state', [...states]);
  if (assignee !== undefined) query.where({ assignee });
  for (const pattern of searchPatterns(search ?? '')) query.whereRaw("search_key LIKE ? ESCAPE '\\'", [pattern]);
  return query;
}

export async function placesOfCases(
  read: Knex,
  dialect: Dialect,
  cases: readonly string[],
): Promise<Map<string, CasePlace[]>> {
  const keys = keyTable(
    dialect,
    { id: 'text' },
    cases.map((id) => [id]),
  );
  const rows = rowsOf<{ case_id: string; hamlet_id: string; node_id: string }>(
    await read.raw(`SELECT p.* FROM ${keys.sql} AS k JOIN case_places p ON p.case_id = k.id`, keys.values),
  );
  const found = new Map<string, CasePlace[]>(cases.map((id) => [id, []]));
  for (const row of rows)
    found.get(row.case_id)?.push({ hamlet: row.hamlet_id, ...(row.node_id === '' ? {} : { node: row.node_id }) });
  return found;
}

/** Events of these cases, in the order in which they came. */
export async function eventsOf(read: Knex, dialect: Dialect, cases: readonly string[]): Promise<StoredEvent[]> {
  const keys = keyTable(
    dialect,
    { id: 'text' },
    cases.map((id) => [id]),
  );
  const sql = `SELECT e.* FROM ${keys.sql} AS k JOIN case_events e ON e.case_id = k.id ORDER BY e.at, e.happened_at, e.key`;
  return rowsOf<Record<string, unknown>>(await read.raw(sql, keys.values)).map(toEvent);
}

/** The event of a key, of whatever case. */
export async function eventByKey(read: Knex, key: string): Promise<StoredEvent | undefined> {
  const row = await read('case_events').where({ key }).first();
  return row && toEvent(row);
}

function toEvent(row: Record<string, unknown>): StoredEvent {
  return {
    ...{ case: String(row.case_id), key: String(row.key), at: Number(row.at), by: String(row.by) },
    ...{ happenedAt: Number(row.happened_at), kind: row.kind as StoredEvent['kind'], note: String(row.note) },
    ...{ photos: JSON.parse(String(row.photos)) as string[], body: String(row.body) },
  };
}

function toRow(one: StoredCase): Record<string, string | number | boolean | undefined> {
  return {
    ...{ id: one.id, commune_id: one.commune, year: one.year, serial: one.serial, state: one.state, kind: one.kind },
    ...{ severity: one.severity, about: one.about, node_id: one.node, hamlet_id: one.hamlet },
    ...{ incident_id: one.incident, incident_name: one.incidentName, nodes: one.nodes, since_at: one.since },
    ...{ fault_until: one.faultUntil, detail: one.detail, reporter: one.reporter },
    ...{ opened_at: one.opened.at, opened_by: one.opened.by },
    ...{ acknowledged_at: one.acknowledged?.at, acknowledged_by: one.acknowledged?.by },
    ...{ resolved_at: one.resolved?.at, resolved_by: one.resolved?.by },
    ...{ closed_at: one.closed?.at, closed_by: one.closed?.by, reopened: one.reopened, assignee: one.assignee },
    ...{ cause: one.cause, measure: one.measure, parts: one.parts, cost_vnd: one.costVnd },
    ...{ work_minutes: one.workMinutes, sound_heard: one.soundHeard },
    ...{ confirmed_at: one.confirmed?.at, confirmed_by: one.confirmed?.by, version: one.version },
  };
}

function fromRow(row: Record<string, unknown>): StoredCase {
  const text = (column: string) => (row[column] as string | null) ?? undefined;
  const number = (column: string) => (row[column] == null ? undefined : Number(row[column]));
  const deed = (name: string): Deed | undefined => {
    const at = number(`${name}_at`);
    return at === undefined ? undefined : { at, by: text(`${name}_by`) ?? '' };
  };
  return {
    ...{ id: String(row.id), commune: String(row.commune_id), year: Number(row.year), serial: Number(row.serial) },
    // Written by this store only, so the words are those of the contract.
    ...{ state: row.state as StoredCase['state'], kind: row.kind as StoredCase['kind'] },
    ...{ severity: row.severity as StoredCase['severity'], about: String(row.about) },
    ...{ node: text('node_id'), hamlet: text('hamlet_id'), incident: text('incident_id') },
    ...{ incidentName: text('incident_name'), nodes: Number(row.nodes), since: Number(row.since_at) },
    ...{ faultUntil: number('fault_until'), detail: text('detail'), reporter: text('reporter') },
    ...{ opened: { at: Number(row.opened_at), by: String(row.opened_by) }, acknowledged: deed('acknowledged') },
    ...{ resolved: deed('resolved'), closed: deed('closed'), reopened: Number(row.reopened) },
    ...{ assignee: text('assignee'), cause: text('cause') as StoredCase['cause'] },
    ...{ measure: String(row.measure), parts: String(row.parts), costVnd: number('cost_vnd') },
    ...{ workMinutes: number('work_minutes'), confirmed: deed('confirmed'), version: Number(row.version) },
    soundHeard: row.sound_heard == null ? undefined : Boolean(row.sound_heard),
  };
}
