import { ulid } from 'ulid';
import type { SourceCall } from '../../protocol/api/sources.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { PerMinute } from '../http/per-minute.ts';

interface Row {
  id: string;
  source_id: string;
  at: number;
  what: string;
  subject: string | null;
  outcome: string;
  detail: string | null;
}

/** So many of a source are kept. */
const KEPT = 1_000;
const TEXT_LENGTH = 300;
/** A program gone wild does not fill the table: beyond, refusals are answered and not written down. */
const REFUSALS_PER_MINUTE = 60;

/** What sources asked for and what became of it, to be read by whoever looks for a mistake. The audit is another thing. */
export class SourceCalls {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #refusals: PerMinute;

  constructor(parts: { readonly database: Database; readonly clock: Clock }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#refusals = new PerMinute(parts.clock, REFUSALS_PER_MINUTE);
  }

  async note(source: string, call: Omit<SourceCall, 'id' | 'at'>, within?: Transaction): Promise<void> {
    if (call.outcome === 'refused' && !this.#refusals.take(source)) return;
    const at = this.#clock.now();
    const row: Row = {
      ...{ id: ulid(at), source_id: source, at, what: call.what.slice(0, TEXT_LENGTH), outcome: call.outcome },
      subject: call.subject?.slice(0, TEXT_LENGTH) ?? null,
      detail: call.detail?.slice(0, TEXT_LENGTH) ?? null,
    };
    const insert = async (transaction: Transaction) => {
      await transaction<Row>('source_calls').insert(row);
    };
    await (within ? insert(within) : this.#database.write(insert));
  }

  async list(source: string, limit = 100): Promise<SourceCall[]> {
    const rows = await this.#database
      .read<Row>('source_calls')
      .where({ source_id: source })
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map((row) => ({
      ...{ id: row.id, at: row.at, what: row.what, outcome: row.outcome === 'done' ? 'done' : 'refused' },
      ...(row.subject === null ? {} : { subject: row.subject }),
      ...(row.detail === null ? {} : { detail: row.detail }),
    }));
  }

  /** Each night. */
  async trim(sources: readonly string[]): Promise<void> {
    for (const source of sources) {
      const oldest = await this.#database
        .read<Row>('source_calls')
        .where({ source_id: source })
        .orderBy('id', 'desc')
        .offset(KEPT)
        .first('id');
      if (!oldest) continue;
      await this.#database.write(async (transaction) => {
        await transaction<Row>('source_calls').where({ source_id: source }).where('id', '<=', oldest.id).delete();
      });
    }
  }
}
