import type { Knex } from 'knex';
import { z } from 'zod';
import { type Target, target } from '../../protocol/api/broadcast.ts';
import { type InboxItem, inboxItem } from '../../protocol/api/campaigns.ts';
import type { Database, Transaction } from '../database/database.ts';

export type Wish = NonNullable<InboxItem['wish']>;

/** What became of one bulletin of a source; `source` and `reference` name it. */
export interface SentFromAbove {
  readonly source: string;
  readonly reference: string;
  readonly bulletin: string;
  readonly programme?: string | undefined;
  readonly targets: readonly Target[];
  readonly wish?: Wish | undefined;
  readonly state: 'active' | 'cancelled';
  readonly receivedAt: number;
  readonly changedAt: number;
}

interface Row {
  source_id: string;
  reference: string;
  bulletin_id: string;
  programme_id: string | null;
  targets: string;
  wish: string | null;
  state: string;
  received_at: number;
  changed_at: number;
}

const targets = z.array(target);

export class AboveStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `areas`: where it lies in the inbox. */
  async save(transaction: Transaction, sent: SentFromAbove, areas: readonly string[]): Promise<void> {
    await transaction<Row>('source_bulletins').insert(rowOf(sent)).onConflict(['source_id', 'reference']).merge();
    await transaction('source_bulletin_areas').where({ bulletin_id: sent.bulletin }).delete();
    const rows = areas.map((area_id) => ({ bulletin_id: sent.bulletin, area_id }));
    await transaction.batchInsert('source_bulletin_areas', rows, 300);
  }

  async get(source: string, reference: string, within?: Knex): Promise<SentFromAbove | undefined> {
    const row = await (within ?? this.#database.read)<Row>('source_bulletins')
      .where({ source_id: source, reference })
      .first();
    return row && sentOf(row);
  }

  /** By bulletin. */
  async of(bulletins: readonly string[]): Promise<Map<string, SentFromAbove>> {
    const rows = await this.#database.read<Row>('source_bulletins').whereIn('bulletin_id', [...bulletins]);
    return new Map(rows.map((row) => [row.bulletin_id, sentOf(row)]));
  }

  /** Bulletins addressed to one of these areas since then, the newest first. */
  async addressed(areas: readonly string[], since: number, most: number): Promise<string[]> {
    const rows: { bulletin_id: string }[] = await this.#database
      .read('source_bulletins')
      .where({ state: 'active' })
      .where('changed_at', '>', since)
      .whereIn(
        'bulletin_id',
        this.#database
          .read('source_bulletin_areas')
          .whereIn('area_id', [...areas])
          .select('bulletin_id'),
      )
      .orderBy('changed_at', 'desc')
      .limit(most)
      .select('bulletin_id');
    return rows.map((row) => row.bulletin_id);
  }
}

function rowOf(sent: SentFromAbove): Row {
  return {
    source_id: sent.source,
    reference: sent.reference,
    bulletin_id: sent.bulletin,
    programme_id: sent.programme ?? null,
    targets: JSON.stringify(sent.targets),
    wish: sent.wish ? JSON.stringify(sent.wish) : null,
    state: sent.state,
    received_at: sent.receivedAt,
    changed_at: sent.changedAt,
  };
}

function sentOf(row: Row): SentFromAbove {
  return {
    source: row.source_id,
    reference: row.reference,
    bulletin: row.bulletin_id,
    programme: row.programme_id ?? undefined,
    targets: targets.parse(JSON.parse(row.targets)),
    wish: row.wish === null ? undefined : inboxItem.shape.wish.parse(JSON.parse(row.wish)),
    state: row.state === 'active' ? 'active' : 'cancelled',
    receivedAt: row.received_at,
    changedAt: row.changed_at,
  };
}
