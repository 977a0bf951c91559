import type { Knex } from 'knex';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { InvalidInputError } from '../errors.ts';

/** The last item of the page before. */
export interface After {
  readonly at: number;
  readonly id: string;
}

/** Sorts by creation, newest first, and goes on behind `after`. */
export function newestFirst(query: Knex.QueryBuilder, after: After | undefined): Knex.QueryBuilder {
  query.orderBy([
    { column: 'created_at', order: 'desc' },
    { column: 'id', order: 'desc' },
  ]);
  if (!after) return query;
  return query.where((earlier) =>
    earlier
      .where('created_at', '<', after.at)
      .orWhere((same) => same.where('created_at', after.at).where('id', '<', after.id)),
  );
}

/** Every word must be in what the key was made of, accents or not. */
export function searchWords(query: Knex.QueryBuilder, search: string | undefined): void {
  for (const word of foldForSearch(search ?? '').split(' ')) {
    if (word) query.whereLike('search_key', `%${word.replace(/[%_\\]/g, '')}%`);
  }
}

export function cursorOf({ at, id }: After): string {
  return `${at}~${id}`;
}

export function readCursor(cursor: string | undefined): After | undefined {
  if (cursor === undefined) return undefined;
  const found = /^(\d{1,15})~([0-9A-Z@]{10,64})$/.exec(cursor);
  if (!found) throw new InvalidInputError('bad-cursor', 'The cursor is none of ours; ask for the first page again.');
  return { at: Number(found[1]), id: found[2] as string };
}
