import { ulid } from 'ulid';
import { sourceAuthor } from '../../protocol/authority.ts';
import { FIELDS } from '../../protocol/bulletins.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { sourceOf } from '../relays/relay-part.ts';
import { AboveStore, type SentFromAbove } from './above-store.ts';
import { approved } from './approval.ts';
import type { Speaker } from './audience.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { bulletinHash, lengthOf, programmeHash } from './content.ts';
import type { EmergencyOrder } from './emergencies.ts';
import type { EmergencyEnds } from './emergency-ends.ts';
import { EmergencyStore, type StoredEmergency } from './emergency-store.ts';
import { bulletinFacets, programmeFacets } from './facets.ts';
import type { Above, BulletinFromAbove, EmergencyFromAbove, FromAbove, RelayFromAbove } from './from-above.ts';
import { isSameWish, recurrenceOf, requireMaySound, type When, wishOf } from './from-above-rule.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Programmes } from './programmes.ts';
import { Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';

interface Around {
  readonly bulletins: Bulletins;
  readonly programmes: Programmes;
  readonly runs: RunStore;
  readonly ends: EmergencyEnds;
  raise(speaker: Speaker, order: EmergencyOrder): Promise<StoredEmergency>;
  silence(speaker: Speaker, run: StoredRun, why: string): Promise<void>;
}

/** Called when the transaction has ended. */
type AfterCommit = () => Promise<void>;
const nothing: AfterCommit = async () => undefined;

/** The door of a system above (from-above.ts): by the same stores and the same table as everybody, in its own name. */
export class DoorFromAbove implements FromAbove {
  readonly store: AboveStore;
  readonly #parts: BroadcastParts;
  readonly #around: Around;
  readonly #reach: Reach;
  readonly #emergencies: EmergencyStore;

  constructor(parts: BroadcastParts, around: Around) {
    this.#parts = parts;
    this.#around = around;
    this.#reach = new Reach(parts);
    this.store = new AboveStore(parts.database);
    this.#emergencies = new EmergencyStore(parts.database);
  }

  async emergency(above: Above, order: EmergencyFromAbove): Promise<{ emergency: string }> {
    const { key, title, targets, ...what } = order;
    const speaker = speakerOf(above);
    const { id } = await this.#around.raise(speaker, {
      ...{ ...what, title, targets: [...targets], orderedBy: above.name },
      key: keyOf(above.id, key),
    });
    return { emergency: id };
  }

  async endEmergency(
    above: Above,
    emergency: string,
    how: 'cleared' | 'cancelled' | 'retracted',
    why: string,
  ): Promise<void> {
    const speaker = speakerOf(above);
    const { createdBy } = await this.#around.ends.get(emergency);
    if (createdBy !== speaker.id) throw new NotFoundError('no-such-emergency', 'There is no such emergency of yours.');
    switch (how) {
      case 'cleared':
        await this.#around.ends.clear(speaker, emergency, why);
        return;
      case 'cancelled':
        await this.#around.ends.cancel(speaker, emergency, why);
        return;
      case 'retracted':
        await this.#around.ends.retract(speaker, emergency, why);
        return;
    }
  }

  async bulletin(above: Above, order: BulletinFromAbove): Promise<{ bulletin: string; programme?: string }> {
    const speaker = speakerOf(above);
    const { database, clock } = this.#parts;
    const content = await this.#checked(speaker, order);
    const now = clock.now();
    const { sent, follow } = await database.write(async (transaction) => {
      const known = await this.store.get(above.id, order.reference, transaction);
      if (known && (await this.#isSame(transaction, known, order, content))) return { sent: known, follow: nothing };
      return this.#put(transaction, speaker, { order, content, known, now });
    });
    await follow();
    return { bulletin: sent.bulletin, ...(sent.programme === undefined ? {} : { programme: sent.programme }) };
  }

  /** The same words, where they were, at other times. */
  async reschedule(above: Above, reference: string, when: When): Promise<{ bulletin: string; programme?: string }> {
    const known = await this.store.get(above.id, reference);
    const bulletin = known && (await this.#around.bulletins.store.get(known.bulletin));
    if (!known || !bulletin || known.state === 'cancelled' || bulletin.class === 'emergency')
      throw new NotFoundError('no-such-bulletin', 'This source has no bulletin of this reference on its way.');
    const { title, class: urgency, field, language, text, recording, relay } = bulletin;
    const what = { title, class: urgency, field, language, text, recording, relay, targets: known.targets };
    return this.bulletin(above, { ...what, reference, ...when });
  }

  /** The emergency it raised under this key. */
  async emergencyOf({ id }: Above, key: string): Promise<string | undefined> {
    return (await this.#emergencies.byKey(keyOf(id, key)))?.id;
  }

  async cancelBulletin(above: Above, reference: string, why: string): Promise<void> {
    const { database, clock, audit } = this.#parts;
    const { bulletins, runs, silence } = this.#around;
    const speaker = speakerOf(above);
    const found = await this.store.get(above.id, reference);
    if (!found) throw new NotFoundError('no-such-bulletin', 'This source has sent no bulletin of this reference.');
    if (found.state === 'cancelled') return;
    const sounding = await this.#sounding(found, await runs.inState('on-air'));
    const follow = await database.write(async (transaction) => {
      const after = await this.#withdrawProgramme(transaction, speaker, found.programme);
      const before = await bulletins.store.get(found.bulletin, transaction);
      const edited =
        before &&
        (await bulletins.putFromAbove(transaction, speaker, 'bulletin.cancel', before, {
          ...before,
          state: 'cancelled',
        }));
      const cancelled: SentFromAbove = { ...found, state: 'cancelled', changedAt: clock.now() };
      await this.store.save(transaction, cancelled, this.#reach.areasOf(found.targets));
      await audit.record(
        {
          ...{ by: speaker.id, action: 'above.cancel', subject: found.bulletin, outcome: 'done' },
          ...{
            area: before?.area ?? '',
            before: { state: found.state },
            after: { state: 'cancelled', reference, why },
          },
        },
        transaction,
      );
      return async () => {
        await edited?.();
        await after();
      };
    });
    await follow();
    bulletins.told();
    for (const run of sounding) await silence(speaker, run, why);
  }

  /** Throws where it may not be said there, or not then; answers what is to be stored of it. */
  async #checked(speaker: Speaker, order: BulletinFromAbove): Promise<Content> {
    this.#reach.requireTargets(speaker, order.targets);
    const recording = await this.#parts.recordings.get(order.recording);
    if (!recording)
      throw new InvalidInputError('no-such-recording', 'Upload the recording first; no recording has this name.');
    const field = FIELDS.find((one) => one === order.field) ?? 'general';
    const { title, text, language = 'vi' } = order;
    const content: Content = {
      ...{ title, class: order.class, field, language, recording: order.recording },
      ...(text === undefined ? {} : { text }),
      ...(order.relay ? { relay: this.#relayOf(order.relay) } : {}),
    };
    const recurrence = recurrenceOf(order, dayOf(this.#parts.clock.now()));
    const lengthMs = lengthOf(content, recording.durationMs);
    if (order.class === 'priority' && recurrence)
      requireMaySound(recurrence, this.#reach.mannersOf(order.targets), lengthMs, this.#parts.clock.now());
    return content;
  }

  #relayOf({ station, minutes }: RelayFromAbove): NonNullable<Content['relay']> {
    const found = this.#parts.relays?.get(station);
    if (!found) throw new InvalidInputError('no-such-relay', 'There is no such stream.');
    return { station, minutes, source: sourceOf(found) };
  }

  async #isSame(
    transaction: Transaction,
    known: SentFromAbove,
    order: BulletinFromAbove,
    content: Content,
  ): Promise<boolean> {
    const before = await this.#around.bulletins.store.get(known.bulletin, transaction);
    return (
      known.state === 'active' &&
      before?.contentHash === bulletinHash(content) &&
      JSON.stringify(known.targets) === JSON.stringify(order.targets) &&
      isSameWish(known.wish, wishOf(order))
    );
  }

  async #put(
    transaction: Transaction,
    speaker: Speaker,
    { order, content, known, now }: Incoming,
  ): Promise<{ sent: SentFromAbove; follow: AfterCommit }> {
    const { bulletins } = this.#around;
    const before = known && (await bulletins.store.get(known.bulletin, transaction));
    const area = this.#owner(order);
    const bulletin = approvedBy(speaker, now, {
      ...{ ...content, area, contentHash: bulletinHash(content), state: 'approved' },
      ...{ id: before?.id ?? ulid(now), createdBy: speaker.id, changedBy: speaker.id },
      createdAt: before?.createdAt ?? now,
    });
    const action = before ? 'bulletin.replace-from-above' : 'bulletin.from-above';
    const edited = await bulletins.putFromAbove(transaction, speaker, action, before, bulletin);
    const programme = await this.#putProgramme(transaction, speaker, { order, bulletin, known, now });
    const sent: SentFromAbove = {
      ...{ source: speaker.username, reference: order.reference, bulletin: bulletin.id, programme: programme.id },
      ...{ targets: order.targets, wish: wishOf(order), state: 'active' },
      ...{ receivedAt: known?.receivedAt ?? now, changedAt: now },
    };
    await this.store.save(transaction, sent, this.#reach.areasOf(order.targets));
    const follow = async () => {
      await edited();
      await programme.follow();
      bulletins.told();
    };
    return { sent, follow };
  }

  /** Only priority goes on the timetable by itself; what is normal now, or has no times, is taken off it. */
  async #putProgramme(
    transaction: Transaction,
    speaker: Speaker,
    { order, bulletin, known, now }: Omit<Incoming, 'content'> & { bulletin: StoredBulletin },
  ): Promise<{ id?: string | undefined; follow: AfterCommit }> {
    const { programmes } = this.#around;
    const recurrence = recurrenceOf(order, dayOf(now));
    if (order.class !== 'priority' || !recurrence)
      return { follow: await this.#withdrawProgramme(transaction, speaker, known?.programme) };
    // Read here: the bulletin that was put has changed it already.
    const before =
      known?.programme === undefined ? undefined : await programmes.store.get(known.programme, transaction);
    const what = {
      ...{ title: order.title, targets: [...order.targets], recurrence, registered: false },
      resume: 'resume' as const,
    };
    const hashes = [bulletin.contentHash];
    const programme: StoredProgramme = {
      ...{ ...what, bulletins: [bulletin.id], class: 'priority', level: speaker.level ?? 'province' },
      ...{ id: before?.id ?? ulid(now), area: bulletin.area, state: 'approved' },
      ...{ contentHash: programmeHash(what, hashes), createdBy: speaker.id, changedBy: speaker.id },
      ...{ createdAt: before?.createdAt ?? now, version: (before?.version ?? 0) + 1 },
    };
    const after = approved(programme, { by: speaker.id, at: now }, programmeFacets(programme, hashes));
    const action = before ? 'programme.replace-from-above' : 'programme.from-above';
    await programmes.putFromAbove(transaction, speaker, action, before, after);
    return { id: after.id, follow: () => programmes.followed([{ before, after }]) };
  }

  async #withdrawProgramme(transaction: Transaction, speaker: Speaker, id: string | undefined): Promise<AfterCommit> {
    const { programmes } = this.#around;
    const before = id === undefined ? undefined : await programmes.store.get(id, transaction);
    if (!before || before.state === 'cancelled') return nothing;
    const after: StoredProgramme = { ...before, state: 'cancelled', version: before.version + 1 };
    await programmes.putFromAbove(transaction, speaker, 'programme.cancel', before, after);
    return () => programmes.followed([{ before, after }]);
  }

  /** What sounds of it and of nothing else: its own programme, and where a commune plays it by hand or alone. */
  async #sounding(sent: SentFromAbove, onAir: readonly StoredRun[]): Promise<StoredRun[]> {
    const ids = onAir.flatMap((run) => run.programme ?? []);
    const programmes = await this.#around.programmes.store.getMany(ids);
    const alone = new Set(
      programmes.filter((one) => one.bulletins.every((said) => said === sent.bulletin)).map((one) => one.id),
    );
    return onAir.filter((run) => run.bulletin === sent.bulletin || alone.has(run.programme ?? ''));
  }

  /** The province of what is addressed: communes see it and use it, and none may change it. */
  #owner({ targets }: BulletinFromAbove): string {
    const [first = ''] = this.#reach.areasOf(targets);
    return this.#parts.tree.ancestors(first).at(-1) ?? first;
  }
}

type Content = Pick<StoredBulletin, 'title' | 'class' | 'field' | 'language' | 'recording' | 'text' | 'relay'>;

interface Incoming {
  readonly order: BulletinFromAbove;
  readonly content: Content;
  readonly known: SentFromAbove | undefined;
  readonly now: number;
}

/** As the parts that know people see it: an author with areas, whose account nobody signs in to. */
function speakerOf({ id, name, level, areas }: Above): Speaker {
  return { id: sourceAuthor(id), username: id, name, role: 'administrator', areas, level };
}

/** Two sources may choose the same key. */
function keyOf(source: string, key: string): string {
  return `${sourceAuthor(source)}:${key}`;
}

/** Approved above, and the record says by whom. */
function approvedBy(speaker: Speaker, at: number, bulletin: StoredBulletin): StoredBulletin {
  return approved(bulletin, { by: speaker.id, at }, bulletinFacets(bulletin));
}
