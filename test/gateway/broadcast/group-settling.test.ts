import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Groups } from '../../../gateway/broadcast/groups.ts';
import type { ProgrammeInput, Resolution } from '../../../protocol/api/broadcast.ts';
import type { GroupAnswers } from '../../../protocol/api/schedule.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES } from '../database/engines.ts';
import { MONDAY } from './air.ts';
import { groupsDesk } from './groups-desk.ts';
import { Newsroom } from './newsroom.ts';

const at = (time: string, days = 0) => instantAt(MONDAY, time) + days * DAY_MS;

describe.each(ENGINES)('what a group’s programmes meet at its new places, on $engine', ({ engine, open }) => {
  let room: Newsroom;
  let groups: Groups;

  beforeEach(async () => {
    room = new Newsroom(await open());
    const { air } = room;
    air.node(air.east, 'TL-001');
    air.node(air.west, 'TL-002');
    await air.broadcast.start();
    groups = groupsDesk(air);
  });
  afterEach(async () => {
    await room.air.close();
    await room.test.close();
  });

  const input = (...areas: string[]) => ({ name: 'Ven sông', targets: areas.map((area) => ({ area })) });
  const daily = (time: string) => ({ from: MONDAY, times: [time], weekdays: [], except: [] });
  const scheduled = async (title: string, time: string, change: Partial<ProgrammeInput>) => {
    const { id } = await room.approvedBulletin({ recording: await room.air.recording(10 * MINUTE_MS) });
    return room.scheduled({ title, bulletins: [id], recurrence: daily(time), ...change });
  };
  /** A follower in the east at 17:05, and what it will meet in the west at 17:00. */
  const world = async () => {
    const { air } = room;
    const group = await groups.create(room.operator, input(air.east.id));
    const follower = await scheduled('Theo nhóm', '17:05', { targets: [], groups: [group.id] });
    const other = await scheduled('Ở tây', '17:00', { targets: [{ area: air.west.id }] });
    const wider = input(air.east.id, air.west.id);
    const look = (answers?: GroupAnswers) => groups.impact(room.operator, group.id, { ...wider, answers });
    const save = async (answers: GroupAnswers) => {
      const { agreed } = await look(answers);
      return groups.replace(room.operator, group.id, { ...wider, answers, agreed });
    };
    const { programmes } = air.broadcast;
    return { group, follower, other, wider, look, save, programmes };
  };
  const said = (programme: string, ...resolutions: Resolution[]): GroupAnswers => [{ programme, resolutions }];

  it('are settled one by one, each seen before the group is saved, in one transaction', async () => {
    const { group, follower, other, wider, look, save, programmes } = await world();
    const { agreed, open } = await look();
    expect(open).toBe(1);
    const unsaid = groups.replace(room.operator, group.id, { ...wider, agreed });
    await expect(unsaid).rejects.toMatchObject({ status: 409, code: 'conflict', extra: { impact: { open: 1 } } });
    expect(await programmes.get(follower.id)).toEqual(follower);

    const replacing = said(follower.id, { programme: other.id, way: 'replace' });
    expect(await look(replacing)).toMatchObject({
      ...{ open: 0, cut: [{ id: other.id, title: 'Ở tây', runs: 90 }] },
      programmes: [
        { id: follower.id, open: 0, conflicts: [{ programme: other.id, waysOut: ['replace', 'after', 'in-order'] }] },
      ],
    });
    // What was agreed to without these answers is not this.
    const unseen = groups.replace(room.operator, group.id, { ...wider, agreed, answers: replacing });
    await expect(unseen).rejects.toMatchObject({ code: 'group-followed' });
    await save(replacing);
    const cut = await programmes.get(other.id);
    expect([cut.state, cut.recurrence.exceptions?.length]).toEqual(['approved', 90]);
    expect((await programmes.get(follower.id)).state).toBe('pending');
    const { items } = await room.air.audit.list({ subject: other.id, limit: 1 } as never);
    expect(items[0]).toMatchObject({ action: 'programme.replaced-by', after: { by: follower.id } });
  });

  // The rest decides in memory alike on both.
  if (engine !== 'SQLite') return;

  it('behind the other one, at a time that is free at its old places too', async () => {
    const { follower, other, look, save, programmes } = await world();
    await scheduled('Ở đông', '17:15', { targets: [{ area: room.air.east.id }] });
    const behind = said(follower.id, { programme: other.id, way: 'after' });
    const { programmes: shown, open } = await look(behind);
    expect([open, shown[0]?.times, shown[0]?.conflicts]).toEqual([0, ['17:25'], []]);
    await save(behind);
    const moved = await programmes.get(follower.id);
    expect(moved).toMatchObject({ state: 'pending', recurrence: { times: ['17:25'] } });
    expect(moved.contentHash).not.toBe(follower.contentHash);
    expect(await programmes.get(other.id)).toEqual(other);
  });

  it('both in the order that is given, which the plan of the new place keeps', async () => {
    const { follower, other, save, programmes } = await world();
    await save(said(follower.id, { programme: other.id, way: 'in-order', first: 'other' }));
    await programmes.approve(room.approver, follower.id);
    await room.air.broadcast.plans.idle();
    const west = room.air.roster.all().find((node) => node.hamlet === room.air.west.id);
    const { items } = await room.planOf(west?.id ?? '');
    const today = items.filter((item) => item.startAt < at('23:00')).map((item) => item.startAt);
    expect(today).toEqual([at('17:00'), at('17:10') + 2_000]);
  });

  it('nobody loses the same run twice', async () => {
    const { group, follower, other, look, save, programmes } = await world();
    const second = await scheduled('Cũng theo', '16:55', { targets: [], groups: [group.id] });
    const replacing = [follower, second].flatMap(({ id }) => said(id, { programme: other.id, way: 'replace' }));
    expect(await look(replacing)).toMatchObject({ open: 0, again: 2, cut: [{ id: other.id, runs: 90 }] });
    await save(replacing);
    const { recurrence, version } = await programmes.get(other.id);
    expect([recurrence.exceptions?.length, version]).toEqual([90, other.version + 1]);
  });

  it('two that come to the same place and meet each other there are asked about once', async () => {
    const { air } = room;
    const { programmes } = air.broadcast;
    const group = await groups.create(room.operator, input(air.east.id));
    const [one, two] = [
      await scheduled('Một', '17:00', { targets: [], groups: [group.id] }),
      await scheduled('Hai', '18:00', { targets: [], groups: [group.id] }),
    ];
    // The second is moved onto the first by hand, as an answered order would leave it.
    const order: Resolution[] = [{ programme: one.id, way: 'in-order', first: 'other' }];
    const given = { ...room.programmeInput(two.bulletins[0] as string), targets: [], groups: [group.id] };
    await programmes.replace(room.operator, two.id, { ...given, recurrence: daily('17:05'), resolutions: order });
    const wider = { ...input(air.east.id, air.west.id) };
    const { programmes: shown, open } = await groups.impact(room.operator, group.id, wider);
    expect([open, shown.map((each) => each.open).sort()]).toEqual([1, [0, 1]]);
    const [asked] = shown.filter((each) => each.open > 0);
    const answers = said(asked?.id ?? '', { programme: asked?.conflicts[0]?.programme ?? '', way: 'replace' });
    const seen = await groups.impact(room.operator, group.id, { ...wider, answers });
    expect([seen.open, seen.cut.map((each) => each.runs)]).toEqual([0, [90]]);
    await groups.replace(room.operator, group.id, { ...wider, answers, agreed: seen.agreed });
    const lost = await programmes.get(seen.cut[0]?.id ?? '');
    expect([lost.state, lost.recurrence.exceptions?.length, lost.targets.length]).toEqual(['pending', 90, 2]);
  });
});
