import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../gateway/database/database.ts';
import { givePostgresBack, takePostgres } from './migrated-postgres.ts';
import { placeSqlite } from './migrated-sqlite.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  close(): Promise<void>;
}

/** A fresh, migrated SQLite database in a folder of its own. It is thrown away, so nothing waits for the disk. */
export async function openSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-test-'));
  const file = join(folder, 'loaxa.db');
  await placeSqlite(file);
  const url = `sqlite:${file}`;
  const database = new Database(url, { durable: false });
  await database.start();
  return {
    database,
    url,
    close: async () => {
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh database on the server named by LOAXA_TEST_POSTGRES (test/gateway/database/postgres-server.ts starts one). */
export async function openPostgres(server: string): Promise<TestDatabase> {
  const url = await takePostgres(server);
  const database = new Database(url);
  await database.start();
  return {
    database,
    url,
    close: async () => {
      await database.stop();
      await givePostgresBack(server, url);
    },
  };
}

/** What `describe.each(ENGINES)` runs every store test on; PostgreSQL is left out, and said so, only where no server could be started. */
export const ENGINES: readonly { engine: string; open: () => Promise<TestDatabase> }[] = [
  { engine: 'SQLite', open: openSqlite },
  ...(process.env.LOAXA_TEST_POSTGRES
    ? [{ engine: 'PostgreSQL', open: () => openPostgres(process.env.LOAXA_TEST_POSTGRES as string) }]
    : []),
];
