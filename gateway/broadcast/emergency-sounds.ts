import type { EmergencyStatus } from '../../protocol/api/emergency.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import { UnavailableError } from '../errors.ts';
import type { Actor } from '../http/ports.ts';
import { type Content, contentOf, partsOf } from './content.ts';
import type { BroadcastParts } from './parts.ts';
import { CORRECTION, DRILL_ANNOUNCEMENT } from './shipped-templates.ts';

type Name = 'siren' | 'drill' | 'correction' | 'announcement';
const NAMES: readonly Name[] = ['siren', 'drill', 'correction', 'announcement'];

/** The sounds of every emergency, made ready before one is raised: nothing is encoded while people wait. */
export class EmergencySounds {
  readonly #parts: Pick<BroadcastParts, 'speech' | 'chimes' | 'tree' | 'log'>;
  readonly #ready = new Map<Name, Content>();

  constructor(parts: Pick<BroadcastParts, 'speech' | 'chimes' | 'tree' | 'log'>) {
    this.#parts = parts;
  }

  /** Resolves to true when something came to be ready that was not. What fails is tried again at the next call. */
  async prepare(signal: AbortSignal): Promise<boolean> {
    let isNew = false;
    for (const name of NAMES) {
      if (this.#ready.has(name)) continue;
      if (signal.aborted) break;
      try {
        await this.#of(name);
        isNew = true;
      } catch (error) {
        // An installation that has no province yet: there is nobody to warn.
        if (this.#parts.tree.children().length === 0) break;
        this.#parts.log.warn({ err: error, sound: name }, 'a sound of emergencies is not ready yet');
      }
    }
    return isNew;
  }

  /** What every node has on disk. */
  get ready(): Part[] {
    return partsOf(NAMES.flatMap((name) => this.#ready.get(name) ?? []));
  }

  chime(status: EmergencyStatus): Promise<Content> {
    return this.#of(status === 'actual' ? 'siren' : 'drill');
  }

  correction(): Promise<Content> {
    return this.#of('correction');
  }

  announcement(): Promise<Content> {
    return this.#of('announcement');
  }

  /** `urgent`: somebody waits for it now, and it overtakes whatever else is being spoken. */
  async speak(text: string, title: string, by: Actor, area: string, urgent = false): Promise<Content> {
    return contentOf(await this.#parts.speech.speak({ text, title, urgent, emergency: true }, by, area), title);
  }

  /** What was made ready with other words: it is asked for again, and made anew where it sounds otherwise. */
  wordsChanged(): void {
    this.#ready.delete('correction');
    this.#ready.delete('announcement');
  }

  async #of(name: Name): Promise<Content> {
    const ready = this.#ready.get(name);
    if (ready) return ready;
    const made = await this.#make(name);
    this.#ready.set(name, made);
    return made;
  }

  async #make(name: Name): Promise<Content> {
    const area = this.#parts.tree.children()[0]?.id;
    if (area === undefined)
      throw new UnavailableError('no-area', 'There is no area yet to which a sound could belong.');
    if (name === 'siren' || name === 'drill') {
      const chime = await this.#parts.chimes.get(name, area);
      return contentOf(chime, chime.title);
    }
    const { text, title } = name === 'correction' ? CORRECTION : DRILL_ANNOUNCEMENT;
    return this.speak(text, title, { id: 'system' }, area);
  }
}
