import type { Knex } from 'knex';
import { z } from 'zod';
import type { ListeningResult } from '../../protocol/listening.ts';
import { runKey } from '../../protocol/messages/fields.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { VerifiedEntry } from '../intake/intake.ts';
import type { Word } from './hearing.ts';

/** A word as it is kept. */
export interface StoredWord extends Word {
  readonly hamlet: string;
  readonly position: number;
  readonly against: 'recording' | 'relay' | 'nothing';
  readonly content: readonly string[];
  readonly dueMs: number;
  readonly soundMs: number;
  readonly matched: readonly { readonly from: number; readonly to: number }[];
  readonly levelDb?: number;
  readonly noiseDb?: number;
}

const COLUMNS = {
  position: 'integer',
  node_id: 'text',
  hamlet_id: 'text',
  from_at: 'integer',
  to_at: 'integer',
  run_key: 'text',
  against: 'text',
  result: 'text',
  due_ms: 'integer',
  sound_ms: 'integer',
  matched_ms: 'integer',
  level_db: 'real',
  noise_db: 'real',
  content: 'text',
  matched: 'text',
  at: 'integer',
  clock_state: 'text',
  received_at: 'integer',
} as const;

interface Row {
  position: number;
  node_id: string;
  hamlet_id: string;
  from_at: number;
  to_at: number;
  against: StoredWord['against'];
  result: ListeningResult;
  due_ms: number;
  sound_ms: number;
  matched_ms: number;
  level_db: number | null;
  noise_db: number | null;
  content: string;
  matched: string;
  clock_state: string;
}

const hashes = z.array(z.string());
const spans = z.array(z.object({ from: z.number(), to: z.number() }));

export function insertWords(
  transaction: Transaction,
  dialect: Dialect,
  items: readonly VerifiedEntry<'listening'>[],
): Promise<void> {
  const rows = items.map(({ node, entry, position, receivedAt }) => ({
    ...{ position, node_id: node, hamlet_id: entry.body.hamlet, from_at: entry.body.from, to_at: entry.body.to },
    ...{ run_key: entry.body.run && runKey(entry.body.run), against: entry.body.against, result: entry.body.result },
    ...{ due_ms: entry.body.dueMs, sound_ms: entry.body.soundMs, matched_ms: entry.body.matchedMs },
    ...{ level_db: entry.body.levelDb, noise_db: entry.body.noiseDb },
    ...{ content: JSON.stringify(entry.body.content), matched: JSON.stringify(entry.body.matched) },
    ...{ at: entry.at, clock_state: entry.clock, received_at: receivedAt },
  }));
  return upsertMany(transaction, dialect, 'listenings', COLUMNS, ['position'], [], rows);
}

/** Words on these hamlets whose session begins in the window. */
export async function wordsIn(
  source: Knex,
  hamlets: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<StoredWord[]> {
  const rows: Row[] = await source('listenings')
    .whereIn('hamlet_id', [...hamlets])
    .where('from_at', '>=', from)
    .where('from_at', '<', to)
    .orderBy('position');
  return rows.map(wordOf);
}

function wordOf(row: Row): StoredWord {
  return {
    ...{ position: row.position, node: row.node_id, hamlet: row.hamlet_id, from: row.from_at, to: row.to_at },
    ...{ against: row.against, result: row.result, dueMs: row.due_ms, soundMs: row.sound_ms },
    ...{ matchedMs: row.matched_ms, trusted: row.clock_state === 'trusted' },
    content: hashes.parse(JSON.parse(row.content)),
    matched: spans.parse(JSON.parse(row.matched)),
    ...(row.level_db !== null && { levelDb: row.level_db }),
    ...(row.noise_db !== null && { noiseDb: row.noise_db }),
  };
}
