import type { Knex } from 'knex';
import type { Programme, Recurrence, Target } from '../../protocol/api/broadcast.ts';
import { recurrence } from '../../protocol/api/broadcast.ts';
import { MOST_SINGLES } from '../../protocol/timetable.ts';
import { addDays, startOfDay } from '../../protocol/vietnam-time.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import type { Database, Transaction } from '../database/database.ts';
import { RuleError } from '../errors.ts';
import type { Approvable } from './approval.ts';
import { type ApprovalRow, approvalColumns, approvalOf } from './approval-row.ts';
import type { ItemQuery } from './bulletin-store.ts';
import { type Following, keyOf } from './group-following.ts';
import { newestFirst, searchWords } from './newest-first.ts';
import type { QuietException } from './quiet-exception.ts';
import { QuietExceptionStore, voidOthers } from './quiet-exception-store.ts';

export interface StoredProgramme
  extends Approvable,
    Pick<Programme, 'id' | 'title' | 'class' | 'level' | 'resume' | 'registered' | 'area' | 'createdAt'> {
  readonly bulletins: readonly string[];
  /** Everything that is reached: of a programme that follows groups with their members, kept so by `GroupFollowers`. */
  readonly targets: readonly Target[];
  readonly follows?: Following | undefined;
  readonly recurrence: Recurrence;
  readonly volume?: number | undefined;
  /** Grows by one with every change. */
  readonly version: number;
  /** Asked for and not void; only read here, `QuietExceptions` writes it. */
  readonly exception?: QuietException | undefined;
}

interface Row extends ApprovalRow {
  id: string;
  title: string;
  search_key: string;
  class: string;
  level: string;
  resume: string;
  volume: number | null;
  registered: boolean | number;
  area_id: string;
  recurrence: string;
  created_at: number;
  version: number;
  /** First instant after its last run; null without an end. */
  ended_at: number | null;
}

export class ProgrammeStore {
  readonly #database: Database;
  readonly #exceptions: QuietExceptionStore;

  constructor(database: Database) {
    this.#database = database;
    this.#exceptions = new QuietExceptionStore(database);
  }

  /** Throws RuleError where more runs are changed singly than can be read back. */
  async save(transaction: Transaction, programme: StoredProgramme): Promise<void> {
    if ((programme.recurrence.exceptions?.length ?? 0) > MOST_SINGLES)
      throw new RuleError(
        'too-many-single-runs',
        `More than ${MOST_SINGLES} runs of «${programme.title}» would be changed one by one; change its days or times instead.`,
      );
    const rows = rowsOf(programme);
    await transaction('programmes').insert(rows.programmes).onConflict('id').merge();
    await voidOthers(transaction, programme.id, programme.contentHash);
    const of = { programme_id: programme.id };
    for (const table of PROGRAMME_TABLES.slice(1)) {
      await transaction(table).where(of).delete();
      if (rows[table].length > 0) await transaction.batchInsert(table, rows[table], 150);
    }
  }

  async get(id: string, source: Knex = this.#database.read): Promise<StoredProgramme | undefined> {
    const row = await source<Row>('programmes').where({ id }).first();
    return row && (await this.#complete([row], source))[0];
  }

  async getMany(ids: readonly string[]): Promise<StoredProgramme[]> {
    const found: StoredProgramme[] = [];
    const wanted = [...new Set(ids)];
    for (let from = 0; from < wanted.length; from += 500) {
      const rows = await this.#database.read<Row>('programmes').whereIn('id', wanted.slice(from, from + 500));
      found.push(...(await this.#complete(rows)));
    }
    return found;
  }

  /** Everything not cancelled that has not ended before `now`. */
  async alive(now: number): Promise<StoredProgramme[]> {
    const rows = await this.#database
      .read<Row>('programmes')
      .whereNot({ state: 'cancelled' })
      .where((open) => open.whereNull('ended_at').orWhere('ended_at', '>', now));
    return this.#complete(rows);
  }

  /** Programmes, not cancelled, that say this bulletin, at a single run too. */
  async saying(bulletin: string, source: Knex = this.#database.read): Promise<StoredProgramme[]> {
    const ids = source('programme_bulletins')
      .where({ bulletin_id: bulletin })
      .select('programme_id')
      .union([source('programme_replacements').where({ bulletin_id: bulletin }).select('programme_id')]);
    const rows = await source<Row>('programmes').whereIn('id', ids).whereNot({ state: 'cancelled' });
    return this.#complete(rows, source);
  }

  /** Programmes, neither cancelled nor over, that follow this group. */
  async following(group: string, now: number, source: Knex = this.#database.read): Promise<StoredProgramme[]> {
    return this.#complete(await this.#openFollowers(group, now, source).orderBy('id'), source);
  }

  async followerIds(group: string, now: number, source: Knex): Promise<string[]> {
    return (await this.#openFollowers(group, now, source)).map((row: Row) => row.id);
  }

  #openFollowers(group: string, now: number, source: Knex) {
    return source<Row>('programmes')
      .whereIn('id', source('programme_groups').where({ group_id: group }).select('programme_id'))
      .whereNot({ state: 'cancelled' })
      .where((open) => open.whereNull('ended_at').orWhere('ended_at', '>', now));
  }

  async areas(): Promise<string[]> {
    return (await this.#database.read<Row>('programmes').distinct('area_id')).map((row) => row.area_id);
  }

  async list(query: ItemQuery): Promise<{ items: StoredProgramme[]; total: number }> {
    const matching = this.#database.read<Row>('programmes').whereIn('area_id', [...query.areas]);
    if (query.state) matching.where({ state: query.state });
    else matching.whereNot({ state: 'cancelled' });
    searchWords(matching, query.search);
    const [counted] = await matching.clone().count({ total: '*' });
    const rows = await newestFirst(matching, query.after).limit(query.limit);
    return { items: await this.#complete(rows as Row[]), total: Number(counted?.total ?? 0) };
  }

  async #complete(rows: readonly Row[], source: Knex = this.#database.read): Promise<StoredProgramme[]> {
    if (rows.length === 0) return [];
    const bulletins = await this.#ofAll<{ bulletin_id: string }>('programme_bulletins', rows, source);
    const targets = await this.#ofAll<TargetRow>('programme_targets', rows, source);
    const groups = await this.#ofAll<{ group_id: string }>('programme_groups', rows, source);
    const exceptions = new Map<string, QuietException>();
    for (let from = 0; from < rows.length; from += 500) {
      const ids = rows.slice(from, from + 500).map((row) => row.id);
      for (const [id, one] of await this.#exceptions.of(ids, source)) exceptions.set(id, one);
    }
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      class: row.class as Programme['class'],
      level: row.level as Programme['level'],
      resume: row.resume as Programme['resume'],
      registered: Boolean(row.registered),
      area: row.area_id,
      recurrence: recurrence.parse(JSON.parse(row.recurrence)),
      ...(row.volume === null ? {} : { volume: row.volume }),
      bulletins: (bulletins.get(row.id) ?? []).map((one) => one.bulletin_id),
      targets: (targets.get(row.id) ?? []).map(targetOf),
      ...followingOf(groups.get(row.id), targets.get(row.id)),
      ...approvalOf(row),
      version: row.version,
      createdAt: row.created_at,
      ...(exceptions.has(row.id) ? { exception: exceptions.get(row.id) } : {}),
    }));
  }

  /** Rows of a dependent table by programme, in their order. */
  async #ofAll<T>(table: string, programmes: readonly Row[], source: Knex): Promise<Map<string, T[]>> {
    const grouped = new Map<string, T[]>();
    for (let from = 0; from < programmes.length; from += 500) {
      const ids = programmes.slice(from, from + 500).map((row) => row.id);
      const rows = await source(table).whereIn('programme_id', ids).orderBy(['programme_id', 'position']);
      for (const row of rows as (T & { programme_id: string })[]) {
        const group = grouped.get(row.programme_id);
        if (group) group.push(row);
        else grouped.set(row.programme_id, [row]);
      }
    }
    return grouped;
  }
}

/** Where a programme lies; the first holds itself. */
export const PROGRAMME_TABLES = [
  'programmes',
  'programme_bulletins',
  'programme_targets',
  'programme_groups',
  'programme_replacements',
] as const;

/** A programme as rows. */
export function rowsOf(programme: StoredProgramme): Record<(typeof PROGRAMME_TABLES)[number], object[]> {
  const of = { programme_id: programme.id };
  const { follows } = programme;
  const also = new Set((follows?.also ?? []).map(keyOf));
  return {
    programmes: [rowOf(programme)],
    programme_bulletins: programme.bulletins.map((bulletin_id, position) => ({ ...of, position, bulletin_id })),
    programme_targets: programme.targets.map((target, position) => ({
      ...{ ...of, position },
      area_id: 'area' in target ? target.area : null,
      node_id: 'node' in target ? target.node : null,
      of_group: follows !== undefined && !also.has(keyOf(target)),
    })),
    programme_groups: (follows?.groups ?? []).map((group_id, position) => ({ ...of, position, group_id })),
    programme_replacements: (programme.recurrence.exceptions ?? []).flatMap((one) =>
      one.do === 'replace'
        ? one.bulletins.map((bulletin_id, position) => ({ ...of, at: one.at, position, bulletin_id }))
        : [],
    ),
  };
}

interface TargetRow {
  area_id: string | null;
  node_id: string | null;
  of_group: boolean | number;
}

function targetOf({ area_id, node_id }: TargetRow): Target {
  return area_id === null ? { node: node_id as string } : { area: area_id }; // a row has one of the two
}

function followingOf(
  groups: readonly { group_id: string }[] | undefined,
  targets: readonly TargetRow[] = [],
): Pick<StoredProgramme, 'follows'> {
  if (!groups) return {};
  const also = targets.filter((one) => !one.of_group).map(targetOf);
  return { follows: { groups: groups.map((one) => one.group_id), also } };
}

/** The end of its last day, or the last run that was moved beyond it. */
function endOf({ to, exceptions = [] }: Recurrence): number | null {
  if (to === undefined) return null;
  return Math.max(startOfDay(addDays(to, 1)), ...exceptions.map((one) => (one.do === 'move' ? one.to + 1 : 0)));
}

function rowOf(programme: StoredProgramme): Row {
  return {
    id: programme.id,
    title: programme.title,
    search_key: foldForSearch(programme.title),
    class: programme.class,
    level: programme.level,
    resume: programme.resume,
    volume: programme.volume ?? null,
    registered: programme.registered,
    area_id: programme.area,
    recurrence: JSON.stringify(programme.recurrence),
    ...approvalColumns(programme),
    created_at: programme.createdAt,
    version: programme.version,
    ended_at: endOf(programme.recurrence),
  };
}
