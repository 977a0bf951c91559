import { z } from 'zod';
import { recurrence, target } from '../../protocol/api/broadcast.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { StoredProgramme } from './programme-store.ts';

export interface ProgrammeVersionRow {
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly programme: StoredProgramme;
  /** The programme that the same act made: the second part of a timetable that was split. */
  readonly made?: string | undefined;
}

interface Row {
  programme_id: string;
  version: number;
  at: number;
  by: string;
  action: string;
  snapshot: string;
  made_id: string | null;
}

/** Written by ourselves; only what a later version may have changed the shape of is read again by schema. */
const snapshot = z.looseObject({ recurrence, targets: z.array(target), bulletins: z.array(z.string()) });

/** Every state a programme was in. Append-only: the database itself refuses to change or delete a row. */
export class ProgrammeVersions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps what a programme is from now on; with `before`, also that one, where it is older than the record. */
  async keep(
    transaction: Transaction,
    act: { readonly at: number; readonly by: string; readonly action: string; readonly made?: string | undefined },
    after: StoredProgramme,
    before?: StoredProgramme,
  ): Promise<void> {
    if (before) {
      const first = { at: before.createdAt, by: before.createdBy, action: 'programme.create' };
      await transaction<Row>('programme_versions')
        .insert(rowOf(first, before))
        .onConflict(['programme_id', 'version'])
        .ignore();
    }
    await transaction<Row>('programme_versions').insert(rowOf(act, after));
  }

  /** Newest first. */
  async of(programme: string, limit: number, within?: Transaction): Promise<ProgrammeVersionRow[]> {
    const rows = await (within ?? this.#database.read)<Row>('programme_versions')
      .where({ programme_id: programme })
      .orderBy('version', 'desc')
      .limit(limit);
    return rows.map((row) => ({
      version: row.version,
      at: row.at,
      by: row.by,
      action: row.action,
      // Our own writing, checked where its shape may change.
      programme: snapshot.parse(JSON.parse(row.snapshot)) as unknown as StoredProgramme,
      ...(row.made_id === null ? {} : { made: row.made_id }),
    }));
  }
}

function rowOf(
  act: { readonly at: number; readonly by: string; readonly action: string; readonly made?: string | undefined },
  programme: StoredProgramme,
): Row {
  return {
    programme_id: programme.id,
    version: programme.version,
    at: act.at,
    by: act.by,
    action: act.action,
    // An exception is no part of what undo brings back: two people gave it to what was, once.
    snapshot: JSON.stringify({ ...programme, exception: undefined }),
    made_id: act.made ?? null,
  };
}
