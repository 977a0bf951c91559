import { setImmediate as breathe } from 'node:timers/promises';
import type { Recurrence, Resolution } from '../../protocol/api/broadcast.ts';
import type { Conflict, GroupAnswers } from '../../protocol/api/schedule.ts';
import type { Person } from '../http/app.ts';
import type { Candidate } from './conflict.ts';
import type { Conflicts, Settlement } from './conflicts.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Slot } from './slots.ts';

export interface Followed {
  readonly before: StoredProgramme;
  readonly after: StoredProgramme;
}

/** A programme with the places it comes to, and the nodes among them. */
export interface Comer {
  readonly programme: StoredProgramme;
  readonly nodes: ReadonlySet<string>;
}

/** What became of one that comes. */
export interface Settled {
  readonly recurrence: Recurrence;
  readonly cut: Settlement['cut'];
  readonly orders: Settlement['orders'];
  /** What it still meets where it comes, each pair of two that come named once; `open`: nothing is said of them. */
  readonly conflicts: readonly Conflict[];
  readonly open: readonly Conflict[];
}

/**
 * Settles one after the other what programmes meet at the places to which a changed group brings them. Each sees what was settled
 * before it: two that come to the same place are asked about once, and nobody loses the same run twice.
 */
export class GroupSettling {
  readonly #conflicts: Pick<Conflicts, 'weigh'>;

  constructor(conflicts: Pick<Conflicts, 'weigh'>) {
    this.#conflicts = conflicts;
  }

  /** `alive`: what is, or will be once the group is saved, on its way to the air. */
  async settle(
    person: Person,
    comers: readonly Comer[],
    alive: readonly Slot[],
    answers: GroupAnswers,
  ): Promise<Map<string, Settled>> {
    const comes = new Map(comers.map(({ programme, nodes }) => [programme.id, nodes]));
    const placed = new Map(comers.map(({ programme }) => [programme.id, programme]));
    let slots = alive.map((slot) => withProgramme(slot, placed.get(slot.programme.id)));
    const settled = new Map<string, Settled>();
    for (const { programme, nodes } of comers) {
      const slot = slots.find((one) => one.programme.id === programme.id);
      if (!slot) continue;
      const candidate: Candidate = { ...slot.programme, durationMs: slot.durationMs };
      const { settlement, conflicts, open } = await this.#conflicts.weigh(
        person,
        candidate,
        saidOf(answers, programme.id),
        {
          slots,
          counts: (other, node) => !settled.has(other) && (nodes.has(node) || (comes.get(other)?.has(node) ?? false)),
        },
      );
      settled.set(programme.id, { ...settlement, conflicts, open });
      const now = new Map(settlement.cut.map((one) => [one.programme, one.recurrence]));
      now.set(programme.id, settlement.recurrence);
      slots = slots.map((one) => withRecurrence(one, now.get(one.programme.id)));
      await breathe();
    }
    return settled;
  }
}

function saidOf(answers: GroupAnswers, programme: string): readonly Resolution[] {
  return answers.find((one) => one.programme === programme)?.resolutions ?? [];
}

function withProgramme(slot: Slot, programme: StoredProgramme | undefined): Slot {
  return programme ? { ...slot, programme } : slot;
}

function withRecurrence(slot: Slot, recurrence: Recurrence | undefined): Slot {
  return recurrence ? { ...slot, programme: { ...slot.programme, recurrence } } : slot;
}
