import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { type FormDraft, FormDraftStore } from './form-draft-store.ts';

const KEPT_MS = 30 * DAY_MS;
const MOST = 20;

/**
 * What somebody has begun to type, so that it is found on another device; nobody else reads it. It is not in the audit log:
 * it says nothing to anybody until it is sent, and then it is a programme, which is.
 */
export class FormDrafts {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #store: FormDraftStore;

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
    this.#store = new FormDraftStore(database);
  }

  async get(person: Person, of: string): Promise<FormDraft | undefined> {
    const found = await this.#store.get(person.id, of);
    return found && found.changedAt >= this.#clock.now() - KEPT_MS ? found : undefined;
  }

  /**
   * `seen` is the version this device last saw; absent when it saw none. Throws ConflictError `draft-changed` with the newer one
   * when another device has changed it meanwhile: the person decides, never the clock.
   */
  async put(person: Person, of: string, body: string, seen: number | undefined): Promise<FormDraft> {
    const now = this.#clock.now();
    return this.#database.write(async (transaction) => {
      const found = await this.#store.get(person.id, of, transaction);
      const standing = found && found.changedAt >= now - KEPT_MS ? found : undefined;
      if (standing && standing.version !== seen)
        throw new ConflictError('draft-changed', 'This draft was changed on another device; choose one of the two.', {
          draft: { version: standing.version, changedAt: standing.changedAt, form: JSON.parse(standing.body) },
        });
      // Never a number that a device has seen with other words.
      const version = Math.max(found?.version ?? 0, seen ?? 0) + 1;
      const draft = { of, body, version, changedAt: now };
      await this.#store.save(transaction, person.id, draft);
      await this.#store.tidy(transaction, person.id, now - KEPT_MS, MOST);
      return draft;
    });
  }

  async drop(person: Person, of: string): Promise<void> {
    await this.#database.write((transaction) => this.#store.delete(transaction, person.id, of));
  }
}
