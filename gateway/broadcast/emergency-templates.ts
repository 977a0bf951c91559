import { ulid } from 'ulid';
import type { EmergencyTemplate, EmergencyTemplateInput } from '../../protocol/api/emergency.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import { NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { Actor } from '../http/ports.ts';
import { partsOf } from './content.ts';
import { requireWordsFor } from './emergency-rule.ts';
import type { EmergencySounds } from './emergency-sounds.ts';
import { EmergencyTemplateStore, type StoredTemplate } from './emergency-template-store.ts';
import type { BroadcastParts } from './parts.ts';
import { Reach } from './reach.ts';
import { SHIPPED_TEMPLATES } from './shipped-templates.ts';
import { visibleAreas } from './visible.ts';

/** What a node keeps on disk for the templates of its places (planFile.keep holds 64 parts with siren and corrections). */
const MOST_KEPT = 60;
/** Out of a horn more words are not understood (UX §3.7). */
const MOST_WORDS = 120;

/** Prepared messages, spoken when they are saved. A few dozen, all in memory: the page of an emergency waits for nothing. */
export class EmergencyTemplates {
  readonly #parts: BroadcastParts;
  readonly #store: EmergencyTemplateStore;
  readonly #sounds: EmergencySounds;
  readonly #reach: Reach;
  readonly #all = new Map<string, StoredTemplate>();
  readonly #keep = new Map<string, Part[]>();

  constructor(parts: BroadcastParts, sounds: EmergencySounds) {
    this.#parts = parts;
    this.#sounds = sounds;
    this.#reach = new Reach(parts);
    this.#store = new EmergencyTemplateStore(parts.database);
  }

  async start(): Promise<void> {
    for (const template of await this.#store.all()) this.#all.set(template.id, template);
    await this.#rememberSounds();
  }

  /** Those that come with LoaXã, for every province that has not had them yet. True when some came to be ready. */
  async ship(signal: AbortSignal): Promise<boolean> {
    let isNew = false;
    for (const province of this.#parts.tree.children()) {
      const had = new Set([...this.#all.values()].flatMap((one) => (one.area === province.id ? [one.shippedAs] : [])));
      for (const { as, ...input } of SHIPPED_TEMPLATES) {
        if (had.has(as)) continue;
        if (signal.aborted) return isNew;
        try {
          await this.#make({ id: 'system' }, { ...input, area: province.id }, { shippedAs: as, changed: false });
          isNew = true;
        } catch (error) {
          this.#parts.log.warn({ err: error, template: as }, 'a prepared message is not ready yet');
          return isNew;
        }
      }
    }
    return isNew;
  }

  /** Of these the person may use any; the newest of a province or commune comes last. */
  visibleTo(person: Person, area?: string): StoredTemplate[] {
    const live = [...this.#all.values()].filter((one) => one.deletedAt === undefined);
    const areas = new Set(visibleAreas(this.#parts.tree, person, [...new Set(live.map((one) => one.area))], area));
    return live.filter((one) => areas.has(one.area));
  }

  /** Throws NotFoundError for one that is not there for this person. */
  get(person: Person, id: string): StoredTemplate {
    const found = this.visibleTo(person).find((one) => one.id === id);
    if (!found) throw new NotFoundError('no-such-template', 'There is no such prepared message.');
    return found;
  }

  async create(person: Person, input: EmergencyTemplateInput): Promise<StoredTemplate> {
    const area = this.#reach.ownArea(person, input.area);
    const made = await this.#make(person, { ...input, area }, { changed: true });
    this.#changed();
    return made;
  }

  /** It keeps its status: what was prepared for a drill never becomes an emergency. */
  async replace(person: Person, id: string, input: EmergencyTemplateInput): Promise<StoredTemplate> {
    const before = this.#own(person, id);
    if (before.status !== input.status)
      throw new RuleError(
        'template-status',
        'A message for drills stays one, and one for emergencies too. Make another.',
      );
    const made = await this.#make(person, { ...input, area: before.area }, { before, changed: true });
    this.#changed();
    return made;
  }

  /** The dictionary of an area changed: what is prepared there and below is spoken anew where it now sounds otherwise. */
  async wordsChanged(area: string, signal: AbortSignal): Promise<boolean> {
    let isNew = false;
    for (const template of [...this.#all.values()]) {
      if (signal.aborted) break;
      if (template.deletedAt !== undefined || !this.#parts.tree.isWithin(template.area, [area])) continue;
      const { text, title } = template;
      const sound = await this.#sounds.speak(text, title, { id: 'system' }, template.area);
      // Somebody may have changed or deleted it while it was spoken.
      if (this.#all.get(template.id) !== template || sound.sha256 === template.recording) continue;
      await this.#save(
        { id: 'system' },
        { ...template, recording: sound.sha256, durationMs: sound.durationMs },
        template,
      );
      this.#keep.set(sound.sha256, partsOf([sound]));
      isNew = true;
    }
    if (isNew) this.#changed();
    return isNew;
  }

  async remove(person: Person, id: string): Promise<void> {
    const before = this.#own(person, id);
    await this.#save(person, { ...before, deletedAt: this.#parts.clock.now() }, before);
    this.#changed();
  }

  /** The audio of the messages that may be spoken in a hamlet. */
  keepFor(hamlet: string): Part[] {
    const above = new Set(this.#parts.tree.ancestors(hamlet));
    return [...this.#all.values()]
      .filter((one) => one.deletedAt === undefined && above.has(one.area))
      .flatMap((one) => this.#keep.get(one.recording) ?? [])
      .slice(-MOST_KEPT);
  }

  async #make(
    by: Actor,
    input: EmergencyTemplateInput & { area: string },
    about: { before?: StoredTemplate; shippedAs?: string; changed: boolean },
  ): Promise<StoredTemplate> {
    const { status, event, title, text, area } = input;
    requireWordsFor(status, text);
    if (text.split(/\s+/).length > MOST_WORDS)
      throw new RuleError('too-long', `At most ${MOST_WORDS} words: it is repeated, and people must act on it.`);
    const sound = await this.#sounds.speak(text, title, by, area);
    const now = this.#parts.clock.now();
    const made: StoredTemplate = {
      ...{ createdBy: by.id, createdAt: now, shippedAs: about.shippedAs },
      ...about.before,
      ...{ id: about.before?.id ?? ulid(now), status, event, title, text, area },
      ...{ recording: sound.sha256, durationMs: sound.durationMs, changed: about.changed },
    };
    await this.#save(by, made, about.before);
    this.#keep.set(sound.sha256, partsOf([sound]));
    return made;
  }

  async #save(by: Actor, template: StoredTemplate, before: StoredTemplate | undefined): Promise<void> {
    const { database, audit } = this.#parts;
    const show = ({ status, event, title, text, recording, deletedAt }: StoredTemplate) => ({
      ...{ status, event, title, text, recording, deletedAt },
    });
    const verb = template.deletedAt === undefined ? (before ? 'change' : 'create') : 'delete';
    await database.write(async (transaction) => {
      await this.#store.save(transaction, template);
      await audit.record(
        {
          ...{ by: by.id, action: `emergency-template.${verb}`, subject: template.id, area: template.area },
          ...{ outcome: 'done', after: show(template), ...(before ? { before: show(before) } : {}) },
        },
        transaction,
      );
    });
    this.#all.set(template.id, template);
  }

  #own(person: Person, id: string): StoredTemplate {
    const found = this.get(person, id);
    requireScope(this.#parts.tree, person, found.area);
    return found;
  }

  async #rememberSounds(): Promise<void> {
    const names = [...this.#all.values()].map((one) => one.recording);
    for (const recording of await this.#parts.recordings.getMany(names))
      this.#keep.set(recording.sha256, partsOf([recording]));
  }

  #changed(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'emergencies' });
  }
}

export function shownTemplate(template: StoredTemplate): EmergencyTemplate {
  const { id, status, event, title, text, recording, durationMs, area, shippedAs, changed } = template;
  return { id, status, event, title, text, recording, durationMs, area, shipped: shippedAs !== undefined && !changed };
}
