import type { Recordings } from '../recordings/recordings.ts';
import type { BulletinStore } from './bulletin-store.ts';
import { waitOf } from './order.ts';
import type { OrderStore } from './order-store.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';
import { type Slot, type StationOf, slotOf } from './slots.ts';

export interface TimetableParts {
  readonly bulletins: BulletinStore;
  readonly programmes: ProgrammeStore;
  readonly recordings: Pick<Recordings, 'getMany'>;
  readonly orders: Pick<OrderStore, 'all'>;
  readonly stationOf?: StationOf;
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

  programmes(ids: readonly string[]): Promise<StoredProgramme[]> {
    return this.#parts.programmes.getMany(ids);
  }

  async complete(programmes: readonly StoredProgramme[]): Promise<Slot[]> {
    return this.#withWaits(await this.#slots(programmes));
  }

  async #slots(programmes: readonly StoredProgramme[]): Promise<Slot[]> {
    const ids = programmes.flatMap(bulletinsOf);
    const bulletins = new Map((await this.#parts.bulletins.getMany(ids)).map((one) => [one.id, one]));
    const wanted = [...bulletins.values()].map((bulletin) => bulletin.recording);
    const recordings = new Map((await this.#parts.recordings.getMany(wanted)).map((one) => [one.sha256, one]));
    return programmes.map((programme) => slotOf(programme, bulletins, recordings, this.#parts.stationOf));
  }

  /** What follows others by a user's order may begin as much later as they last. */
  async #withWaits(slots: readonly Slot[]): Promise<Slot[]> {
    const orders = await this.#parts.orders.all();
    const ahead = slots.flatMap((slot) => [...(orders.get(slot.programme.id) ?? [])]);
    const lengths = new Map(
      (await this.#slots(await this.programmes(ahead))).map((slot) => [slot.programme.id, slot.durationMs]),
    );
    return slots.map((slot) => {
      const waitMs = waitOf({ ...slot.programme, lengthMs: slot.durationMs }, orders, (id) => lengths.get(id) ?? 0);
      return waitMs > 0 ? { ...slot, waitMs } : slot;
    });
  }
}

/** Everything a programme says, at single runs too. */
export function bulletinsOf({ bulletins, recurrence }: Pick<StoredProgramme, 'bulletins' | 'recurrence'>): string[] {
  const instead = (recurrence.exceptions ?? []).flatMap((one) => (one.do === 'replace' ? one.bulletins : []));
  return [...new Set([...bulletins, ...instead])];
}
