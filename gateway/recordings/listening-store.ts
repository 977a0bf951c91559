import type { Knex } from 'knex';
import { z } from 'zod';
import type { Transaction } from '../database/database.ts';
import type { Pace, Stretch } from './listening-rule.ts';

interface HeardRow {
  account_id: string;
  recording: string;
  stretches: string;
}

interface PaceRow {
  account_id: string;
  at: number;
  slack_ms: number;
}

const stretches = z.array(z.tuple([z.number(), z.number()]));

/** What an account heard of each of these recordings. */
export async function heardBy(
  source: Knex,
  account: string,
  recordings: readonly string[],
): Promise<Map<string, Stretch[]>> {
  const heard = new Map<string, Stretch[]>();
  const wanted = [...new Set(recordings)];
  for (let from = 0; from < wanted.length; from += 500) {
    const some = wanted.slice(from, from + 500);
    const rows = await source<HeardRow>('listened').where({ account_id: account }).whereIn('recording', some);
    for (const row of rows) {
      const pairs = stretches.parse(JSON.parse(row.stretches));
      heard.set(
        row.recording,
        pairs.map(([from, to]) => ({ from, to })),
      );
    }
  }
  return heard;
}

export async function saveHeard(
  transaction: Transaction,
  account: string,
  recording: string,
  heard: readonly Stretch[],
): Promise<void> {
  const row = {
    account_id: account,
    recording,
    stretches: JSON.stringify(heard.map(({ from, to }) => [from, to])),
  };
  await transaction<HeardRow>('listened').insert(row).onConflict(['account_id', 'recording']).merge();
}

export async function paceOf(source: Knex, account: string): Promise<Pace | undefined> {
  const row = await source<PaceRow>('listening_paces').where({ account_id: account }).first();
  return row && { at: row.at, slackMs: row.slack_ms };
}

export async function savePace(transaction: Transaction, account: string, { at, slackMs }: Pace): Promise<void> {
  const row = { account_id: account, at, slack_ms: slackMs };
  await transaction<PaceRow>('listening_paces').insert(row).onConflict('account_id').merge();
}
