import { ulid } from 'ulid';
import type { Silence, SilenceInput } from '../../protocol/api/schedule.ts';
import type { BulletinClass } from '../../protocol/classes.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { ConflictError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { BroadcastParts } from './parts.ts';
import { type Silent, silenceAt, silenceEverywhere } from './silence.ts';
import { SilenceStore, type StoredSilence } from './silence-store.ts';

/** A mourning of the state lasts days; what is meant for longer is a programme that ends. */
const LONGEST_MS = 31 * DAY_MS;

type SilenceParts = Pick<BroadcastParts, 'database' | 'clock' | 'audit' | 'facts' | 'tree' | 'nameOf'>;

interface Sound {
  readonly class: BulletinClass;
  readonly startAt: number;
  readonly durationMs: number;
}

/** When an area keeps silent for all but emergencies. Few, and asked for with every run: kept in memory. */
export class Silences {
  readonly #parts: SilenceParts;
  readonly #store: SilenceStore;
  readonly #changed: () => Promise<void>;
  #all: readonly StoredSilence[] = [];

  /** `changed` is called after the commit: runs and plans follow. */
  constructor(parts: SilenceParts, changed: () => Promise<void>) {
    this.#parts = parts;
    this.#store = new SilenceStore(parts.database);
    this.#changed = changed;
  }

  async start(): Promise<void> {
    this.#all = await this.#store.all();
  }

  /** Those that an area lies in or that lie in it, and that are not over before `from`. */
  list(area: string, from: number): StoredSilence[] {
    const { tree } = this.#parts;
    return this.#all.filter(
      (one) => one.to > from && (tree.isWithin(area, [one.area]) || tree.isWithin(one.area, [area])),
    );
  }

  at(hamlet: string, sound: Sound): Silent | undefined {
    return silenceAt(this.#all, (area, scope) => this.#parts.tree.isWithin(area, scope), hamlet, sound);
  }

  everywhere(hamlets: () => readonly string[], sound: Sound): Silent | undefined {
    return silenceEverywhere(this.#all, (area, scope) => this.#parts.tree.isWithin(area, scope), hamlets, sound);
  }

  /** Those that touch a hamlet's plan of a window. */
  over(hamlet: string, window: { readonly from: number; readonly to: number }): Silent[] {
    const { tree } = this.#parts;
    return this.#all.filter((one) => one.from < window.to && one.to > window.from && tree.isWithin(hamlet, [one.area]));
  }

  /** Throws RuleError, naming until when, where any of the places is silent. */
  requireNone(hamlets: readonly string[], sound: Sound): void {
    for (const hamlet of hamlets) {
      const silence = this.at(hamlet, sound);
      if (!silence) continue;
      const until = `${timeOf(silence.to)} ${dayOf(silence.to)}`;
      throw new RuleError(
        'silenced',
        `Nothing but emergencies sounds there until ${until} (${silence.reason}). Wait until then, or choose other places.`,
        { until: silence.to, reason: silence.reason },
      );
    }
  }

  async create(person: Person, input: SilenceInput): Promise<StoredSilence> {
    const { database, clock, audit, tree } = this.#parts;
    if (!tree.get(input.area)) throw new InvalidInputError('no-such-area', 'There is no such area.');
    requireScope(tree, person, input.area);
    const now = clock.now();
    if (input.to <= input.from)
      throw new InvalidInputError('ends-before-it-begins', 'The silence ends before it begins.');
    if (input.to <= now) throw new RuleError('silence-over', 'The silence would be over already; choose a later end.');
    if (input.to - input.from > LONGEST_MS)
      throw new RuleError('silence-too-long', 'A silence lasts at most 31 days; end the programmes instead.');
    const silence = { ...input, id: ulid(now), createdBy: person.id, createdAt: now };
    await database.write(async (transaction) => {
      await this.#store.add(transaction, silence);
      await audit.record(this.#entry(person, 'silence.create', silence, { after: input }), transaction);
    });
    await this.#follow();
    return silence;
  }

  /** Takes a silence back; what it kept off and is still to come sounds again. */
  async lift(person: Person, id: string): Promise<void> {
    const { database, clock, audit, tree } = this.#parts;
    const silence = this.#all.find((one) => one.id === id);
    if (!silence) throw new NotFoundError('no-such-silence', 'There is no such silence.');
    requireScope(tree, person, silence.area);
    if (silence.to <= clock.now()) throw new ConflictError('silence-over', 'This silence is over; it stays on record.');
    await database.write(async (transaction) => {
      await this.#store.lift(transaction, id, clock.now());
      const { area, from, to, reason } = silence;
      await audit.record(
        this.#entry(person, 'silence.lift', silence, { before: { area, from, to, reason } }),
        transaction,
      );
    });
    await this.#follow();
  }

  shown(silence: StoredSilence): Silence {
    const { id, area, from, to, reason, createdAt, createdBy } = silence;
    const areaName = this.#parts.tree.get(area)?.name ?? '';
    return { id, area, areaName, from, to, reason, byName: this.#parts.nameOf(createdBy) ?? createdBy, createdAt };
  }

  #entry(person: Person, action: string, silence: StoredSilence, change: object) {
    return { by: person.id, action, subject: silence.id, area: silence.area, outcome: 'done' as const, ...change };
  }

  async #follow(): Promise<void> {
    this.#all = await this.#store.all();
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'programmes' });
    await this.#changed();
  }
}
