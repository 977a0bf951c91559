import type { HandLogEntry, HandLogInput } from '../../protocol/api/inspections.ts';
import { addDays, type Day, dayOf, instantAt, isRealDay } from '../../protocol/vietnam-time.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { contentHash } from './content-hash.ts';
import { addCancellation, addEntry, entriesOf, entryById, type StoredEntry } from './hand-log-store.ts';
import type { InspectionsParts } from './inspections.ts';

/** A log is written while one remembers, and never backwards for the appraisal. */
export const LOG_DAYS = 7;

type HandLogParts = Pick<InspectionsParts, 'database' | 'clock' | 'audit' | 'facts' | 'tree' | 'nameOf'>;

/** What FM and wired stations broadcast, kept by hand (sổ phát thanh): written soon after, never changed, only cancelled. */
export class HandLog {
  readonly #parts: HandLogParts;

  constructor(parts: HandLogParts) {
    this.#parts = parts;
  }

  /** Keeps an entry once; the same words again give the same entry, `isNew` false. */
  async enter(person: Person, input: HandLogInput): Promise<{ entry: HandLogEntry; isNew: boolean }> {
    const { database, clock, audit, facts, tree } = this.#parts;
    requireScope(tree, person, input.commune);
    const hash = contentHash({ ...input, by: person.id });
    const kept = await database.write(async (transaction) => {
      const sent = await entryById(transaction, input.id);
      if (sent) {
        if (sent.contentHash !== hash)
          throw new ConflictError('log-id-taken', 'Another entry has this id; make a new one.');
        return { entry: sent, isNew: false };
      }
      this.#require(input);
      const entry: StoredEntry = { ...input, contentHash: hash, by: person.id, recordedAt: clock.now() };
      await addEntry(transaction, entry);
      const about = { by: person.id, action: 'hand-log.enter', subject: input.id, area: input.commune };
      await audit.record({ ...about, outcome: 'done', after: entry }, transaction);
      return { entry, isNew: true };
    });
    if (kept.isNew) facts.tell('changed', { at: clock.now(), what: 'inspections' });
    return { entry: this.#named(kept.entry), isNew: kept.isNew };
  }

  /** Takes an entry out of the count; it stays to be read. */
  async cancel(person: Person, id: string, reason: string): Promise<HandLogEntry> {
    const { database, clock, audit, facts, tree } = this.#parts;
    const cancelled = await database.write(async (transaction) => {
      const before = await entryById(transaction, id);
      if (!before) throw new NotFoundError('no-log-entry', `There is no entry ${id} in the log.`);
      requireScope(tree, person, before.commune);
      if (before.cancelledAt !== undefined)
        throw new ConflictError('log-cancelled', 'This entry was cancelled already.');
      const at = clock.now();
      await addCancellation(transaction, id, { reason, by: person.id, at });
      const after = { ...before, cancelledAt: at, cancelReason: reason };
      const about = { by: person.id, action: 'hand-log.cancel', subject: id, area: before.commune };
      await audit.record({ ...about, outcome: 'done', before, after }, transaction);
      return after;
    });
    facts.tell('changed', { at: clock.now(), what: 'inspections' });
    return this.#named(cancelled);
  }

  /** Entries of the area's communes on these days, cancelled ones too, the newest first; of a hamlet: what it could hear. */
  async list(area: string, from: Day, to: Day): Promise<HandLogEntry[]> {
    const { database, tree } = this.#parts;
    const commune = tree.communeOf(area);
    const communes =
      commune === undefined
        ? tree.all().flatMap((one) => (one.kind === 'commune' && tree.isWithin(one.id, [area]) ? [one.id] : []))
        : [commune];
    const found = await entriesOf(database.read, communes, from, to);
    const isHamlet = tree.get(area)?.kind === 'hamlet';
    return found
      .filter(({ hamlets }) => !isHamlet || hamlets === undefined || hamlets.includes(area))
      .map((entry) => this.#named(entry));
  }

  #require({ commune, hamlets, day, to }: HandLogInput): void {
    const { clock, tree } = this.#parts;
    if (tree.get(commune)?.kind !== 'commune')
      throw new RuleError('not-a-commune', 'The log is of one commune; choose the commune.');
    if (hamlets?.some((hamlet) => tree.get(hamlet)?.kind !== 'hamlet' || tree.communeOf(hamlet) !== commune))
      throw new RuleError('hamlet-elsewhere', 'Only hamlets of the commune can be named.');
    const now = clock.now();
    if (!isRealDay(day) || instantAt(day, to) > now)
      throw new RuleError('log-ahead', 'The log tells what was broadcast; write it when the broadcast is over.');
    if (day < addDays(dayOf(now), -LOG_DAYS))
      throw new RuleError('log-too-late', `An entry is written at most ${LOG_DAYS} days after the broadcast.`);
  }

  #named({ contentHash: _, by, ...entry }: StoredEntry): HandLogEntry {
    const { tree, nameOf } = this.#parts;
    return { ...entry, communeName: tree.get(entry.commune)?.name ?? entry.commune, byName: nameOf(by) ?? by };
  }
}
