import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../../gateway/database/database.ts';
import type { TestDatabase } from '../../database/engines.ts';

/** SQLite that need not outlive the test: nothing waits for the disk. What differs between engines is tested in alert-store. */
export async function openForAMoment(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-cap-'));
  const url = `sqlite:${join(folder, 'loaxa.db')}`;
  const database = new Database(url, { durable: false });
  await database.start();
  return {
    ...{ database, url },
    close: async () => {
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
