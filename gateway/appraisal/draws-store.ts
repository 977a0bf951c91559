import type { Knex } from 'knex';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import type { Transaction } from '../database/database.ts';
import type { DrawnItem, DrawTerms } from './draw-rule.ts';

/** A draw as stored, without names. */
export interface StoredDraw extends Omit<DrawTerms, 'hamlets'> {
  readonly id: string;
  readonly round: string;
  readonly communes: readonly string[];
  readonly items: readonly DrawnItem[];
  readonly by: string;
  readonly at: number;
}

interface DrawRow {
  readonly id: string;
  readonly round_id: string;
  readonly seed: string;
  readonly from_day: string;
  readonly to_day: string;
  readonly parts: string;
  readonly communes: string;
  readonly candidates: string;
  readonly items: string;
  readonly by: string;
  readonly at: number;
}

export async function addDraw(transaction: Transaction, draw: StoredDraw): Promise<void> {
  await transaction('appraisal_draws').insert({
    ...{ id: draw.id, round_id: draw.round, seed: draw.seed, from_day: draw.from, to_day: draw.to },
    ...{ parts: draw.parts.join(','), communes: JSON.stringify(draw.communes) },
    ...{ candidates: JSON.stringify(draw.candidates), items: JSON.stringify(draw.items) },
    ...{ by: draw.by, at: draw.at },
  });
}

/** Of one round, the newest first. */
export async function drawsOf(read: Knex, round: string): Promise<StoredDraw[]> {
  const rows: DrawRow[] = await read('appraisal_draws').where({ round_id: round }).orderBy('id', 'desc');
  return rows.map(fromRow);
}

/** The lists are what this gateway itself wrote, and the table is append-only. */
function fromRow(row: DrawRow): StoredDraw {
  return {
    ...{ id: row.id, round: row.round_id, seed: row.seed, from: row.from_day, to: row.to_day, by: row.by, at: row.at },
    parts: PARTS_OF_DAY.filter((part) => row.parts.split(',').includes(part)),
    communes: JSON.parse(row.communes) as string[],
    candidates: JSON.parse(row.candidates) as string[],
    items: JSON.parse(row.items) as DrawnItem[],
  };
}
