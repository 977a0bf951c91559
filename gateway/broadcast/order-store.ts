import type { Knex } from 'knex';
import type { Database, Transaction } from '../database/database.ts';
import type { Orders } from './order.ts';

interface Row {
  first_id: string;
  then_id: string;
  by: string;
  at: number;
}

/** In which order two programmes follow each other where they meet, as a user decided. */
export class OrderStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(source: Knex = this.#database.read): Promise<Orders> {
    const orders = new Map<string, Set<string>>();
    for (const { first_id, then_id } of await source<Row>('programme_orders').select('first_id', 'then_id')) {
      const firsts = orders.get(then_id);
      if (firsts) firsts.add(first_id);
      else orders.set(then_id, new Set([first_id]));
    }
    return orders;
  }

  /** One order a pair: what was said before, either way round, is forgotten. */
  async save(
    transaction: Transaction,
    order: { first: string; second: string; by: string; at: number },
  ): Promise<void> {
    const { first, second, by, at } = order;
    await transaction<Row>('programme_orders').where({ first_id: second, then_id: first }).delete();
    const row: Row = { first_id: first, then_id: second, by, at };
    await transaction<Row>('programme_orders').insert(row).onConflict(['first_id', 'then_id']).merge();
  }
}
