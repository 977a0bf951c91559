import type { Database } from '../../../gateway/database/database.ts';

/** Rows as broadcasting writes them, with what a test leaves out filled in. */
export async function putRun(database: Database, row: Record<string, unknown>): Promise<void> {
  await database.write((t) =>
    t('runs').insert({
      title: 'Bản tin',
      class: 'normal',
      level: 'commune',
      duration_ms: 1_800_000,
      lateness_ms: 600_000,
      state: 'ended',
      content: '[]',
      registered: true,
      area_id: 'a',
      created_by: 'system',
      created_at: 0,
      ...row,
    }),
  );
}

export async function putDelivery(database: Database, row: Record<string, unknown>): Promise<void> {
  const complete = { horns: 3, due: true, registered: true, state: 'unknown', final: false, expected_ms: 1_800_000 };
  await database.write((t) =>
    t('deliveries')
      .insert({ ...complete, ...row })
      .onConflict(['run_id', 'node_id'])
      .merge(),
  );
}

/** What a full receipt leaves in a delivery. */
export function heard(dueAt: number, heardMs = 1_800_000): Record<string, unknown> {
  return {
    state: 'full',
    final: true,
    started_at: dueAt + 20,
    ended_at: dueAt + 1_800_020,
    played_ms: 1_800_000,
    heard_ms: heardMs,
    heard_by: 'microphone',
    clock_state: 'trusted',
  };
}

/** A node and, as saving it would, where it hangs from then on. */
export async function putNode(database: Database, row: Record<string, unknown>): Promise<void> {
  const complete = { code: 'X', place: '', search_key: 'x', sort_key: 'x', technology: 'ip', horns: 3 };
  const node = { ...complete, created_at: 0, enrolled_at: 0, ...row };
  await database.write((t) => t('nodes').insert(node));
  await putPlace(database, { ...node, node_id: row.id, from_at: node.created_at, until_at: row.retired_at });
}

/** A stay of a node, as what it was then. */
export async function putPlace(
  database: Database,
  { node_id, from_at, until_at, hamlet_id, technology, horns }: Record<string, unknown>,
): Promise<void> {
  const stay = { node_id, from_at, until_at: until_at ?? null, hamlet_id, technology, horns };
  await database.write((t) => t('node_places').insert(stay).onConflict(['node_id', 'from_at']).merge());
}

export async function markDirty(database: Database, hamlet: string, day: string): Promise<void> {
  await database.write((t) =>
    t('dirty_hamlet_days').insert({ hamlet_id: hamlet, day, since_at: 1 }).onConflict(['hamlet_id', 'day']).ignore(),
  );
}
