import { ulid } from 'ulid';
import type { Drill, DrillInput } from '../../protocol/api/emergency.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { DrillStore, type StoredDrill } from './drill-store.ts';
import type { EmergencyTemplates } from './emergency-templates.ts';
import type { EmergencyViews } from './emergency-view.ts';
import type { BroadcastParts } from './parts.ts';
import { Reach } from './reach.ts';
import { visibleAreas } from './visible.ts';

/** The calendar of drills; somebody still presses the button on the day, and the exercise is linked to it. */
export class Drills {
  readonly #parts: BroadcastParts;
  readonly #store: DrillStore;
  readonly #templates: EmergencyTemplates;
  readonly #views: Pick<EmergencyViews, 'result'>;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, templates: EmergencyTemplates, views: Pick<EmergencyViews, 'result'>) {
    this.#parts = parts;
    this.#store = new DrillStore(parts.database);
    this.#templates = templates;
    this.#views = views;
    this.#reach = new Reach(parts);
  }

  async list(person: Person, area?: string): Promise<Drill[]> {
    const all = await this.#store.all();
    const areas = new Set(visibleAreas(this.#parts.tree, person, [...new Set(all.map((one) => one.area))], area));
    const shown: Drill[] = [];
    for (const drill of all) if (areas.has(drill.area)) shown.push(await this.#shown(drill));
    return shown;
  }

  async create(person: Person, input: DrillInput): Promise<Drill> {
    const { clock, database } = this.#parts;
    const area = this.#reach.ownArea(person, input.area);
    if (this.#templates.get(person, input.template).status !== 'exercise')
      throw new RuleError('template-status', 'A drill needs a message that was prepared for drills.');
    const now = clock.now();
    const { title, day, template, note } = input;
    const drill: StoredDrill = {
      id: ulid(now),
      title,
      area,
      day,
      template,
      note,
      createdBy: person.id,
      createdAt: now,
    };
    await database.write(async (transaction) => {
      await this.#store.add(transaction, drill);
      await this.#record(transaction, person, 'drill.plan', drill);
    });
    this.#tell();
    return this.#shown(drill);
  }

  async remove(person: Person, id: string): Promise<void> {
    const drill = await this.#own(person, id);
    if (drill.emergency !== undefined)
      throw new ConflictError('drill-done', 'This drill was held; its result stays on record.');
    await this.#parts.database.write(async (transaction) => {
      await this.#store.remove(transaction, id);
      await this.#record(transaction, person, 'drill.unplan', drill);
    });
    this.#tell();
  }

  /** May this exercise be held as this drill of the calendar? Throws when not. */
  async requireOpen(person: Person, id: string): Promise<void> {
    const drill = await this.#own(person, id);
    if (drill.emergency !== undefined) throw new ConflictError('drill-done', 'This drill was held already.');
  }

  become(transaction: Transaction, id: string, emergency: string): Promise<void> {
    return this.#store.become(transaction, id, emergency);
  }

  async #own(person: Person, id: string): Promise<StoredDrill> {
    const drill = await this.#store.get(id);
    if (!drill) throw new NotFoundError('no-such-drill', 'There is no such drill.');
    requireScope(this.#parts.tree, person, drill.area);
    return drill;
  }

  async #shown({ id, title, area, day, template, note, createdBy, emergency }: StoredDrill): Promise<Drill> {
    return {
      ...{ id, title, area, day, template, byName: this.#parts.nameOf(createdBy) ?? createdBy },
      ...(note === undefined ? {} : { note }),
      ...(emergency === undefined ? {} : { emergency, result: await this.#views.result(emergency) }),
    };
  }

  async #record(transaction: Transaction, person: Person, action: string, drill: StoredDrill): Promise<void> {
    const { id: subject, area, title, day, template, note } = drill;
    const about = { by: person.id, action, subject, area, outcome: 'done' } as const;
    const plan = { title, day, template, note };
    await this.#parts.audit.record(
      { ...about, ...(action === 'drill.plan' ? { after: plan } : { before: plan }) },
      transaction,
    );
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'emergencies' });
  }
}
