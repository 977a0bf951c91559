import type { Database, Transaction } from '../database/database.ts';

interface Row {
  command_id: string;
  stop_id: string;
  at: number;
  by: string;
}

/** One node that was told to fall silent, and whether it said that it is. */
export interface StopTarget {
  readonly node: string;
  readonly isDone: boolean;
  readonly updatedAt: number;
}

/** Which commands one press of STOP became. */
export class StopStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The first command names the stop. */
  async add(transaction: Transaction, commands: readonly string[], by: string, at: number): Promise<void> {
    const [first] = commands;
    if (first === undefined) return;
    const rows = commands.map((command): Row => ({ command_id: command, stop_id: first, at, by }));
    await transaction<Row>('stops').insert(rows);
  }

  async get(stop: string): Promise<{ at: number; by: string } | undefined> {
    return this.#database.read<Row>('stops').where({ stop_id: stop }).first('at', 'by');
  }

  async targets(stop: string): Promise<StopTarget[]> {
    const rows: { node_id: string; state: string; updated_at: number }[] = await this.#database
      .read('stops AS s')
      .join('command_targets AS t', 't.command_id', 's.command_id')
      .where('s.stop_id', stop)
      .select('t.node_id', 't.state', 't.updated_at');
    return rows.map((row) => ({ node: row.node_id, isDone: row.state === 'done', updatedAt: row.updated_at }));
  }
}
