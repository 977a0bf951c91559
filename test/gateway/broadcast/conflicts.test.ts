import { describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import type { ProgrammeInput, Resolution } from '../../../protocol/api/broadcast.ts';
import type { BulletinClass } from '../../../protocol/classes.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Air, MONDAY } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const at = (time: string, days = 0) => instantAt(MONDAY, time) + days * DAY_MS;

describe.each(ENGINES)('conflicts when saving on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let room: Newsroom;
  let operator: Person;
  let approver: Person;
  let above: Person;
  let aboveApprover: Person;
  newsroomOfEachTest(open, (fresh) => {
    room = fresh;
    ({ test, air, operator, approver } = fresh);
    above = air.person('operator', air.province);
    aboveApprover = air.person('approver', air.province);
  });

  const bulletin = async (
    by: Person,
    { minutes = 10, bulletinClass = 'normal' as BulletinClass, area = air.commune } = {},
  ) => {
    const made = await air.broadcast.bulletins.create(by, {
      ...{ title: 'Tin', class: bulletinClass, field: 'general', language: 'vi', area: area.id },
      recording: await air.recording(minutes * MINUTE_MS),
    });
    return (await air.broadcast.bulletins.approve(area === air.province ? aboveApprover : approver, made.id)).id;
  };
  const input = (id: string, time: string, change: Partial<ProgrammeInput> = {}): ProgrammeInput => {
    const recurrence = { from: MONDAY, times: [time], weekdays: [], except: [] };
    return room.programmeInput(id, { title: `Lúc ${time}`, recurrence, ...change });
  };
  const create = (by: Person, given: ProgrammeInput) => air.broadcast.programmes.create(by, given);
  const conflictOf = async (saving: Promise<unknown>) => {
    const error = await saving.then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ status: 409, code: 'conflict' });
    return error.extra.conflicts;
  };
  const everything = () => air.broadcast.programmes.store.alive(air.clock.now());
  const itemsOf = async (node: string) => {
    await air.broadcast.plans.idle();
    return (await room.planOf(node)).items;
  };

  it('says what, when, how often and where, and saves nothing', async () => {
    const node = air.node(air.east, 'TL-001');
    air.node(air.west, 'TL-002');
    const other = await create(operator, input(await bulletin(operator), '17:00'));
    const fresh = input(await bulletin(operator), '17:05', { targets: [{ area: air.east.id }] });
    const [conflict, ...more] = await conflictOf(create(operator, fresh));
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({
      ...{ programme: other.id, title: 'Lúc 17:00', areaName: 'Hưng Lĩnh', class: 'normal', level: 'commune' },
      ...{ firstAt: at('17:05'), otherAt: at('17:00'), times: 90, nodes: [node.id], nodeCount: 1 },
      ...{
        hamlets: [{ id: air.east.id, name: 'Đông' }],
        waysOut: ['replace', 'after', 'in-order'],
        afterTime: '17:10',
      },
    });
    expect(conflict.at.slice(0, 2)).toEqual([at('17:05'), at('17:05', 1)]);
    expect(await everything()).toHaveLength(1);
    expect(await air.broadcast.programmes.wouldMeet(operator, fresh)).toEqual([conflict]);
  });

  it('is none where no loudspeaker is shared, where one ends as the other begins, and with what was cancelled or not sent yet', async () => {
    air.node(air.east, 'TL-001');
    air.node(air.west, 'TL-002');
    await create(operator, input(await bulletin(operator), '17:00', { targets: [{ area: air.east.id }] }));
    const cancelled = await create(operator, input(await bulletin(operator), '06:00'));
    await air.broadcast.programmes.cancel(operator, cancelled.id);
    await create(operator, input(await bulletin(operator), '17:00', { targets: [{ area: air.west.id }] }));
    await create(operator, input(await bulletin(operator), '17:10'));
    await create(operator, input(await bulletin(operator), '16:50'));
    await create(operator, input(await bulletin(operator), '06:05'));
    expect(await everything()).toHaveLength(5);
  });

  it('names a programme that the person may not open by title and area, and offers no replacing of it', async () => {
    const node = air.node(air.east, 'TL-001');
    const id = await bulletin(above, { area: air.province });
    const elsewhere = { targets: [{ node: node.id }], area: air.other.id, title: 'Của xã bạn' };
    await create(above, input(id, '17:00', elsewhere));
    const [conflict] = await conflictOf(create(operator, input(await bulletin(operator), '17:00')));
    expect(conflict).toMatchObject({ title: 'Của xã bạn', areaName: 'Long Xá', waysOut: ['after', 'in-order'] });
    const resolutions: Resolution[] = [{ programme: conflict.programme, way: 'replace' }];
    await expect(create(operator, input(await bulletin(operator), '17:00', { resolutions }))).rejects.toMatchObject({
      code: 'way-not-open',
    });
  });

  it('replace skips exactly the runs met, once for all programmes chosen, and the audit says by whom and why', async () => {
    air.node(air.east, 'TL-001');
    const other = await create(operator, input(await bulletin(operator), '17:00'));
    const recurrence = { from: '2026-11-24', to: '2026-11-25', times: ['17:05'], weekdays: [], except: [] };
    const resolutions: Resolution[] = [{ programme: other.id, way: 'replace' }];
    const made = await create(operator, input(await bulletin(operator), '17:05', { recurrence, resolutions }));
    const after = await air.broadcast.programmes.get(other.id);
    expect(after.recurrence.exceptions?.map((one) => [one.do, one.at])).toEqual([
      ['skip', at('17:00', 1)],
      ['skip', at('17:00', 2)],
    ]);
    const [record] = await test.database
      .read('audit_entries')
      .where({ action: 'programme.replaced-by', subject: other.id });
    expect(record.by).toBe(operator.id);
    expect(JSON.stringify(record)).toContain(made.id);
  });

  it('after moves the new one to the first minute at which it is free of everything', async () => {
    air.node(air.east, 'TL-001');
    const first = await create(operator, input(await bulletin(operator), '17:00'));
    await create(operator, input(await bulletin(operator), '17:12'));
    const [conflict] = await conflictOf(create(operator, input(await bulletin(operator), '17:01')));
    expect(conflict.afterTime).toBe('17:22');
    const resolutions: Resolution[] = [{ programme: first.id, way: 'after' }];
    const made = await create(operator, input(await bulletin(operator), '17:01', { resolutions }));
    expect(made.recurrence.times).toEqual(['17:22']);
  });

  it('after is not open when the day’s hours have no room behind', async () => {
    air.node(air.east, 'TL-001');
    air.quiet = [{ from: '17:15', to: '05:00' }];
    await create(operator, input(await bulletin(operator), '17:00'));
    const [conflict] = await conflictOf(create(operator, input(await bulletin(operator, { minutes: 12 }), '17:01')));
    expect(conflict).toMatchObject({ waysOut: ['replace', 'in-order'] });
    expect(conflict.afterTime).toBeUndefined();
  });

  it('in order keeps both: the second begins on the nodes where the first ends, and is expected so late', async () => {
    const node = air.node(air.east, 'TL-001');
    const other = await create(operator, input(await bulletin(operator), '17:00'));
    const resolutions: Resolution[] = [{ programme: other.id, way: 'in-order', first: 'new' }];
    const made = await create(operator, input(await bulletin(operator, { minutes: 4 }), '17:03', { resolutions }));
    await air.broadcast.programmes.approve(approver, other.id);
    await air.broadcast.programmes.approve(approver, made.id);
    const items = (await itemsOf(node.id)).filter((item) => item.startAt < at('23:00'));
    expect(items.map((item) => [item.startAt, item.startAt + item.latenessMs])).toEqual([
      [at('17:03'), at('17:08')],
      [at('17:07') + 2_000, at('17:19') + 2_000],
    ]);
    const run = await air.broadcast.runs.get(`${other.id}@${at('17:00')}`);
    expect(run?.latenessMs).toBe(19 * MINUTE_MS + 2_000);
    const back: Resolution[] = [{ programme: made.id, way: 'in-order', first: 'new' }];
    await air.broadcast.programmes.replace(operator, other.id, {
      ...input(other.bulletins[0] as string, '17:00'),
      resolutions: back,
    });
    expect((await itemsOf(node.id)).filter((item) => item.startAt < at('23:00')).map((item) => item.startAt)).toEqual([
      at('17:00'),
      at('17:10') + 2_000,
    ]);
  });

  it('a hamlet may put its own behind the commune’s, and may not let the commune’s wait', async () => {
    air.node(air.east, 'TL-001');
    const head = air.person('hamlet-head', air.east);
    const other = await create(operator, input(await bulletin(operator), '17:00'));
    const own = { targets: [{ area: air.east.id }], area: air.east.id };
    const wish = (first: 'new' | 'other') => ({
      ...own,
      resolutions: [{ programme: other.id, way: 'in-order', first }] as Resolution[],
    });
    const id = await bulletin(operator);
    await expect(create(head, input(id, '17:05', wish('new')))).rejects.toMatchObject({ code: 'not-yours-to-delay' });
    await create(head, input(id, '17:05', wish('other')));
    expect(await everything()).toHaveLength(2);
  });

  it('orders that would make each wait for the other are refused', async () => {
    air.node(air.east, 'TL-001');
    const [a, b, c] = [
      await create(operator, input(await bulletin(operator), '06:00')),
      await create(operator, input(await bulletin(operator), '07:00')),
      await create(operator, input(await bulletin(operator), '08:00')),
    ].map((one) => one.id) as [string, string, string];
    await air.broadcast.programmes.order(operator, { first: a, second: b });
    await air.broadcast.programmes.order(operator, { first: b, second: c });
    await expect(air.broadcast.programmes.order(operator, { first: c, second: a })).rejects.toMatchObject({
      code: 'order-in-a-circle',
    });
    await air.broadcast.programmes.order(operator, { first: b, second: a });
  });

  it('what plays now begins with the commune’s chime of its class, and with none of another', async () => {
    air.node(air.east, 'TL-001');
    const normal = { sha256: 'c'.repeat(64), durationMs: 5_000, opus: 'd'.repeat(64), mp3: 'e'.repeat(64) };
    air.settings = { ...air.settings, chime: { normal } };
    const played = async (bulletinClass: BulletinClass) => {
      const id = await bulletin(operator, { minutes: 1, bulletinClass });
      await air.broadcast.playNow(approver, { bulletin: id, targets: [{ area: air.commune.id }] });
      await air.outbox.flush();
      const [command] = air
        .commands()
        .map(({ payload }) => payload.args as { parts: { sha256: string }[]; maxMs: number });
      return [command?.parts.length, command?.parts[0]?.sha256 === normal.sha256, command?.maxMs];
    };
    expect(await played('normal')).toEqual([2, true, 95_000]);
    expect(await played('priority')).toEqual([1, false, 90_000]);
  });

  describe('between a priority bulletin from above and the commune’s own', () => {
    const pair = async () => {
      const node = air.node(air.east, 'TL-001');
      const own = await create(operator, input(await bulletin(operator, { bulletinClass: 'priority' }), '17:00'));
      await air.broadcast.programmes.approve(approver, own.id);
      const id = await bulletin(above, { bulletinClass: 'priority', area: air.province });
      const resolutions: Resolution[] = [{ programme: own.id, way: 'in-order', first: 'other' }];
      const given = input(id, '17:02', { targets: [{ area: air.province.id }], area: air.province.id });
      return { node, own, given, resolutions };
    };

    it('nothing but the order is open, and somebody from above may not put the own one first', async () => {
      const { own, given } = await pair();
      const [conflict] = await conflictOf(create(above, given));
      expect(conflict.waysOut).toEqual(['in-order']);
      const resolutions: Resolution[] = [{ programme: own.id, way: 'in-order', first: 'new' }];
      await expect(create(above, { ...given, resolutions })).rejects.toMatchObject({
        status: 403,
        code: 'order-is-the-communes',
      });
    });

    it('the commune’s plays, the other is held and an alarm asks, until the commune says the order', async () => {
      const { node, own, given, resolutions } = await pair();
      const made = await create(above, { ...given, resolutions });
      await air.broadcast.programmes.approve(aboveApprover, made.id);
      const today = async () =>
        (await itemsOf(node.id))
          .filter((item) => item.startAt < at('23:00'))
          .map((item) => ['programme' in item.run ? item.run.programme : '', item.startAt]);
      expect(await today()).toEqual([
        [own.id, at('17:00')],
        [made.id, at('17:10') + 2_000],
      ]);
      expect(air.orderAlarms.get(node.id)).toContain('Nghệ An');
      expect(await air.broadcast.programmes.orders.open()).toMatchObject([
        { above: { programme: made.id }, own: { programme: own.id }, at: at('17:02') },
      ]);
      await expect(air.broadcast.programmes.order(above, { first: made.id, second: own.id })).rejects.toMatchObject({
        code: 'order-is-the-communes',
      });
      await air.broadcast.programmes.order(operator, { first: made.id, second: own.id });
      expect(air.orderAlarms.size).toBe(0);
      expect(await today()).toEqual([
        [made.id, at('17:02')],
        [own.id, at('17:12') + 2_000],
      ]);
    });
  });
});
