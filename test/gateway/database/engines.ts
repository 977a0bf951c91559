import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexModule from 'knex';
import { Database } from '../../../gateway/database/database.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  close(): Promise<void>;
}

/** A fresh, migrated SQLite database in a folder of its own. */
export async function openSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-test-'));
  const url = `sqlite:${join(folder, 'loaxa.db')}`;
  const database = new Database(url);
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
  const name = `t${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const admin = knexModule.knex({ client: 'pg', connection: server, pool: { min: 0, max: 1 } });
  await admin.raw(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = new Database(url.href);
  await database.start();
  return {
    database,
    url: url.href,
    close: async () => {
      await database.stop();
      await admin.raw(`DROP DATABASE ${name}`);
      await admin.destroy();
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
