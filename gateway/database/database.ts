import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knexModule, { type Knex } from 'knex';
import pg from 'pg';
import { MigrationList } from './migration-list.ts';

const { knex } = knexModule;
export type Dialect = 'sqlite' | 'postgres';
export type Transaction = Knex.Transaction;

/** An error names the statement, never what was in it: a password's hash or a session's token would stand in the log. */
const WITHOUT_VALUES = { compileSqlOnError: false } as const;

/** Every instant and counter fits a double; node-postgres would give text for int8. */
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/**
 * One database for all stores. Writes go through `write`, one short transaction after the other (SQLite has one writer, and
 * on PostgreSQL the order makes both behave alike); reads use a connection of their own and never wait for a write.
 */
export class Database {
  readonly dialect: Dialect;
  readonly read: Knex;
  readonly #writer: Knex;
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * `url`: `sqlite:PATH` or a `postgres://` URL. Only what is thrown away after a power cut anyway (the demo while it is being
   * made, a benchmark) may set `durable` to false.
   */
  constructor(url: string, { durable = true }: { durable?: boolean } = {}) {
    if (url.startsWith('sqlite:')) {
      this.dialect = 'sqlite';
      const filename = url.slice('sqlite:'.length);
      mkdirSync(dirname(filename), { recursive: true });
      this.#writer = sqlite(filename, durable);
      this.read = sqlite(filename, durable);
    } else {
      this.dialect = 'postgres';
      this.#writer = knex({ ...WITHOUT_VALUES, client: 'pg', connection: url, pool: { min: 1, max: 1 } });
      this.read = knex({ ...WITHOUT_VALUES, client: 'pg', connection: url, pool: { min: 0, max: 4 } });
    }
  }

  /** Brings the schema up to date. */
  async start(): Promise<void> {
    await this.#writer.migrate.latest({ migrationSource: new MigrationList(this.dialect) });
  }

  async stop(): Promise<void> {
    await this.#queue.catch(() => undefined);
    await Promise.all([this.read.destroy(), this.#writer.destroy()]);
  }

  /** Runs `work` in a transaction of its own when every earlier one has ended. Nothing in it may wait for a network. */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => this.#writer.transaction(work));
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

/** WAL, FULL: a power cut loses nothing that was committed (DESIGN §8, durability). */
function sqlite(filename: string, durable: boolean): Knex {
  return knex({
    ...WITHOUT_VALUES,
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      idleTimeoutMillis: 2_147_483_647,
      afterCreate: (
        connection: { exec(sql: string, done: (error: Error | null) => void): void },
        done: (error: Error | null, connection: unknown) => void,
      ) => {
        const pragmas = `PRAGMA journal_mode=WAL; PRAGMA synchronous=${durable ? 'FULL' : 'OFF'}; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;`;
        connection.exec(pragmas, (error) => done(error, connection));
      },
    },
  });
}
