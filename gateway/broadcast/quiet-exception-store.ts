import type { Knex } from 'knex';
import { z } from 'zod';
import type { Database, Transaction } from '../database/database.ts';
import type { QuietException } from './quiet-exception.ts';

interface Row {
  id: string;
  programme_id: string;
  area_id: string;
  content_hash: string;
  reason: string;
  runs: string;
  until: number;
  asked_by: string;
  asked_at: number;
  first_by: string | null;
  first_at: number | null;
  second_by: string | null;
  second_at: number | null;
  void: boolean | number;
}

const runs = z.array(z.object({ at: z.number(), startAt: z.number(), content: z.array(z.string()) }));

/** One that stands for each programme at most; what is void stays, for whoever asks later. */
export class QuietExceptionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ask(transaction: Transaction, one: QuietException): Promise<void> {
    await transaction<Row>('quiet_exceptions').where({ programme_id: one.programme }).update({ void: true });
    await transaction<Row>('quiet_exceptions').insert({
      ...{ id: one.id, programme_id: one.programme, area_id: one.area, content_hash: one.contentHash },
      ...{ reason: one.reason, runs: JSON.stringify(one.runs), until: one.until, void: false },
      ...{ asked_by: one.askedBy, asked_at: one.askedAt },
      ...{ first_by: null, first_at: null, second_by: null, second_at: null },
    });
  }

  async confirm(transaction: Transaction, one: QuietException): Promise<void> {
    const [first, second] = one.confirmed;
    await transaction<Row>('quiet_exceptions')
      .where({ id: one.id, void: false })
      .update({
        ...{ first_by: first?.by ?? null, first_at: first?.at ?? null },
        ...{ second_by: second?.by ?? null, second_at: second?.at ?? null },
      });
  }

  /** Those that stand, by programme. */
  async of(programmes: readonly string[], source: Knex = this.#database.read): Promise<Map<string, QuietException>> {
    const rows = await source<Row>('quiet_exceptions')
      .whereIn('programme_id', [...programmes])
      .where({ void: false });
    return new Map(rows.map((row) => [row.programme_id, exceptionOf(row)]));
  }

  /** Programmes with an exception that waits and is not over, the soonest to end first. */
  async waiting(areas: readonly string[], now: number, limit: number): Promise<string[]> {
    const rows = await this.#database
      .read<Row>('quiet_exceptions')
      .where({ void: false })
      .where('until', '>', now)
      .whereNull('second_by')
      .whereIn('area_id', [...areas])
      .orderBy(['until', 'id'])
      .limit(limit)
      .select('programme_id');
    return rows.map((row) => row.programme_id);
  }

  async areas(): Promise<string[]> {
    return (await this.#database.read<Row>('quiet_exceptions').distinct('area_id')).map((row) => row.area_id);
  }

  /** Everything that two have confirmed and that is not over. */
  async granted(now: number): Promise<QuietException[]> {
    const rows = await this.#database
      .read<Row>('quiet_exceptions')
      .where({ void: false })
      .where('until', '>', now)
      .whereNotNull('second_by');
    return rows.map(exceptionOf);
  }
}

/** Any other content than the one it was asked for ends it, whichever way the change came. */
export async function voidOthers(transaction: Transaction, programme: string, contentHash: string): Promise<void> {
  await transaction<Row>('quiet_exceptions')
    .where({ programme_id: programme, void: false })
    .whereNot({ content_hash: contentHash })
    .update({ void: true });
}

function exceptionOf(row: Row): QuietException {
  const confirmed = [
    { by: row.first_by, at: row.first_at },
    { by: row.second_by, at: row.second_at },
  ].flatMap(({ by, at }) => (by === null || at === null ? [] : [{ by, at }]));
  return {
    ...{ id: row.id, programme: row.programme_id, area: row.area_id, contentHash: row.content_hash },
    ...{ reason: row.reason, runs: runs.parse(JSON.parse(row.runs)), until: row.until },
    ...{ askedBy: row.asked_by, askedAt: row.asked_at, confirmed },
  };
}
