import type { Recordings } from '../recordings/recordings.ts';
import type { BulletinStore } from './bulletin-store.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';
import { type Slot, slotOf } from './slots.ts';

export interface TimetableParts {
  readonly bulletins: BulletinStore;
  readonly programmes: ProgrammeStore;
  readonly recordings: Pick<Recordings, 'getMany'>;
}

/** Reads programmes with all that belongs to them. */
export class Timetable {
  readonly #parts: TimetableParts;

  constructor(parts: TimetableParts) {
    this.#parts = parts;
  }

  /** Every programme that is not cancelled and has not ended before `now`. */
  async alive(now: number): Promise<Slot[]> {
    return this.complete(await this.#parts.programmes.alive(now));
  }

  async complete(programmes: readonly StoredProgramme[]): Promise<Slot[]> {
    const ids = programmes.flatMap(bulletinsOf);
    const bulletins = new Map((await this.#parts.bulletins.getMany(ids)).map((one) => [one.id, one]));
    const wanted = [...bulletins.values()].map((bulletin) => bulletin.recording);
    const recordings = new Map((await this.#parts.recordings.getMany(wanted)).map((one) => [one.sha256, one]));
    return programmes.map((programme) => slotOf(programme, bulletins, recordings));
  }
}

/** Everything a programme says, at single runs too. */
export function bulletinsOf({ bulletins, recurrence }: Pick<StoredProgramme, 'bulletins' | 'recurrence'>): string[] {
  const instead = (recurrence.exceptions ?? []).flatMap((one) => (one.do === 'replace' ? one.bulletins : []));
  return [...new Set([...bulletins, ...instead])];
}
