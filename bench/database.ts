import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexModule from 'knex';
import { Database } from '../gateway/database/database.ts';

/** A folder of the bench's own, gone when `work` is done. TMPDIR says on which disk. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'loaxa-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function sqliteUrl(folder: string): string {
  return `sqlite:${join(folder, 'loaxa.db')}`;
}

export async function inDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(url);
  await database.start();
  try {
    return await work(database);
  } finally {
    await database.stop();
  }
}

/** A fresh SQLite database. */
export function inSqlite<T>(work: (database: Database, folder: string) => Promise<T>): Promise<T> {
  return inFolder((folder) => inDatabase(sqliteUrl(folder), (database) => work(database, folder)));
}

/** A fresh database on that PostgreSQL server. */
export async function inPostgres<T>(server: string, work: (database: Database) => Promise<T>): Promise<T> {
  const name = `bench_${process.pid}_${Date.now()}`;
  const admin = knexModule.knex({ client: 'pg', connection: server, pool: { min: 0, max: 1 } });
  await admin.raw(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    return await inDatabase(url.href, work);
  } finally {
    await admin.raw(`DROP DATABASE ${name}`);
    await admin.destroy();
  }
}
