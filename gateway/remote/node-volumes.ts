import type { Clock } from '../clock.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database, Transaction } from '../database/database.ts';

/** Nodes whose ordinary volume was set from afar; the others follow their commune. */
export class NodeVolumes {
  readonly #database: Database;
  readonly #clock: Clock;
  #known = new Map<string, number>();

  constructor(parts: { database: Database; clock: Clock }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
  }

  async start(): Promise<void> {
    const rows: { node_id: string; percent: number }[] = await this.#database.read('node_volumes').select();
    this.#known = new Map(rows.map((row) => [row.node_id, row.percent]));
  }

  of(node: string): number | undefined {
    return this.#known.get(node);
  }

  /** In the caller's transaction; `remember` follows its commit. */
  async set(transaction: Transaction, node: string, percent: number, by: string): Promise<void> {
    const row = { node_id: node, percent, set_by: by, set_at: this.#clock.now() };
    await transaction('node_volumes').insert(row).onConflict('node_id').merge();
  }

  /** The same of many, in one statement. */
  async setMany(transaction: Transaction, nodes: readonly string[], percent: number, by: string): Promise<void> {
    const columns = { node_id: 'text', percent: 'integer', set_by: 'text', set_at: 'integer' } as const;
    const rows = nodes.map((node) => ({ node_id: node, percent, set_by: by, set_at: this.#clock.now() }));
    const update = ['percent', 'set_by', 'set_at'];
    await upsertMany(transaction, this.#database.dialect, 'node_volumes', columns, ['node_id'], update, rows);
  }

  remember(node: string, percent: number): void {
    this.#known.set(node, percent);
  }
}
