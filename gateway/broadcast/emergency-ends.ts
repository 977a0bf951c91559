import { ulid } from 'ulid';
import type { Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import { type Addressees, audiencesOf, type Speaker } from './audience.ts';
import { type Content, durationOf, partsOf } from './content.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import {
  EMERGENCY_LEAD_MS,
  isOpen,
  onTheWire,
  requireMayEnd,
  requireMayReview,
  requireStillRemembered,
  stateAt,
} from './emergency-rule.ts';
import type { EmergencySounds } from './emergency-sounds.ts';
import type { EmergencyStore, EndedHow, StoredEmergency } from './emergency-store.ts';
import { deliveryOn } from './freeze.ts';
import type { BroadcastParts } from './parts.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import { OVERRUN_MS, PLAY_NOW_LATENESS_MS } from './times.ts';

/** How emergencies end: called off, cleared, taken back, run out; and how they are reviewed afterwards. */
export class EmergencyEnds {
  readonly #parts: BroadcastParts;
  readonly #store: EmergencyStore;
  readonly #sounds: EmergencySounds;
  readonly #runs: RunStore;
  readonly #deliveries: DeliveryStore;
  readonly #reach: Reach;

  constructor(
    parts: BroadcastParts,
    around: { store: EmergencyStore; sounds: EmergencySounds; runs: RunStore; deliveries: DeliveryStore },
  ) {
    this.#parts = parts;
    this.#store = around.store;
    this.#sounds = around.sounds;
    this.#runs = around.runs;
    this.#deliveries = around.deliveries;
    this.#reach = new Reach(parts);
  }

  /** Nothing has been said yet: the siren stops and no word follows. */
  cancel(person: Speaker, id: string, why?: string): Promise<StoredEmergency> {
    return this.#end(person, id, 'cancelled', why);
  }

  clear(person: Speaker, id: string, why?: string): Promise<StoredEmergency> {
    return this.#end(person, id, 'cleared', why);
  }

  /** It was a mistake: silence, and a prepared correction is spoken once wherever it could have been heard. */
  async retract(person: Speaker, id: string, why?: string): Promise<StoredEmergency> {
    const found = await this.get(id);
    if (found.status === 'exercise')
      throw new ConflictError('drill-not-retracted', 'A drill said that it was one; clear it instead.');
    // A system above calls back its own warning for as long as that would have held.
    if (person.level === undefined) requireStillRemembered(found, this.#parts.clock.now());
    return this.#end(person, id, 'retracted', why, await this.#sounds.correction());
  }

  /** Somebody else reads afterwards what went out without approval. */
  async review(person: Person, id: string, note: string): Promise<StoredEmergency> {
    const at = this.#parts.clock.now();
    const reviewed = await this.#change(person, id, 'emergency.review', async (before) => {
      requireMayReview(before, person);
      return { ...before, reviewedAt: at, reviewedBy: person.id, reviewNote: note };
    });
    this.#parts.unreviewed.settle(reviewed.area, id);
    return reviewed;
  }

  /** Each second: those whose time is over. */
  async expire(): Promise<void> {
    const { clock, database, facts } = this.#parts;
    const now = clock.now();
    const over = (await this.#store.open()).filter((one) => !isOpen(stateAt(one, now)));
    if (over.length === 0) return;
    await database.write(async (transaction) => {
      for (const { id } of over) {
        const before = await this.#store.get(id, transaction);
        if (before && before.endedAt === undefined)
          await this.#store.save(transaction, { ...before, endedAt: before.expiresAt, endedHow: 'expired' });
      }
    });
    facts.tell('changed', { at: now, what: 'emergencies' });
  }

  /** Each minute: an alarm for each that nobody has reviewed in time. */
  async remind(): Promise<void> {
    const { clock, database, unreviewed } = this.#parts;
    const overdue = await this.#store.overdue(clock.now());
    if (overdue.length === 0) return;
    await database.write(async (transaction) => {
      for (const { id } of overdue) {
        const before = await this.#store.get(id, transaction);
        if (before) await this.#store.save(transaction, { ...before, reminded: true });
      }
    });
    for (const { area, id, title } of overdue) unreviewed.raise(area, id, title);
  }

  /** A STOP silenced all of it: it is over, as if it had been cleared. In the transaction of the stop. */
  async stoppedWithin(transaction: Transaction, person: Person, areas: readonly string[]): Promise<string[]> {
    const { tree, clock } = this.#parts;
    const open = (await this.#store.open()).filter((one) =>
      this.#reach.areasOf(one.targets).every((area) => tree.isWithin(area, areas)),
    );
    for (const { id } of open) {
      const before = await this.#store.get(id, transaction);
      if (!before || before.endedAt !== undefined) continue;
      await this.#mark(transaction, before, 'cleared', person.id, clock.now());
    }
    return open.map((one) => one.id);
  }

  /** The same of a STOP of one run: a drill or an emergency is over with it. */
  async stoppedRun(transaction: Transaction, person: Person, run: string): Promise<string[]> {
    const before = await this.#store.get(run, transaction);
    if (!before || before.endedAt !== undefined) return [];
    await this.#mark(transaction, before, 'cleared', person.id, this.#parts.clock.now());
    return [run];
  }

  async get(id: string): Promise<StoredEmergency> {
    const found = await this.#store.get(id);
    if (!found) throw new NotFoundError('no-such-emergency', 'There is no such emergency.');
    return found;
  }

  async #end(
    person: Speaker,
    id: string,
    how: Exclude<EndedHow, 'expired'>,
    why: string | undefined,
    correction?: Content,
  ): Promise<StoredEmergency> {
    const { clock, outbox, facts, log } = this.#parts;
    const now = clock.now();
    const spoken = correction && this.#correctionOf(person, await this.get(id), correction, now);
    const ended = await this.#change(
      person,
      id,
      `emergency.${how}`,
      async (before, transaction) => {
        requireMayEnd(how, stateAt(before, now));
        const addressees = audiencesOf(this.#parts.tree, this.#reach, before.targets);
        await this.#silence(transaction, person, before, addressees, why);
        if (spoken) await this.#speak(transaction, person, spoken, before, addressees);
        const after = await this.#mark(transaction, before, how, person.id, now);
        return { ...after, ...(spoken ? { correctionRun: spoken.id } : {}) };
      },
      why,
    );
    await outbox.flush().catch((error) => log.warn({ err: error, emergency: id }, 'the stop waits for the broker'));
    facts.tell('changed', { at: now, what: 'emergencies' });
    return ended;
  }

  async #mark(
    transaction: Transaction,
    before: StoredEmergency,
    endedHow: EndedHow,
    by: string,
    now: number,
  ): Promise<StoredEmergency> {
    const after = { ...before, endedAt: before.endedAt ?? now, endedHow, endedBy: by };
    await this.#store.save(transaction, after);
    await this.#runs.markStopped(transaction, before.id, by, now);
    // Who never had the command shall not begin now.
    await this.#parts.outbox.withdraw(transaction, before.id);
    return after;
  }

  async #silence(
    transaction: Transaction,
    person: Person,
    emergency: StoredEmergency,
    addressees: readonly Addressees[],
    why: string | undefined,
  ): Promise<void> {
    for (const { audience, members } of addressees)
      await this.#parts.outbox.enqueue(
        transaction,
        {
          ...{ type: 'stop', class: onTheWire(emergency.status).class, audience, by: person.id, runId: emergency.id },
          args: { run: { run: emergency.id }, ...(why ? { why } : {}) },
          // As long as anybody could still be sounding it.
          expiresAt: Math.max(this.#parts.clock.now(), emergency.expiresAt) + PLAY_NOW_LATENESS_MS,
        },
        members,
      );
  }

  #correctionOf(person: Speaker, emergency: StoredEmergency, correction: Content, now: number): StoredRun {
    return {
      ...{ id: ulid(now), title: correction.title, class: 'emergency', state: 'on-air', contents: [correction] },
      level: person.level ?? this.#parts.tree.get(emergency.area)?.kind ?? 'hamlet',
      ...{ dueAt: now + EMERGENCY_LEAD_MS, durationMs: durationOf([correction]), latenessMs: PLAY_NOW_LATENESS_MS },
      ...{ registered: false, area: emergency.area, createdBy: person.id, createdAt: now },
    };
  }

  async #speak(
    transaction: Transaction,
    person: Person,
    run: StoredRun,
    emergency: StoredEmergency,
    addressees: readonly Addressees[],
  ): Promise<void> {
    const { outbox, clock } = this.#parts;
    await this.#runs.saveMany(transaction, [run]);
    const nodes = new Map(this.#reach.nodesOf(emergency.targets).map((node) => [node.id, node]));
    for (const { audience, members } of addressees) {
      const { id: command } = await outbox.enqueue(
        transaction,
        {
          ...{ type: 'play', class: 'emergency', audience, by: person.id, runId: run.id },
          args: {
            ...{ run: { run: run.id }, level: run.level, startAt: run.dueAt, latenessMs: run.latenessMs },
            ...{ parts: partsOf(run.contents), resume: 'resume', maxMs: run.durationMs + OVERRUN_MS },
          },
          expiresAt: run.dueAt + run.latenessMs,
        },
        members,
      );
      const deliveries = members.flatMap((member): Delivery[] => {
        const node = nodes.get(member);
        return node ? [{ ...deliveryOn(node, run, true), command }] : [];
      });
      await this.#deliveries.addMany(transaction, deliveries);
      await this.#deliveries.markDirty(transaction, deliveries, clock.now());
    }
  }

  async #change(
    person: Person,
    id: string,
    action: string,
    decide: (before: StoredEmergency, transaction: Transaction) => Promise<StoredEmergency>,
    why?: string,
  ): Promise<StoredEmergency> {
    const { database, audit, facts, clock } = this.#parts;
    const changed = await database.write(async (transaction) => {
      const before = await this.#store.get(id, transaction);
      if (!before) throw new NotFoundError('no-such-emergency', 'There is no such emergency.');
      this.#reach.requireTargets(person, before.targets);
      const after = await decide(before, transaction);
      await this.#store.save(transaction, after);
      const show = ({ endedHow, reviewedAt, reviewNote }: StoredEmergency) => ({ endedHow, reviewedAt, reviewNote });
      await audit.record(
        {
          ...{ by: person.id, action, subject: id, area: before.area, outcome: 'done' },
          ...{ before: show(before), after: { ...show(after), why } },
        },
        transaction,
      );
      return after;
    });
    facts.tell('changed', { at: clock.now(), what: 'emergencies' });
    return changed;
  }
}
