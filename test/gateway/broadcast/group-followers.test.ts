import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differenceOf, keyOf, targetsOf } from '../../../gateway/broadcast/group-following.ts';
import type { Groups } from '../../../gateway/broadcast/groups.ts';
import type { ProgrammeInput, Target } from '../../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES } from '../database/engines.ts';
import type { TestNode } from '../intake/test-node.ts';
import { MONDAY } from './air.ts';
import { groupsDesk } from './groups-desk.ts';
import { Newsroom } from './newsroom.ts';

const someTarget = fc.nat({ max: 7 }).map((n): Target => (n < 5 ? { area: `a${n}` } : { node: `n${n}` }));
const someTargets = fc.array(someTarget, { maxLength: 6 });

describe('the places of a programme that follows groups', () => {
  it('are after any edits of the groups exactly the members and what was named beside them, each once', () => {
    fc.assert(
      fc.property(
        someTargets,
        fc.array(fc.tuple(fc.nat({ max: 2 }), someTargets), { maxLength: 12 }),
        (also, edits) => {
          const members = new Map<string, readonly Target[]>();
          const follows = { groups: ['g0', 'g1', 'g2'], also };
          let reached = targetsOf(follows, (id) => members.get(id));
          for (const [group, targets] of edits) {
            members.set(`g${group}`, targets);
            const next = targetsOf(follows, (id) => members.get(id));
            const { added, removed } = differenceOf(reached, next);
            const gone = new Set(removed.map(keyOf));
            const applied = [...reached.filter((one) => !gone.has(keyOf(one))), ...added].map(keyOf);
            expect(applied.sort()).toEqual(next.map(keyOf).sort());
            reached = next;
          }
          const named = new Set([...also, ...[...members.values()].flat()].map(keyOf));
          expect(reached.map(keyOf).sort()).toEqual([...named].sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe.each(ENGINES)('a group that changes on $engine', ({ engine, open }) => {
  let room: Newsroom;
  let groups: Groups;
  let nodes: Record<'east' | 'west', TestNode>;

  beforeEach(async () => {
    room = new Newsroom(await open());
    const { air } = room;
    nodes = { east: air.node(air.east, 'TL-001'), west: air.node(air.west, 'TL-002') };
    await air.broadcast.start();
    groups = groupsDesk(air);
  });
  afterEach(async () => {
    await room.air.close();
    await room.test.close();
  });

  const made = (...areas: string[]) =>
    groups.create(room.operator, { name: 'Ven sông', targets: areas.map((area) => ({ area })) });
  const following = (group: string, change: Partial<ProgrammeInput> = {}) =>
    room.scheduled({ targets: [], groups: [group], ...change });
  const itemsOf = async (node: TestNode) => (await room.planOf(node.id)).items.length;
  const input = (...areas: string[]) => ({ name: 'Ven sông', targets: areas.map((area) => ({ area })) });
  const agreedTo = async (group: string, ...areas: string[]) => {
    const { agreed } = await groups.impact(room.operator, group, input(...areas));
    return groups.replace(room.operator, group, { ...input(...areas), agreed });
  };

  it('takes its programmes along: they wait for approval, then sound at the members of now', async () => {
    const { air } = room;
    const { programmes, previews } = air.broadcast;
    const { east, west } = air;
    const group = await made(east.id);
    const { id } = await following(group.id);
    expect([await itemsOf(nodes.east), air.broadcast.plans.markOf(nodes.west.id)]).toEqual([15, undefined]);

    // A run on the air keeps its places whatever comes.
    air.clock.set(instantAt(MONDAY, '17:00'));
    await air.broadcast.tick();
    const impact = await groups.impact(room.operator, group.id, input(west.id));
    expect(impact).toMatchObject({ added: ['Tây'], removed: ['Đông'], again: 1 });
    expect(impact.programmes).toMatchObject([
      { id, approvalVoided: true, nodesAdded: 1, nodesRemoved: 1, conflicts: [] },
    ]);
    expect((await programmes.get(id)).state).toBe('approved');
    await expect(groups.replace(room.operator, group.id, input(west.id))).rejects.toMatchObject({
      ...{ code: 'group-followed', extra: { impact: { agreed: impact.agreed } } },
    });
    await groups.replace(room.operator, group.id, { ...input(west.id), agreed: impact.agreed });
    const changed = await programmes.get(id);
    expect(changed).toMatchObject({ state: 'pending', targets: [{ area: west.id }], changedBy: room.operator.id });
    expect(changed.approval).toBeUndefined();
    await air.broadcast.plans.idle();
    expect(await itemsOf(nodes.east)).toBe(0);
    const onAir = await air.broadcast.runs.get(`${id}@${instantAt(MONDAY, '17:00')}`);
    expect(onAir?.state).toBe('on-air');

    await programmes.approve(room.approver, id);
    await air.broadcast.plans.idle();
    expect([await itemsOf(nodes.east), await itemsOf(nodes.west)]).toEqual([0, 15]);
    const window = { from: instantAt(MONDAY, '18:00'), to: instantAt(MONDAY, '18:00') + DAY_MS };
    const shown = (await previews.preview(air.commune.id, window)).filter((one) => one.willSound);
    air.clock.set(window.to);
    await air.broadcast.tick();
    const rows = await air.database.read('deliveries').where({ due: true }).orderBy('due_at');
    expect(shown.map((one) => [one.startAt, one.hamlet])).toEqual([[rows[1].due_at, west.id]]);
    expect(rows.map((row) => row.hamlet_id)).toEqual([east.id, west.id]);
  });

  it('is on record with its programmes, before and after', async () => {
    const { air } = room;
    const group = await made(air.east.id);
    const { id } = await following(group.id);
    await agreedTo(group.id, air.east.id, air.west.id);
    const { items } = await air.audit.list({ subject: id, limit: 1 } as never);
    const before = { state: 'approved', targets: [{ area: air.east.id }] };
    const after = { state: 'pending', targets: [{ area: air.east.id }, { area: air.west.id }], group: group.id };
    expect(items[0]).toMatchObject({ action: 'programme.group-changed', before, after });
    const [newest] = await air.broadcast.programmes.history(id);
    expect(newest?.programme.follows).toEqual({ groups: [{ id: group.id, name: 'Ven sông' }], also: [] });
  });

  it('changes nothing where it fails half way, and nothing that was not seen', async () => {
    const { air } = room;
    const { programmes } = air.broadcast;
    const group = await made(air.east.id);
    const first = await following(group.id);
    const { agreed } = await groups.impact(room.operator, group.id, input(air.west.id));
    const late = { from: MONDAY, times: ['18:00'], weekdays: [], except: [] };
    await following(group.id, { title: 'Sau đó', recurrence: late });
    const stale = groups.replace(room.operator, group.id, { ...input(air.west.id), agreed });
    await expect(stale).rejects.toMatchObject({ code: 'group-followed' });
    const now = await groups.impact(room.operator, group.id, input(air.west.id));
    expect(now.programmes).toHaveLength(2);
    const { record } = air.audit;
    air.audit.record = async (entry, transaction) => {
      if (entry.action === 'group.change') throw new Error('power cut');
      return record.call(air.audit, entry, transaction);
    };
    const cut = groups.replace(room.operator, group.id, { ...input(air.west.id), agreed: now.agreed });
    await expect(cut).rejects.toThrow('power cut');
    air.audit.record = record;
    expect(await programmes.get(first.id)).toEqual(first);
    expect(await programmes.versions.of(first.id, 9)).toHaveLength(2);
    expect((await groups.list(room.operator))[0]?.targets).toEqual([{ area: air.east.id }]);
  });

  // The rest decides in memory alike on both.
  if (engine !== 'SQLite') return;

  it('keeps what was named beside it, and leaves those alone that name its places', async () => {
    const { air } = room;
    const { programmes } = air.broadcast;
    const group = await made(air.east.id, air.west.id);
    const both = await following(group.id, { targets: [{ area: air.east.id }] });
    const late = { from: MONDAY, times: ['18:00'], weekdays: [], except: [] };
    const fixed = await room.scheduled({ targets: [{ area: air.west.id }], recurrence: late });
    await agreedTo(group.id, air.west.id);
    expect((await programmes.get(both.id)).state).toBe('approved');
    const only = await groups.create(room.operator, input(air.west.id));
    expect((await groups.impact(room.operator, only.id, input(air.east.id))).programmes).toEqual([]);
    expect((await programmes.get(fixed.id)).state).toBe('approved');
  });

  it('says what its programmes would meet where they come, and that quiet hours refuse it', async () => {
    const { air } = room;
    const group = await made(air.east.id);
    await following(group.id);
    const other = await room.scheduled({ title: 'Bóng đá', targets: [{ area: air.west.id }] });
    const { programmes } = await groups.impact(room.operator, group.id, input(air.east.id, air.west.id));
    expect(programmes[0]?.conflicts).toMatchObject([{ programme: other.id, nodes: [nodes.west.id] }]);
    air.quiet = [{ from: '16:00', to: '18:00' }] as never;
    const refused = await groups.impact(room.operator, group.id, input(air.east.id, air.west.id));
    expect(refused.programmes[0]?.refusal?.code).toBe('quiet-hours');
    const saving = groups.replace(room.operator, group.id, {
      ...input(air.east.id, air.west.id),
      agreed: refused.agreed,
    });
    await expect(saving).rejects.toMatchObject({ code: 'quiet-hours', status: 422 });
  });

  it('is not deleted while a programme to come follows it, which the refusal names', async () => {
    const { air } = room;
    const group = await made(air.east.id);
    const { id } = await following(group.id);
    await expect(groups.delete(room.operator, group.id)).rejects.toMatchObject({
      ...{ code: 'group-used', extra: { programmes: [{ id, title: 'Bản tin chiều' }] } },
    });
    await air.broadcast.programmes.cancel(room.operator, id);
    await groups.delete(room.operator, group.id);
    await expect(air.broadcast.programmes.changes.undo(room.operator, id)).rejects.toMatchObject({
      code: 'group-deleted',
    });
  });

  it.each([
    ['of a smaller area than the programme', 'group-elsewhere', true],
    ['that is not there', 'no-such-group', false],
  ])('%s is not followed', async (_what, code, there) => {
    const { air } = room;
    const above = air.person('operator', air.province);
    const group = there ? (await made(air.east.id)).id : '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const bulletin = (await room.approvedBulletin()).id;
    const asked = room.programmeInput(bulletin, { targets: [], groups: [group], area: air.province.id });
    await expect(air.broadcast.programmes.create(above, asked)).rejects.toMatchObject({ code });
  });

  it('brings an undone programme back with the members of now, unapproved', async () => {
    const { air } = room;
    const { programmes } = air.broadcast;
    const group = await made(air.east.id);
    const { id } = await following(group.id);
    await programmes.cancel(room.operator, id);
    await agreedTo(group.id, air.west.id);
    const back = await programmes.changes.undo(room.operator, id);
    expect(back).toMatchObject({ state: 'pending', targets: [{ area: air.west.id }] });
  });

  it.each(['by its group', 'by an edit'])(
    'a run that is due keeps the places it sounds at, changed %s before the second is over',
    async (how) => {
      const { air } = room;
      const { programmes } = air.broadcast;
      const group = await made(air.east.id);
      const { id, bulletins } = await following(group.id);
      air.clock.set(instantAt(MONDAY, '17:00'));
      if (how === 'by its group') await agreedTo(group.id, air.west.id);
      else
        await programmes.replace(room.operator, id, {
          ...room.programmeInput(bulletins[0] ?? '', { targets: [{ area: air.west.id }] }),
        });
      await air.broadcast.tick();
      const rows = await air.database.read('deliveries').where({ due: true });
      expect(rows.map((row) => row.hamlet_id)).toEqual([air.east.id]);
    },
  );

  it('is followed again by what is exported and read back, and is copied where it is gone', async () => {
    const { air } = room;
    const { programmes, calendarFiles } = air.broadcast;
    const group = await made(air.west.id);
    const { id } = await following(group.id, { targets: [{ area: air.east.id }] });
    const window = { from: instantAt(MONDAY, '00:00'), to: instantAt(MONDAY, '00:00') + 7 * DAY_MS };
    const text = await calendarFiles.written(room.operator, air.commune.id, window);
    await programmes.cancel(room.operator, id);
    const again = await calendarFiles.read(room.operator, air.commune.id, text);
    expect(again.made[0]?.follows).toEqual({
      ...{ groups: [{ id: group.id, name: 'Ven sông' }], also: [{ area: air.east.id }] },
    });
    await programmes.cancel(room.operator, again.made[0]?.id ?? '');
    await groups.delete(room.operator, group.id);
    const copied = await calendarFiles.read(room.operator, air.commune.id, text);
    expect(copied.made[0]?.follows).toBeUndefined();
    expect(copied.made[0]?.targets).toEqual([{ area: air.east.id }, { area: air.west.id }]);
  });

  it('finds what is due by an index', async () => {
    const { air } = room;
    const due = "select * from runs where state = 'planned' and due_at <= 1 order by due_at, id limit 50";
    const plan: { detail: string }[] = await air.database.read.raw(`explain query plan ${due}`);
    expect(plan.map((one) => one.detail)).toEqual([
      'SEARCH runs USING INDEX runs_state_due_at_id_index (state=? AND due_at<?)',
    ]);
  });
});
