import { ulid } from 'ulid';
import type { Bulletin, BulletinInput } from '../../protocol/api/broadcast.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { requireMayApprove } from './approval.ts';
import { BulletinStore, type ItemQuery, type StoredBulletin } from './bulletin-store.ts';
import { bulletinHash } from './content.ts';
import type { BroadcastParts } from './parts.ts';
import { Reach } from './reach.ts';

/** Programmes that say a bulletin lose their approval with it, in the same transaction; the result is called after the commit. */
export type BulletinEdited = (transaction: Transaction, bulletin: StoredBulletin) => Promise<() => Promise<void>>;

/** What is to be said, and who allowed it. */
export class Bulletins {
  readonly store: BulletinStore;
  readonly #parts: BroadcastParts;
  readonly #reach: Reach;
  readonly #edited: BulletinEdited;

  constructor(parts: BroadcastParts, edited: BulletinEdited) {
    this.#parts = parts;
    this.#reach = new Reach(parts);
    this.#edited = edited;
    this.store = new BulletinStore(parts.database);
  }

  async create(person: Person, input: BulletinInput): Promise<StoredBulletin> {
    const area = this.#reach.ownArea(person, input.area);
    await this.#requireRecording(input.recording);
    const now = this.#parts.clock.now();
    const bulletin: StoredBulletin = {
      ...contentOf(input),
      id: ulid(now),
      area,
      state: 'pending',
      contentHash: bulletinHash(input),
      createdBy: person.id,
      changedBy: person.id,
      createdAt: now,
    };
    await this.#parts.database.write(async (transaction) => {
      await this.store.save(transaction, bulletin);
      await this.#record(transaction, person, 'bulletin.create', undefined, bulletin);
    });
    this.#tell();
    return bulletin;
  }

  /** Any edit voids the approval, here and of every programme that says it. */
  async replace(person: Person, id: string, input: BulletinInput): Promise<StoredBulletin> {
    await this.#requireRecording(input.recording);
    return this.#change(person, id, 'bulletin.change', (before) => {
      const contentHash = bulletinHash(input);
      if (contentHash === before.contentHash) return before;
      const { text: _, approval: __, ...kept } = before;
      return { ...kept, ...contentOf(input), state: 'pending', contentHash, changedBy: person.id };
    });
  }

  async cancel(person: Person, id: string): Promise<StoredBulletin> {
    return this.#change(person, id, 'bulletin.cancel', (before) => ({ ...before, state: 'cancelled' }));
  }

  /** Bound to exactly the content that is there; `readHash` is what the approver was shown. */
  async approve(person: Person, id: string, readHash?: string): Promise<StoredBulletin> {
    const at = this.#parts.clock.now();
    return this.#change(person, id, 'bulletin.approve', (before) => {
      requireMayApprove(before, person, readHash);
      const approval = { by: person.id, at, contentHash: before.contentHash };
      return { ...before, state: 'approved', approval };
    });
  }

  async get(id: string): Promise<StoredBulletin> {
    const found = await this.store.get(id);
    if (!found) throw new NotFoundError('no-such-bulletin', 'There is no such bulletin.');
    return found;
  }

  list(query: ItemQuery): Promise<{ items: StoredBulletin[]; total: number }> {
    return this.store.list(query);
  }

  async asBulletin(bulletin: StoredBulletin): Promise<Bulletin> {
    return (await this.asBulletins([bulletin]))[0] as Bulletin;
  }

  async asBulletins(bulletins: readonly StoredBulletin[]): Promise<Bulletin[]> {
    const recordings = await this.#parts.recordings.getMany(bulletins.map((bulletin) => bulletin.recording));
    const lengths = new Map(recordings.map((recording) => [recording.sha256, recording.durationMs]));
    return bulletins.map(({ approval, changedBy: _, ...bulletin }) => ({
      ...bulletin,
      durationMs: lengths.get(bulletin.recording) ?? 0,
      ...(approval ? { approval: { ...approval, byName: this.#nameOf(approval.by) } } : {}),
      createdByName: this.#nameOf(bulletin.createdBy),
    }));
  }

  async #change(
    person: Person,
    id: string,
    action: string,
    decide: (before: StoredBulletin) => StoredBulletin,
  ): Promise<StoredBulletin> {
    const { changed, afterCommit } = await this.#parts.database.write(async (transaction) => {
      const before = await this.store.get(id, transaction);
      if (!before) throw new NotFoundError('no-such-bulletin', 'There is no such bulletin.');
      requireScope(this.#parts.tree, person, before.area);
      if (before.state === 'cancelled') throw new ConflictError('cancelled', 'This bulletin was cancelled.');
      const after = decide(before);
      if (after === before) return { changed: before };
      await this.store.save(transaction, after);
      await this.#record(transaction, person, action, before, after);
      return { changed: after, afterCommit: await this.#edited(transaction, after) };
    });
    await afterCommit?.();
    this.#tell();
    return changed;
  }

  async #requireRecording(sha256: string): Promise<void> {
    if (!(await this.#parts.recordings.get(sha256)))
      throw new InvalidInputError('no-such-recording', 'Upload the recording first; no recording has this name.');
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    before: StoredBulletin | undefined,
    after: StoredBulletin,
  ): Promise<void> {
    const show = (one: StoredBulletin) => ({ title: one.title, state: one.state, contentHash: one.contentHash });
    await this.#parts.audit.record(
      {
        by: person.id,
        action,
        subject: after.id,
        area: after.area,
        outcome: 'done',
        ...(before ? { before: show(before) } : {}),
        after: show(after),
      },
      transaction,
    );
  }

  #nameOf(account: string): string {
    return this.#parts.nameOf(account) ?? account;
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'bulletins' });
  }
}

function contentOf({ area: _, ...content }: BulletinInput): Omit<BulletinInput, 'area'> {
  return content;
}
