import type { Knex } from 'knex';
import type { EvidenceStatus } from '../../protocol/api/evidence.ts';
import type { Transaction } from '../database/database.ts';

export type Destination = EvidenceStatus['published'][number]['to'];

export interface Sending {
  readonly size: number;
  readonly to: Destination;
  readonly tries: number;
}

export async function planSendings(
  transaction: Transaction,
  size: number,
  destinations: readonly Destination[],
  now: number,
): Promise<void> {
  for (const to of destinations)
    await transaction('checkpoint_sendings')
      .insert({ size, to, tries: 0, next_at: now })
      .onConflict(['size', 'to'])
      .ignore();
}

/** What is to be tried now: of each destination only the newest, since a later head says all that an earlier one said. */
export async function dueSendings(database: Knex, now: number, maxTries: number): Promise<Sending[]> {
  return database('checkpoint_sendings as s')
    .whereNull('s.done_at')
    .where('s.next_at', '<=', now)
    .where('s.tries', '<', maxTries)
    .whereNotExists((newer) =>
      newer
        .from('checkpoint_sendings as n')
        .whereRaw('n.?? = s.??', ['to', 'to'])
        .whereRaw('n.size > s.size')
        .select('n.size'),
    )
    .select('s.size', 's.to', 's.tries');
}

export async function markSending(
  transaction: Transaction,
  { size, to }: Sending,
  outcome: { readonly tries: number; readonly at: number; readonly nextAt: number; readonly failed?: string },
): Promise<void> {
  const { tries, at, nextAt, failed } = outcome;
  await transaction('checkpoint_sendings')
    .where({ size, to })
    .update({
      ...{ tries, tried_at: at, next_at: nextAt, failed: failed ?? null },
      ...(failed === undefined && { done_at: at }),
    });
}

/** The last word of each destination. */
export async function lastSendings(database: Knex): Promise<EvidenceStatus['published']> {
  const rows = await database('checkpoint_sendings as s')
    .whereNotNull('s.tried_at')
    .whereNotExists((newer) =>
      newer
        .from('checkpoint_sendings as n')
        .whereRaw('n.?? = s.??', ['to', 'to'])
        .whereRaw('n.size > s.size')
        .whereNotNull('n.tried_at')
        .select('n.size'),
    )
    .orderBy('s.to')
    .select('s.size', 's.to', 's.tried_at', 's.failed');
  return rows.map(({ size, to, tried_at: at, failed }) => ({ to, size, at, ...(failed === null ? {} : { failed }) }));
}
