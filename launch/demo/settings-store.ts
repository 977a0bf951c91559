import type { Database } from '../../gateway/database/database.ts';

/** Marks the installation as a demo, on every page (the gateway reads it at its start). */
export async function markAsDemo(database: Database, demo: { label: string; seed: string; at: number }): Promise<void> {
  await database.write((transaction) =>
    transaction('settings')
      .insert({ key: 'demo', value: JSON.stringify(demo) })
      .onConflict('key')
      .merge(),
  );
}
