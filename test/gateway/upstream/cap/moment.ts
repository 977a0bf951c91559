import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../../gateway/database/database.ts';
import type { TestDatabase } from '../../database/engines.ts';

let migrated: Promise<string> | undefined;

/**
 * SQLite that need not outlive the test: nothing waits for the disk, and all are copies of one that was migrated once. What
 * differs between engines is tested with the store.
 */
export async function openForAMoment(): Promise<TestDatabase> {
  migrated ??= migratedFile();
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-cap-'));
  copyFileSync(await migrated, join(folder, 'loaxa.db'));
  const url = `sqlite:${join(folder, 'loaxa.db')}`;
  const database = new Database(url, { durable: false });
  return {
    ...{ database, url },
    close: async () => {
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function migratedFile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-cap-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'migrated.db');
  const database = new Database(`sqlite:${file}`, { durable: false });
  await database.start();
  await database.stop();
  return file;
}
