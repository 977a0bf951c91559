import type { PreviewItem } from '../../protocol/api/broadcast.ts';
import { RuleError } from '../errors.ts';
import { eventsOf } from './occurrences.ts';
import { OrderStore } from './order-store.ts';
import type { BroadcastParts } from './parts.ts';
import { previewOf, type ReachedHamlet } from './preview.ts';
import { isAddressable, Reach } from './reach.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Silences } from './silences.ts';
import { runIdOf, type Slot } from './slots.ts';
import type { Window } from './times.ts';
import type { Timetable } from './timetable.ts';

const MOST_ITEMS = 20_000;

/** Gathers what the preview of an area needs and lets the pure rule decide. */
export class Previews {
  readonly #parts: BroadcastParts;
  readonly #timetable: Timetable;
  readonly #runs: RunStore;
  readonly #silences: Silences;
  readonly #reach: Reach;
  readonly #orders: OrderStore;

  constructor(parts: BroadcastParts, timetable: Timetable, runs: RunStore, silences: Silences) {
    this.#parts = parts;
    this.#timetable = timetable;
    this.#runs = runs;
    this.#silences = silences;
    this.#reach = new Reach(parts);
    this.#orders = new OrderStore(parts.database);
  }

  /** Throws RuleError when area and window together are too much for one answer. */
  async preview(area: string, window: Window): Promise<PreviewItem[]> {
    const wanted = new Map(this.#parts.tree.hamletsUnder(area).map((hamlet) => [hamlet.id, this.#hamlet(hamlet.id)]));
    const slots = await this.#timetable.alive(window.from);
    const reached = slots.map((slot) => ({
      slot,
      hamlets: this.#reach.hamletsOf(slot.programme.targets).flatMap((hamlet) => wanted.get(hamlet) ?? []),
    }));
    const days = Math.ceil((window.to - window.from) / 86_400_000);
    const most = reached.reduce(
      (sum, { slot, hamlets }) => sum + hamlets.length * slot.programme.recurrence.times.length * days,
      0,
    );
    if (most > MOST_ITEMS)
      throw new RuleError(
        'preview-too-large',
        'Ask for fewer days or a smaller area: that is too much to show at once.',
      );
    const there = reached.filter(({ hamlets }) => hamlets.length > 0);
    const spent = await this.#spent(
      there.map(({ slot }) => slot),
      window,
    );
    const items = previewOf(there, window, await this.#orders.all(), (run, startAt) => {
      const made = spent.get(run);
      return made !== undefined && (made.state === 'cancelled' || made.dueAt !== startAt);
    });
    return items.map((item) => (item.exception ? this.#named(item, item.exception) : item));
  }

  #named(item: PreviewItem, { reason, by }: NonNullable<PreviewItem['exception']>): PreviewItem {
    return { ...item, exception: { reason, by: by.map((account) => this.#parts.nameOf(account) ?? account) } };
  }

  #spent(slots: readonly Slot[], window: Window): Promise<Map<string, StoredRun>> {
    const ids = slots.flatMap(({ programme }) =>
      eventsOf(programme.recurrence, window.from, window.to).map((event) => runIdOf(programme.id, event)),
    );
    return this.#runs.spentOf(ids);
  }

  #hamlet(id: string): ReachedHamlet {
    const { roster, isOnline } = this.#parts;
    const nodes = roster.byHamlet(id).filter(isAddressable);
    const online = nodes.filter((node) => isOnline(node.id)).length;
    const isSilent = (sound: Parameters<Silences['at']>[1]) => this.#silences.at(id, sound) !== undefined;
    return { id, nodes: nodes.length, online, manner: this.#reach.mannerIn(id), isSilent };
  }
}
