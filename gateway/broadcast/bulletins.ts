import { ulid } from 'ulid';
import type { Bulletin, BulletinInput } from '../../protocol/api/broadcast.ts';
import type { ReturnInput } from '../../protocol/api/library.ts';
import { sourceOfAuthor } from '../../protocol/authority.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { approved, requireMayApprove, sentBack, stateAfterChange, submitted } from './approval.ts';
import { shownDecisions } from './approval-row.ts';
import { type BulletinQuery, BulletinStore, type StoredBulletin } from './bulletin-store.ts';
import { bulletinHash } from './content.ts';
import { requireLastDay } from './expiry.ts';
import { bulletinFacets } from './facets.ts';
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
    requireLastDay(input.expiresOn, undefined, dayOf(now));
    const bulletin: StoredBulletin = {
      ...contentOf(input),
      id: ulid(now),
      area,
      state: input.draft ? 'draft' : 'pending',
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

  /**
   * Any edit of what is said, or how it is presented, voids the approval, here and of every programme that says it. The genre is
   * for counting only and voids nothing (docs/decisions/0027).
   */
  async replace(person: Person, id: string, input: BulletinInput): Promise<StoredBulletin> {
    await this.#requireRecording(input.recording);
    return this.#change(person, id, 'bulletin.change', (before) => {
      requireLastDay(input.expiresOn, before.expiresOn, dayOf(this.#parts.clock.now()));
      const contentHash = bulletinHash(input);
      const isSame = contentHash === before.contentHash;
      if (isSame && input.genre !== before.genre && (before.state !== 'draft' || input.draft)) {
        const { genre: _, ...rest } = before;
        return input.genre === undefined ? rest : { ...rest, genre: input.genre };
      }
      // A draft that is not called one any more goes to the approver as it is.
      if (isSame && (before.state !== 'draft' || input.draft)) return before;
      const { text: _, expiresOn: __, genre: ____, approval: ___, ...kept } = before;
      const state = input.draft ? 'draft' : 'pending';
      return { ...kept, ...contentOf(input), state, contentHash, changedBy: person.id };
    });
  }

  /** From its maker to the approver. */
  async submit(person: Person, id: string): Promise<StoredBulletin> {
    return this.#change(person, id, 'bulletin.submit', submitted);
  }

  /** Back to its maker. */
  async giveBack(person: Person, id: string, why: ReturnInput): Promise<StoredBulletin> {
    const at = this.#parts.clock.now();
    return this.#change(person, id, 'bulletin.return', (before) =>
      sentBack(before, person, at, why, bulletinFacets(before)),
    );
  }

  async cancel(person: Person, id: string): Promise<StoredBulletin> {
    return this.#change(person, id, 'bulletin.cancel', (before) => ({ ...before, state: 'cancelled' }));
  }

  /**
   * Bound to exactly the content that is there; `readHash` is what the approver was shown. Whether this person may judge in
   * that place, and heard it, is asked by the desk (approvals.ts), through which every request comes.
   */
  async approve(person: Person, id: string, readHash?: string, inPlaceOf?: string): Promise<StoredBulletin> {
    const by = { by: person.id, at: this.#parts.clock.now(), for: inPlaceOf };
    return this.#change(person, id, 'bulletin.approve', (before) => {
      requireMayApprove(before, person, readHash);
      return approved(before, by, bulletinFacets(before));
    });
  }

  /** By the approval of a programme that says it, in its transaction; no content changes, so nothing else loses its own. */
  async approveAlong(
    transaction: Transaction,
    person: Person,
    before: StoredBulletin,
    by: Parameters<typeof approved>[1],
  ): Promise<void> {
    requireMayApprove(before, person, undefined);
    const after = approved(before, by, bulletinFacets(before));
    await this.store.save(transaction, after);
    await this.#record(transaction, person, 'bulletin.approve', before, after);
  }

  /** Changes those that `find` gives in one transaction, or none; each loses its approval with its content. */
  async changeAll(
    person: Person,
    action: string,
    find: (transaction: Transaction) => Promise<readonly StoredBulletin[]>,
    change: (before: StoredBulletin) => StoredBulletin,
  ): Promise<StoredBulletin[]> {
    const { changed, afterCommit } = await this.#parts.database.write(async (transaction) => {
      const changed: StoredBulletin[] = [];
      const afterCommit: (() => Promise<void>)[] = [];
      for (const before of await find(transaction)) {
        const content = change(before);
        const { approval: _, ...kept } = content;
        const state = stateAfterChange(before.state);
        const after = { ...kept, state, contentHash: bulletinHash(content), changedBy: person.id };
        afterCommit.push(await this.#put(transaction, person, action, before, after));
        changed.push(after);
      }
      return { changed, afterCommit };
    });
    for (const then of afterCommit) await then();
    if (changed.length > 0) this.#tell();
    return changed;
  }

  async get(id: string): Promise<StoredBulletin> {
    const found = await this.store.get(id);
    if (!found) throw new NotFoundError('no-such-bulletin', 'There is no such bulletin.');
    return found;
  }

  list(query: BulletinQuery): Promise<{ items: StoredBulletin[]; total: number }> {
    return this.store.list(query);
  }

  async asBulletin(bulletin: StoredBulletin): Promise<Bulletin> {
    return (await this.asBulletins([bulletin]))[0] as Bulletin;
  }

  async asBulletins(bulletins: readonly StoredBulletin[]): Promise<Bulletin[]> {
    const recordings = await this.#parts.recordings.getMany(bulletins.map((bulletin) => bulletin.recording));
    const lengths = new Map(recordings.map((recording) => [recording.sha256, recording.durationMs]));
    return bulletins.map(({ approval, returned, judged: _, changedBy: __, ...bulletin }) => ({
      ...bulletin,
      durationMs: lengths.get(bulletin.recording) ?? 0,
      ...shownDecisions({ approval, returned }, (account) => this.#nameOf(account)),
      createdByName: this.#nameOf(bulletin.createdBy),
      ...(sourceOfAuthor(bulletin.createdBy) === undefined ? {} : { fromSource: this.#nameOf(bulletin.createdBy) }),
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
      return { changed: after, afterCommit: await this.#put(transaction, person, action, before, after) };
    });
    await afterCommit?.();
    this.#tell();
    return changed;
  }

  /** As it is, with its record and what follows from it; for the door from above, which judges for itself. See `#put`. */
  putFromAbove(
    transaction: Transaction,
    by: Person,
    action: string,
    before: StoredBulletin | undefined,
    after: StoredBulletin,
  ): Promise<() => Promise<void>> {
    return this.#put(transaction, by, action, before, after);
  }

  /** What it returns is called after the commit. */
  async #put(
    transaction: Transaction,
    person: Person,
    action: string,
    before: StoredBulletin | undefined,
    after: StoredBulletin,
  ): Promise<() => Promise<void>> {
    await this.store.save(transaction, after);
    await this.#record(transaction, person, action, before, after);
    if (before && onlyGenre(before, after)) return async () => {};
    return this.#edited(transaction, after);
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
    const show = ({ title, state, contentHash, recording, genre, approval, returned }: StoredBulletin) => ({
      ...{ title, state, contentHash, recording },
      ...(genre ? { genre } : {}),
      ...(state === 'approved' && approval?.for ? { for: approval.for } : {}),
      ...(state === 'returned' && returned ? { reason: returned.reason, note: returned.note } : {}),
    });
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

  /** After the commit of whoever used `putFromAbove`. */
  told(): void {
    this.#tell();
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'bulletins' });
  }
}

/** Nothing that sounds is another: programmes that say it keep their approval. */
function onlyGenre(before: StoredBulletin, after: StoredBulletin): boolean {
  return before.genre !== after.genre && before.contentHash === after.contentHash && before.state === after.state;
}

function contentOf({ area: _, draft: __, ...content }: BulletinInput): Omit<BulletinInput, 'area' | 'draft'> {
  return content;
}
