import { beforeEach, describe, expect, it } from 'vitest';
import { Campaigns } from '../../../gateway/broadcast/campaigns.ts';
import type { Above, BulletinFromAbove, EmergencyFromAbove } from '../../../gateway/broadcast/from-above.ts';
import { Inbox } from '../../../gateway/broadcast/inbox.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES } from '../database/engines.ts';
import type { TestNode } from '../intake/test-node.ts';
import { type Air, MONDAY } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const TUESDAY = '2026-11-24';

describe.each(ENGINES)('what systems above say on $engine', ({ open, engine }) => {
  let room: Newsroom;
  let air: Air;
  let operator: Person;
  let province: Above;
  let nodes: TestNode[];
  newsroomOfEachTest(open, (fresh) => {
    room = fresh;
    ({ air, operator } = fresh);
    nodes = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002'), air.node(air.far, 'TL-003')];
    province = air.above('province', air.province);
  });
  beforeEach(() => {
    air.link.connected = true;
  });

  const door = () => air.broadcast.fromAbove;
  const alarm = (change: Partial<EmergencyFromAbove> = {}): EmergencyFromAbove => ({
    ...{ key: 'K1', status: 'actual', event: 'flood', title: 'Lũ khẩn cấp', text: 'Nước sông lên nhanh' },
    ...{ targets: [{ area: air.commune.id }], forMinutes: 10 },
    ...change,
  });
  const item = async (change: Partial<BulletinFromAbove> = {}): Promise<BulletinFromAbove> => ({
    ...{ reference: 'BT-1', class: 'normal', title: 'Tin của tỉnh', targets: [{ area: air.commune.id }] },
    ...change,
    recording: change.recording ?? (await air.recording()),
  });
  const inboxOf = (person: Person) => {
    const { database, clock, facts, audit, tree, roster } = air;
    const parts = {
      ...{ database, clock, facts, audit, tree, roster },
      ...{ quietHours: { windowsOf: () => air.quiet }, settings: { at: () => air.settings } },
      ...{ bulletins: air.broadcast.bulletins.store, programmes: air.broadcast.programmes.store },
      nameOf: (author: string) => `name of ${author}`,
    };
    return new Inbox({ ...parts, campaigns: new Campaigns(parts) }).list(person);
  };
  const runsOf = async (programme: string | undefined) =>
    (await air.broadcast.runs.ahead(0, [programme ?? ''])).filter((run) => run.state === 'planned');
  const audited = async (action: string) =>
    (await air.audit.list({ limit: 50 })).items.filter((entry) => entry.action === action);

  describe('an emergency', () => {
    it('sounds at once in quiet hours, at the level of its source, in its name, without anybody approving', async () => {
      air.clock.set(instantAt(TUESDAY, '02:30'));
      const { emergency } = await door().emergency(province, alarm());
      const [command] = air.commands();
      expect(command?.payload).toMatchObject({ by: `source:${province.id}`, class: 'emergency' });
      expect(command?.payload.args).toMatchObject({ run: { run: emergency }, level: 'province' });
      const stored = await air.broadcast.emergencyEnds.get(emergency);
      expect(stored).toMatchObject({ title: 'Lũ khẩn cấp', orderedBy: province.name, area: air.commune.id });
      expect(stored.reviewDueAt).toBe(stored.startedAt + DAY_MS);
      const [shown] = await air.broadcast.emergencyViews.summaries([stored], () => true);
      expect(shown?.byName).toBe(`name of source:${province.id}`);
      expect(await audited('emergency.raise')).toMatchObject([{ by: `source:${province.id}`, subject: emergency }]);
    });

    // What follows decides nothing in SQL that the above does not: one engine is enough (also below).
    if (engine !== 'SQLite') return;

    it('of the centre speaks as the centre where it was let into one commune only', async () => {
      const centre = air.above('central', air.commune);
      await door().emergency(centre, alarm());
      expect(air.commands()[0]?.payload).toMatchObject({ args: { level: 'central' }, scope: [air.commune.id] });
      const beyond = door().emergency(centre, alarm({ key: 'K2', targets: [{ area: air.other.id }] }));
      await expect(beyond).rejects.toMatchObject({ code: 'out-of-scope', status: 403 });
    });

    it('sent twice is one, and the same key of another source is another', async () => {
      const twice = await Promise.all([door().emergency(province, alarm()), door().emergency(province, alarm())]);
      const other = await door().emergency(air.above('central', air.province), alarm());
      expect(twice[0]).toEqual(twice[1]);
      expect(other).not.toEqual(twice[0]);
    });

    it('is reviewed afterwards by an approver of the commune, and is ended by its own source only', async () => {
      const { emergency } = await door().emergency(province, alarm());
      const reviewed = await air.broadcast.emergencyEnds.review(room.approver, emergency, 'đúng');
      expect(reviewed.reviewedBy).toBe(room.approver.id);
      const stranger = door().endEmergency(air.above('province', air.province), emergency, 'cleared', 'nhầm');
      await expect(stranger).rejects.toMatchObject({ status: 404 });
      air.commands();
      await door().endEmergency(province, emergency, 'cleared', 'nước rút');
      expect(air.commands()).toMatchObject([{ payload: { type: 'stop', by: `source:${province.id}` } }]);
      const ended = await air.broadcast.emergencyEnds.get(emergency);
      expect(ended).toMatchObject({ endedHow: 'cleared', endedBy: `source:${province.id}` });
    });
  });

  describe('a normal bulletin', () => {
    it('lies approved in the inbox of those it is for, with its wish, and nothing sounds by itself', async () => {
      const wish = { from: TUESDAY, to: TUESDAY, times: ['17:00'] };
      const { bulletin, programme } = await door().bulletin(province, await item(wish));
      expect(programme).toBeUndefined();
      expect(await inboxOf(operator)).toMatchObject([
        { bulletin, fromName: `name of source:${province.id}`, wish: { ...wish, weekdays: [] } },
      ]);
      expect(await inboxOf(air.person('operator', air.other))).toEqual([]);
      expect(await air.broadcast.runs.ahead(0)).toEqual([]);
      const shown = await air.broadcast.bulletins.asBulletin(await air.broadcast.bulletins.get(bulletin));
      expect(shown).toMatchObject({ state: 'approved', fromSource: `name of source:${province.id}` });
      expect(shown.approval).toMatchObject({ by: `source:${province.id}`, contentHash: shown.contentHash });
    });

    if (engine !== 'SQLite') return;

    it('leaves the inbox when the commune puts it on its timetable; changed above, that loses its approval', async () => {
      const { bulletin } = await door().bulletin(province, await item());
      const { programmes } = air.broadcast;
      const made = await programmes.create(operator, room.programmeInput(bulletin));
      await programmes.approve(room.approver, made.id);
      expect(await inboxOf(operator)).toEqual([]);
      await door().bulletin(province, await item({ title: 'Tin đã sửa' }));
      expect((await programmes.get(made.id)).state).toBe('pending');
    });

    it('is nobody else’s to change: the commune may play it and may not edit it', async () => {
      const { bulletin } = await door().bulletin(province, await item());
      const edit = air.broadcast.bulletins.replace(operator, bulletin, await room.bulletinInput());
      await expect(edit).rejects.toMatchObject({ code: 'out-of-scope' });
      const run = await air.broadcast.playNow(operator, { bulletin, targets: [{ area: air.commune.id }] });
      expect(run.level).toBe('commune');
    });
  });

  describe('a priority bulletin', () => {
    const priority = (change: Partial<BulletinFromAbove> = {}) =>
      item({ class: 'priority', from: MONDAY, to: TUESDAY, times: ['17:00'], ...change });

    it('sent again the same is nothing new; with other times it moves; with another sound it says that', async () => {
      const first = await priority();
      const made = await door().bulletin(province, first);
      expect(await door().bulletin(province, first)).toEqual(made);
      const versions = await air.broadcast.programmes.history(made.programme ?? '');
      expect(versions).toHaveLength(1);
      expect(await door().bulletin(province, { ...first, times: ['18:00'] })).toEqual(made);
      expect((await runsOf(made.programme)).map((run) => run.dueAt)).toEqual([
        instantAt(MONDAY, '18:00'),
        instantAt(TUESDAY, '18:00'),
      ]);
      const recording = await air.recording();
      await door().bulletin(province, { ...first, times: ['18:00'], recording });
      const [run] = await runsOf(made.programme);
      expect(run?.contents.map((one) => one.sha256)).toEqual([recording]);
      expect((await air.broadcast.programmes.get(made.programme ?? '')).state).toBe('approved');
    });

    it('called back its runs go, what sounds is stopped, and it cannot be played any more', async () => {
      const { bulletin, programme } = await door().bulletin(province, await priority());
      await air.broadcast.plans.idle();
      air.clock.set(instantAt(MONDAY, '17:00') + 10_000);
      await air.broadcast.tick();
      air.commands();
      await door().cancelBulletin(province, 'BT-1', 'nhầm');
      await air.outbox.flush();
      expect(await runsOf(programme)).toEqual([]);
      expect(air.commands()).toMatchObject([
        { payload: { type: 'stop', by: `source:${province.id}`, args: { run: { programme }, why: 'nhầm' } } },
      ]);
      const play = air.broadcast.playNow(operator, { bulletin, targets: [{ area: air.commune.id }] });
      await expect(play).rejects.toMatchObject({ code: 'not-approved' });
      expect(await inboxOf(operator)).toEqual([]);
      // Twice is once.
      await door().cancelBulletin(province, 'BT-1', 'nhầm');
      expect(await audited('above.cancel')).toHaveLength(1);
      await expect(door().cancelBulletin(province, 'BT-9', 'nhầm')).rejects.toMatchObject({ status: 404 });
    });

    if (engine !== 'SQLite') return;

    it('is on the timetable at its times, at the level of its source, before what the commune has there', async () => {
      await room.scheduled();
      const { programme } = await door().bulletin(province, await priority());
      await air.broadcast.plans.idle();
      const runs = await runsOf(programme);
      expect(runs).toMatchObject([
        { dueAt: instantAt(MONDAY, '17:00'), class: 'priority', level: 'province' },
        { dueAt: instantAt(TUESDAY, '17:00') },
      ]);
      const plan = await room.planOf(nodes[0]?.id ?? '');
      const at = plan.items.filter((one) => one.startAt === instantAt(MONDAY, '17:00'));
      expect(at.map(({ level, class: urgency }) => [level, urgency]).sort()).toEqual([
        ['commune', 'normal'],
        ['province', 'priority'],
      ]);
      expect(air.orderAlarms.size).toBe(0);
    });

    it('against the commune’s own priority bulletin the commune is asked, and its word decides', async () => {
      const own = await room.approvedBulletin({ class: 'priority' });
      const mine = await room.scheduled({ bulletins: [own.id] });
      const { programme = '' } = await door().bulletin(province, await priority());
      expect([...air.orderAlarms.values()]).toEqual([expect.stringContaining('Tin của tỉnh')]);
      await air.broadcast.programmes.order(operator, { first: programme, second: mine.id });
      expect(air.orderAlarms.size).toBe(0);
    });

    it('into quiet hours it is refused with the next time that is allowed, and nothing of it is kept', async () => {
      const night = door().bulletin(province, await priority({ times: ['04:30'] }));
      await expect(night).rejects.toMatchObject({
        code: 'quiet-hours',
        extra: { nextAllowedAt: instantAt(MONDAY, '05:00') },
      });
      expect(await inboxOf(operator)).toEqual([]);
    });

    it('is refused when its days are over, none, or not real, and where nobody lives', async () => {
      const refused: [Partial<BulletinFromAbove>, string][] = [
        [{ from: '2026-11-20', to: '2026-11-21' }, 'over'],
        [{ weekdays: [7] }, 'never-sounds'],
        [{ from: '2026-11-31', to: '2026-12-02' }, 'no-such-day'],
        [{ targets: [{ area: 'elsewhere' }] }, 'no-such-target'],
      ];
      for (const [change, code] of refused)
        await expect(door().bulletin(province, await priority(change))).rejects.toMatchObject({ code });
    });

    it('without times it lies in the inbox, before what is normal', async () => {
      await door().bulletin(province, await item({ reference: 'BT-0' }));
      const { programme } = await door().bulletin(province, await item({ class: 'priority' }));
      expect(programme).toBeUndefined();
      expect((await inboxOf(operator)).map((one) => one.class)).toEqual(['priority', 'normal']);
    });

    it('of a source let into one commune only, called back while it sounds, falls silent there', async () => {
      const local = air.above('province', air.commune);
      await door().bulletin(local, await priority());
      await air.broadcast.plans.idle();
      air.clock.set(instantAt(MONDAY, '17:00') + MINUTE_MS / 4);
      await air.broadcast.tick();
      air.commands();
      await door().cancelBulletin(local, 'BT-1', 'nhầm');
      await air.outbox.flush();
      expect(air.commands()).toMatchObject([{ payload: { type: 'stop', aud: { group: air.commune.id } } }]);
    });
  });

  if (engine !== 'SQLite') return;

  it('what another source sent under the same reference is not touched', async () => {
    const other = air.above('central', air.province);
    const one = await door().bulletin(province, await item());
    const two = await door().bulletin(other, await item());
    expect(two.bulletin).not.toBe(one.bulletin);
    await door().cancelBulletin(province, 'BT-1', 'nhầm');
    expect((await inboxOf(operator)).map((found) => found.bulletin)).toEqual([two.bulletin]);
  });
});
