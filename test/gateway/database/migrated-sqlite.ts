import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Database } from '../../../gateway/database/database.ts';

let migrated: Promise<Buffer> | undefined;

/** Puts a SQLite file there whose migrations have run: they run once for all databases of a process, not for each. */
export async function placeSqlite(file: string): Promise<void> {
  migrated ??= migratedFile();
  const bytes = await migrated;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

async function migratedFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-migrated-'));
  const file = join(folder, 'loaxa.db');
  const database = new Database(`sqlite:${file}`, { durable: false });
  await database.start();
  // The last connection writes back what stands in the log beside the file.
  await database.stop();
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true, force: true });
  return bytes;
}
