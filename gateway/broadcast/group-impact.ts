import { setImmediate as breathe } from 'node:timers/promises';
import type { Target } from '../../protocol/api/broadcast.ts';
import type { GroupImpact } from '../../protocol/api/schedule.ts';
import { LoaXaError } from '../errors.ts';
import { CONFLICT_DAYS } from './conflicts.ts';
import { differenceOf } from './group-following.ts';
import type { Followed, Settled } from './group-settling.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeCheck } from './programme-check.ts';
import type { StoredProgramme } from './programme-store.ts';
import { Reach } from './reach.ts';

/** Most names that an answer carries. */
const MOST_NAMES = 50;

/** Says what a change of a group does, before it is saved. */
export class GroupImpacts {
  readonly #parts: Pick<BroadcastParts, 'tree' | 'roster'>;
  readonly #check: Pick<ProgrammeCheck, 'requireAllowedAt'>;
  readonly #reach: Reach;

  constructor(parts: BroadcastParts, check: Pick<ProgrammeCheck, 'requireAllowedAt'>) {
    this.#parts = parts;
    this.#check = check;
    this.#reach = new Reach(parts);
  }

  async of(
    group: { readonly targets: readonly Target[] },
    targets: readonly Target[],
    changes: readonly Followed[],
    settled: ReadonlyMap<string, Settled>,
    others: ReadonlyMap<string, StoredProgramme>,
  ): Promise<Omit<GroupImpact, 'agreed'>> {
    const programmes: GroupImpact['programmes'] = [];
    for (const change of changes) {
      programmes.push(await this.#shown(change, settled.get(change.after.id)));
      await breathe();
    }
    const { added, removed } = differenceOf(group.targets, targets);
    return {
      ...{ added: this.#namesOf(added), addedCount: added.length },
      ...{ removed: this.#namesOf(removed), removedCount: removed.length },
      programmes,
      again: changes.filter(({ before }) => before.state === 'approved').length,
      open: programmes.reduce((sum, one) => sum + one.open, 0),
      days: CONFLICT_DAYS,
      cut: this.#cutOf(settled, others),
    };
  }

  async #shown({ before, after }: Followed, settled: Settled | undefined): Promise<GroupImpact['programmes'][number]> {
    const known = new Set(this.#reach.nodesOf(before.targets).map(({ id }) => id));
    const reached = this.#reach.nodesOf(after.targets).map(({ id }) => id);
    const come = reached.filter((node) => !known.has(node));
    const stay = reached.length - come.length;
    const moved = after.recurrence.times.join() !== before.recurrence.times.join();
    const refusal = await this.#refusal(
      after,
      moved ? after.targets : differenceOf(before.targets, after.targets).added,
    );
    return {
      ...{ id: after.id, title: after.title, area: after.area, state: before.state },
      areaName: this.#nameOf(after.area),
      ...{ nodesAdded: come.length, nodesRemoved: known.size - stay },
      approvalVoided: before.state === 'approved',
      conflicts: [...(settled?.conflicts ?? [])],
      open: settled?.open.length ?? 0,
      ...(moved ? { times: [...after.recurrence.times] } : {}),
      ...(refusal ? { refusal } : {}),
    };
  }

  #cutOf(settled: ReadonlyMap<string, Settled>, others: ReadonlyMap<string, StoredProgramme>): GroupImpact['cut'] {
    const runs = new Map<string, number>();
    for (const { cut } of settled.values())
      for (const one of cut) runs.set(one.programme, (runs.get(one.programme) ?? 0) + one.runs);
    return [...runs].flatMap(([id, lost]) => {
      const other = others.get(id);
      return other ? [{ id, title: other.title, areaName: this.#nameOf(other.area), runs: lost }] : [];
    });
  }

  /** Why it may not sound at these places: their quiet hours, their longest run. */
  async #refusal(programme: StoredProgramme, places: readonly Target[]) {
    if (places.length === 0) return undefined;
    try {
      await this.#check.requireAllowedAt(programme, places);
      return undefined;
    } catch (error) {
      if (error instanceof LoaXaError) return { code: error.code, detail: error.message };
      throw error;
    }
  }

  #nameOf(area: string): string {
    return this.#parts.tree.get(area)?.name ?? area;
  }

  #namesOf(targets: readonly Target[]): string[] {
    return targets
      .slice(0, MOST_NAMES)
      .map((one) => ('area' in one ? this.#nameOf(one.area) : (this.#parts.roster.get(one.node)?.code ?? one.node)));
  }
}
