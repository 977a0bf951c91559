import type { Database, Transaction } from '../database/database.ts';

/** A form somebody has begun: what was typed, as the page keeps it. */
export interface FormDraft {
  /** `new`, or the programme that is changed. */
  readonly of: string;
  readonly body: string;
  readonly version: number;
  readonly changedAt: number;
}

interface Row {
  account_id: string;
  of: string;
  body: string;
  version: number;
  changed_at: number;
}

export class FormDraftStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(account: string, of: string, within?: Transaction): Promise<FormDraft | undefined> {
    const row = await (within ?? this.#database.read)<Row>('form_drafts').where({ account_id: account, of }).first();
    return row && { of, body: row.body, version: row.version, changedAt: row.changed_at };
  }

  async save(transaction: Transaction, account: string, { of, body, version, changedAt }: FormDraft): Promise<void> {
    await transaction<Row>('form_drafts')
      .insert({ account_id: account, of, body, version, changed_at: changedAt })
      .onConflict(['account_id', 'of'])
      .merge();
  }

  async delete(transaction: Transaction, account: string, of: string): Promise<void> {
    await transaction<Row>('form_drafts').where({ account_id: account, of }).delete();
  }

  /** What nobody has touched since `before`, of everybody; and of this account all but the newest `most`. */
  async tidy(transaction: Transaction, account: string, before: number, most: number): Promise<void> {
    await transaction<Row>('form_drafts').where('changed_at', '<', before).delete();
    const old = await transaction<Row>('form_drafts')
      .where({ account_id: account })
      .orderBy([{ column: 'changed_at', order: 'desc' }, 'of'])
      .offset(most)
      .limit(100)
      .select('of');
    if (old.length === 0) return;
    const names = old.map((row) => row.of);
    await transaction<Row>('form_drafts').where({ account_id: account }).whereIn('of', names).delete();
  }
}
