// pure
import type { Candidate } from '../../../gateway/broadcast/conflict.ts';
import { differenceOf, targetsOf } from '../../../gateway/broadcast/group-following.ts';
import type { Node } from '../../../protocol/api/areas.ts';
import type { Programme, Recurrence, Resolution, Target } from '../../../protocol/api/broadcast.ts';
import type { Conflict, Group, GroupImpact, GroupInput } from '../../../protocol/api/schedule.ts';
import { CONFLICT_DAYS } from './schedule-conflicts.ts';
import { storedProgramme } from './schedule-preview.ts';

interface Around {
  readonly programmes: readonly Programme[];
  readonly nodesOf: (where: { readonly targets: readonly Target[] }) => readonly Node[];
  readonly nameOf: (area: string) => string;
  /** What it meets at these nodes. */
  readonly conflictsOf: (candidate: Candidate, at: ReadonlySet<string>) => Conflict[];
}

/** A follower as it would be. */
export interface Follower {
  readonly before: Programme;
  readonly targets: readonly Target[];
  readonly recurrence: Recurrence;
}

/** What a change of a group does, with the gateway's own conflicts and ways out. */
export function impactOf(
  group: Group,
  { targets, answers = [] }: GroupInput,
  around: Around,
): { impact: GroupImpact; followers: Follower[] } {
  const followers: Follower[] = [];
  const programmes: GroupImpact['programmes'] = [];
  const cut: GroupImpact['cut'] = [];
  for (const before of around.programmes) {
    const { follows } = before;
    if (!follows?.groups.some((one) => one.id === group.id)) continue;
    const after = targetsOf({ groups: [group.id], also: follows.also }, () => targets);
    const known = new Set(around.nodesOf(before).map((node) => node.id));
    const reached = around.nodesOf({ targets: after }).map((node) => node.id);
    const come = new Set(reached.filter((node) => !known.has(node)));
    const said = answers.find((one) => one.programme === before.id)?.resolutions ?? [];
    const saidOf = (other: string): Resolution | undefined => said.find((one) => one.programme === other);
    let { recurrence } = before;
    const meets = () =>
      around.conflictsOf(
        { ...storedProgramme(before), targets: after, recurrence, durationMs: before.durationMs },
        come,
      );
    let conflicts = meets();
    const behind = conflicts.find((one) => saidOf(one.programme)?.way === 'after')?.afterTime;
    if (behind) recurrence = { ...recurrence, times: [behind] };
    if (behind) conflicts = meets();
    for (const one of conflicts)
      if (saidOf(one.programme)?.way === 'replace')
        cut.push({ id: one.programme, title: one.title, areaName: one.areaName ?? '', runs: one.times });
    followers.push({ before, targets: after, recurrence });
    programmes.push({
      ...{ id: before.id, title: before.title, area: before.area, areaName: around.nameOf(before.area) },
      ...{ state: before.state, approvalVoided: before.state === 'approved' },
      ...{ nodesAdded: come.size, nodesRemoved: known.size - (reached.length - come.size) },
      ...{ conflicts, open: conflicts.filter((one) => !saidOf(one.programme)).length },
      ...(behind ? { times: [behind] } : {}),
    });
  }
  const { added, removed } = differenceOf(group.targets, targets);
  const impact: GroupImpact = {
    ...{ added: [], addedCount: added.length, removed: [], removedCount: removed.length, programmes, cut },
    ...{ again: programmes.filter((one) => one.approvalVoided).length, days: CONFLICT_DAYS },
    open: programmes.reduce((sum, one) => sum + one.open, 0),
    agreed: `${added.length} ${removed.length} ${JSON.stringify(answers).length}`,
  };
  return { impact, followers };
}
