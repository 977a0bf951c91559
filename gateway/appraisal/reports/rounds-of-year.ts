import type { Knex } from 'knex';
import { conclusionsOf, type StoredConclusion } from '../conclusions-store.ts';
import { grouped } from '../grouped.ts';
import { allRounds, type StoredRound } from '../rounds-store.ts';
import type { Ask } from './report-parts.ts';

/**
 * The appraisal rounds a summary speaks of, the newest first: the one asked for, or those of the period's year in which one of
 * its communes registered; with the council's newest word on each commune.
 */
export async function councilOf(
  read: Knex,
  { query, communes }: Pick<Ask, 'query' | 'communes'>,
): Promise<{ rounds: StoredRound[]; conclusions: StoredConclusion[] }> {
  const here = new Set(communes.map(({ id }) => id));
  const year = Number(query.to.slice(0, 4));
  const rounds = (await allRounds(read)).filter(
    (round) =>
      (query.round === undefined ? round.year === year : round.id === query.round) &&
      round.communes.some((commune) => here.has(commune)),
  );
  const words: StoredConclusion[] = [];
  // A province has a few rounds a year.
  for (const round of rounds) words.push(...(await conclusionsOf(read, round.id)));
  const newest = grouped(
    words.filter(({ area }) => here.has(area)),
    ({ area }) => area,
  );
  return { rounds, conclusions: [...newest.values()].flatMap(([first]) => first ?? []) };
}
