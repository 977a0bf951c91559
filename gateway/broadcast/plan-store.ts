import { upsertMany } from '../database/bulk.ts';
import type { Database, Transaction } from '../database/database.ts';

/** Which plan a node shall hold, and which it said it holds. */
export interface PlanMark {
  readonly node: string;
  readonly version: number;
  readonly sha256: string;
  readonly held?: number | undefined;
}

export interface NewPlan extends PlanMark {
  readonly body: string;
  readonly from: number;
  readonly to: number;
}

const COLUMNS = {
  node_id: 'text',
  version: 'integer',
  sha256: 'text',
  body: 'text',
  from_at: 'integer',
  to_at: 'integer',
  created_at: 'integer',
  held_version: 'integer',
} as const;
const UPDATED = ['version', 'sha256', 'body', 'from_at', 'to_at', 'created_at', 'held_version'];

export class PlanStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async marks(): Promise<PlanMark[]> {
    const rows = await this.#database.read('plans').select('node_id', 'version', 'sha256', 'held_version');
    return rows.map((row) => ({
      node: row.node_id,
      version: row.version,
      sha256: row.sha256,
      held: row.held_version ?? undefined,
    }));
  }

  async saveMany(transaction: Transaction, plans: readonly NewPlan[], now: number): Promise<void> {
    const rows = plans.map((plan) => ({
      node_id: plan.node,
      version: plan.version,
      sha256: plan.sha256,
      body: plan.body,
      from_at: plan.from,
      to_at: plan.to,
      created_at: now,
      held_version: plan.held,
    }));
    await upsertMany(transaction, this.#database.dialect, 'plans', COLUMNS, ['node_id'], UPDATED, rows);
  }

  async setVersion(transaction: Transaction, node: string, version: number): Promise<void> {
    await transaction('plans').where({ node_id: node }).update({ version });
  }

  /** Many nodes hold the same version: one statement a version. */
  async setHeld(transaction: Transaction, held: ReadonlyMap<string, number>): Promise<void> {
    const byVersion = new Map<number, string[]>();
    for (const [node, version] of held) {
      const nodes = byVersion.get(version);
      if (nodes) nodes.push(node);
      else byVersion.set(version, [node]);
    }
    for (const [version, nodes] of byVersion) {
      for (let from = 0; from < nodes.length; from += 500) {
        const some = nodes.slice(from, from + 500);
        await transaction('plans').whereIn('node_id', some).update({ held_version: version });
      }
    }
  }

  /** The plan of this node, if it is the one it shall hold now. */
  async body(node: string, sha256: string): Promise<string | undefined> {
    const row = await this.#database.read('plans').where({ node_id: node, sha256 }).first('body');
    return row?.body;
  }
}
