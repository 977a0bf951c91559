import fc from 'fast-check';
import { distinctTargets } from '../../../gateway/broadcast/group-following.ts';
import type { StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import { startsToCheck } from '../../../gateway/broadcast/recurrence-check.ts';
import type { Person } from '../../../gateway/http/app.ts';
import type { Resolution, Target } from '../../../protocol/api/broadcast.ts';
import type { Conflict, Group, GroupAnswers, GroupInput } from '../../../protocol/api/schedule.ts';
import { minutesOf, timeOf } from '../../../protocol/vietnam-time.ts';
import type { Air } from './air.ts';
import { groupsDesk } from './groups-desk.ts';

/** Communes with a group, and programmes that follow each. */
const GROUPS = 1;
const FOLLOWERS = 16;

/** A saved group, who follows it, and where its members may lie. */
export interface SharedGroup {
  readonly group: Group;
  readonly followers: ReadonlySet<string>;
  readonly places: readonly Target[];
}

/** A group in each of some communes, of hamlets of several calendars, for programmes that sound by day. */
export async function groupsOf(
  air: Air,
  operator: Person,
  programmes: readonly StoredProgramme[],
  seed: number,
): Promise<SharedGroup[]> {
  const communes = [...new Set(programmes.map((one) => one.area))].slice(0, GROUPS);
  const shared: SharedGroup[] = [];
  for (const [index, area] of communes.entries()) {
    const some = programmes.filter((one) => one.area === area && soundsByDay(one)).slice(0, FOLLOWERS);
    const places = distinctTargets(some.flatMap((one) => one.targets));
    const group = await groupsDesk(air).create(operator, {
      ...{ name: `Nhóm ${index}`, area, targets: someOf(places, seed + index) },
    });
    shared.push({ group, followers: new Set(some.map((one) => one.id)), places });
  }
  return shared;
}

/** They keep the place they had, and reach the members beside it; every second one sounds when the one before it does. */
export function followingGroups(
  programmes: readonly StoredProgramme[],
  groups: readonly SharedGroup[],
): StoredProgramme[] {
  const before = new Map<SharedGroup, StoredProgramme>();
  return programmes.map((one) => {
    const followed = groups.find(({ followers }) => followers.has(one.id));
    if (!followed) return one;
    const also = one.targets.slice(0, 1);
    const targets = distinctTargets([...also, ...followed.group.targets]);
    const model = before.get(followed);
    if (model) before.delete(followed);
    else before.set(followed, one);
    const { recurrence } = model ?? one;
    return { ...one, recurrence, targets, follows: { groups: [followed.group.id], also } };
  });
}

/** Gives each group other members, settles what its programmes meet there, and approves most of them again. */
export async function editedGroups(
  air: Air,
  operator: Person,
  groups: readonly SharedGroup[],
  seed: number,
): Promise<{ followed: number; settled: number }> {
  const desk = groupsDesk(air);
  const approver = air.person('approver', air.province);
  let followed = 0;
  let settled = 0;
  for (const [index, { group, places }] of groups.entries()) {
    const input: GroupInput = { name: group.name, targets: someOf(places, seed + 100 + index) };
    const seen = await desk.impact(operator, group.id, input);
    const answers: GroupAnswers = seen.programmes.map(({ id, conflicts }, serial) => ({
      programme: id,
      resolutions: conflicts.map((one, other) => said(one, serial + other)),
    }));
    const { agreed } = await desk.impact(operator, group.id, { ...input, answers });
    await desk.replace(operator, group.id, { ...input, answers, agreed });
    followed += seen.programmes.length;
    settled += seen.open;
    for (const [serial, { id, state }] of seen.programmes.entries())
      if (state === 'approved' && serial % 4 < 3) await approvedAgain(air, approver, id);
  }
  await air.broadcast.plans.idle();
  return { followed, settled };
}

/** By turns each way out that is open and takes no more runs than a programme carries. */
function said({ programme, waysOut, times }: Conflict, serial: number): Resolution {
  const ways = waysOut.filter((way) => way !== 'replace' || times < 100);
  const way = ways[serial % ways.length] ?? 'in-order';
  return way === 'in-order' ? { programme, way, first: 'other' } : { programme, way };
}

async function approvedAgain(air: Air, approver: Person, id: string): Promise<void> {
  try {
    await air.broadcast.programmes.approve(approver, id);
  } catch (error) {
    // One of the bulletins is not approved: on the air it was not either.
    if ((error as { code?: string }).code !== 'bulletin-not-approved') throw error;
  }
}

function someOf(places: readonly Target[], seed: number): Target[] {
  const [some = []] = fc.sample(fc.subarray([...places], { minLength: 4, maxLength: 8 }), { numRuns: 1, seed });
  return some;
}

/** Elsewhere quiet hours would refuse the group. */
function soundsByDay({ recurrence }: StoredProgramme): boolean {
  const minutes = startsToCheck(recurrence).map((at) => minutesOf(timeOf(at)));
  return minutes.length > 0 && minutes.every((one) => one >= 5 * 60 && one < 19 * 60);
}
