import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import type { OccurrenceChange } from '../../../protocol/api/schedule.ts';
import { planFile } from '../../../protocol/messages/downlink.ts';
import { UNDO_WITHIN_MS } from '../../../protocol/timetable.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Air, MONDAY } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const EVENING = instantAt(MONDAY, '17:00');
const TUESDAY = EVENING + DAY_MS;

describe.each(ENGINES)('single runs on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let room: Newsroom;
  let operator: Person;
  let approver: Person;
  newsroomOfEachTest(open, (fresh) => {
    room = fresh;
    ({ test, air, operator, approver } = fresh);
  });

  const bulletin = async (title = 'Tiêm phòng', durationMs = 60_000) =>
    (await room.approvedBulletin({ title, recording: await air.recording(durationMs) })).id;
  const change = (id: string, order: Omit<OccurrenceChange, 'scope'> & Partial<OccurrenceChange>, by = operator) =>
    air.broadcast.programmes.changes.occurrence(by, id, { scope: 'this', ...order });
  const approve = (id: string) => air.broadcast.programmes.approve(approver, id);
  const starts = async (id: string) => {
    const { items } = await air.broadcast.runs.list({ limit: 500 });
    const own = items.filter((run) => run.programme === id && run.state !== 'cancelled');
    return own.map((run) => [run.id, run.dueAt] as const).sort((a, b) => a[1] - b[1]);
  };
  const preview = async (days = 15) => {
    const window = { from: air.clock.now(), to: air.clock.now() + days * DAY_MS };
    return air.broadcast.previews.preview(air.east.id, window);
  };
  const skip = { do: 'skip', reason: 'tang lễ' } as const;

  it('skipping one keeps the approval, and it is not made; restoring brings it back', async () => {
    const { id } = await room.scheduled();
    const { programme } = await change(id, { at: TUESDAY, change: skip });
    expect(programme).toMatchObject({ state: 'approved', version: 3 });
    expect((await starts(id)).map(([, dueAt]) => dueAt)).not.toContain(TUESDAY);
    expect((await preview()).map((item) => item.startAt)).not.toContain(TUESDAY);
    const restored = await change(id, { at: TUESDAY, change: { do: 'restore' } });
    expect(restored.programme.state).toBe('approved');
    expect((await starts(id)).map(([, dueAt]) => dueAt)).toContain(TUESDAY);
  });

  it('a moved one waits for approval, then keeps its name, begins when it was moved to, and its receipt finds it', async () => {
    const node = air.node(air.east, 'TL-001');
    const { id } = await room.scheduled();
    const { programme } = await change(id, { at: TUESDAY, change: { do: 'move', to: TUESDAY + HOUR_MS } });
    expect(programme.state).toBe('pending');
    expect(programme.approval).toBeUndefined();
    expect(await starts(id)).toEqual([]);
    await approve(id);
    expect(await starts(id)).toContainEqual([`${id}@${TUESDAY}`, TUESDAY + HOUR_MS]);
    await air.broadcast.plans.idle();
    const sha256 = air.broadcast.plans.markOf(node.id)?.sha256 ?? '';
    const plan = planFile.parse(JSON.parse((await air.broadcast.plans.fetch(node.id, sha256)) ?? ''));
    const item = plan.items.find((one) => 'dueAt' in one.run && one.run.dueAt === TUESDAY);
    expect(item?.startAt).toBe(TUESDAY + HOUR_MS);
    expect(plan.items.filter((one) => one.startAt === TUESDAY)).toEqual([]);
    expect((await preview()).find((one) => one.run === `${id}@${TUESDAY}`)).toMatchObject({
      startAt: TUESDAY + HOUR_MS,
      willSound: true,
      warnings: expect.arrayContaining(['moved']),
    });
    air.clock.set(TUESDAY + 1);
    await air.broadcast.tick();
    expect(await air.broadcast.runs.get(`${id}@${TUESDAY}`)).toMatchObject({ state: 'planned' });
    air.clock.set(TUESDAY + HOUR_MS);
    await air.broadcast.tick();
    const startedAt = TUESDAY + HOUR_MS + 40;
    const sounded = { dueAt: TUESDAY + HOUR_MS, startedAt, endedAt: startedAt + 60_000 };
    await air.receipt(node, { programme: id, dueAt: TUESDAY }, { result: 'full', ...sounded });
    const [delivery] = await air.broadcast.deliveries.ofRun(`${id}@${TUESDAY}`);
    expect(delivery).toMatchObject({ state: 'full', dueAt: TUESDAY + HOUR_MS, due: true });
    expect(
      await air.broadcast.views.summaries(await air.broadcast.runs.getMany([`${id}@${TUESDAY}`]), () => true),
    ).toMatchObject([{ originalAt: TUESDAY, dueAt: TUESDAY + HOUR_MS }]);
  });

  it('one that was executed is never executed again, wherever it is moved or restored to', async () => {
    air.node(air.east, 'TL-001');
    const { id } = await room.scheduled();
    await change(id, { at: TUESDAY, change: { do: 'move', to: EVENING } });
    await approve(id);
    air.clock.set(EVENING + 1);
    await air.broadcast.tick();
    await expect(change(id, { at: TUESDAY, change: { do: 'restore' } })).rejects.toMatchObject({ code: 'already-due' });
    // A change of the whole programme that forgets the move cannot bring it back either.
    const { title, bulletins, targets, resume, registered, recurrence } = await air.broadcast.programmes.get(id);
    const { exceptions: _, ...plain } = recurrence;
    await air.broadcast.programmes.replace(operator, id, {
      ...{ title, resume, registered, bulletins: [...bulletins], targets: [...targets], recurrence: plain },
    });
    await approve(id);
    expect(await air.broadcast.runs.get(`${id}@${TUESDAY}`)).toMatchObject({ state: 'on-air', dueAt: EVENING });
    const shown = (await preview()).find((one) => one.run === `${id}@${TUESDAY}`);
    expect(shown).toMatchObject({
      startAt: TUESDAY,
      willSound: false,
      warnings: expect.arrayContaining(['cancelled']),
    });
    air.clock.set(TUESDAY + 1);
    await air.broadcast.tick();
    expect(await air.broadcast.deliveries.ofRun(`${id}@${TUESDAY}`)).toHaveLength(1);
  });

  it('a replaced one says the other bulletin, and loses its approval with it', async () => {
    const { id } = await room.scheduled();
    const other = await bulletin('Thông báo', 120_000);
    await change(id, { at: TUESDAY, change: { do: 'replace', bulletins: [other] } });
    await approve(id);
    const run = await air.broadcast.runs.get(`${id}@${TUESDAY}`);
    expect(run).toMatchObject({ durationMs: 120_000, contents: [{ title: 'Thông báo' }] });
    const said = await air.broadcast.bulletins.get(other);
    await air.broadcast.bulletins.replace(operator, other, {
      ...{ title: 'Thông báo mới', class: 'normal', field: 'health', language: 'vi', recording: said.recording },
    });
    expect((await air.broadcast.programmes.get(id)).state).toBe('pending');
  });

  it('those from one on become a programme of their own, which waits; the first part stays on air', async () => {
    const { id } = await room.scheduled();
    const to = TUESDAY + HOUR_MS;
    const { programme, made } = await change(id, { at: TUESDAY, scope: 'from-on', change: { do: 'move', to } });
    expect(programme).toMatchObject({ state: 'approved', recurrence: { to: MONDAY } });
    expect(made).toMatchObject({
      state: 'pending',
      recurrence: { from: addDays(MONDAY, 1), times: ['18:00'] },
    });
    expect((await starts(id)).map(([, dueAt]) => dueAt)).toEqual([EVENING]);
    await air.broadcast.programmes.changes.undo(operator, id);
    expect((await air.broadcast.programmes.get(made?.id ?? '')).state).toBe('cancelled');
    expect(await starts(id)).toHaveLength(15);
  });

  it.each<[string, Omit<OccurrenceChange, 'scope'> & Partial<OccurrenceChange>, string]>([
    ['no run of it', { at: EVENING + MINUTE_MS, change: skip }, 'no-such-run'],
    ['into quiet hours', { at: TUESDAY, change: { do: 'move', to: instantAt(MONDAY, '23:00') } }, 'quiet-hours'],
    ['into the past', { at: TUESDAY, change: { do: 'move', to: instantAt(MONDAY, '09:00') } }, 'in-the-past'],
    ['too far', { at: TUESDAY, change: { do: 'move', to: TUESDAY + 100 * DAY_MS } }, 'too-far'],
    ['of an older version', { at: TUESDAY, version: 1, change: skip }, 'changed-meanwhile'],
    [
      'to no bulletin',
      { at: TUESDAY, change: { do: 'replace', bulletins: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] } },
      'no-such-bulletin',
    ],
  ])('a change %s is refused', async (_, order, code) => {
    const { id } = await room.scheduled();
    await expect(change(id, order)).rejects.toMatchObject({ code });
  });

  it('a change of a programme names the version it saw, or is refused', async () => {
    const { id, bulletins, targets, recurrence } = await room.scheduled();
    const input = {
      ...{ title: 'Khác', bulletins: [...bulletins], targets: [...targets], recurrence },
      registered: true,
    };
    const stale = air.broadcast.programmes.replace(operator, id, { ...input, resume: 'resume', version: 1 });
    await expect(stale).rejects.toMatchObject({ code: 'changed-meanwhile', extra: { version: 2 } });
    expect(
      await air.broadcast.programmes.replace(operator, id, { ...input, resume: 'resume', version: 2 }),
    ).toMatchObject({
      version: 3,
    });
  });

  it('undo restores exactly what was, with its approval; again, it takes the undo back', async () => {
    const before = await room.scheduled();
    const input = { title: 'Khác', bulletins: [...before.bulletins], targets: [...before.targets], registered: true };
    const changed = await air.broadcast.programmes.replace(operator, before.id, {
      ...{ ...input, resume: 'resume', recurrence: { ...before.recurrence, times: ['18:00'] }, volume: 40 },
    });
    expect(changed.state).toBe('pending');
    const undone = await air.broadcast.programmes.changes.undo(operator, before.id);
    expect({ ...undone, version: 0 }).toEqual({ ...before, version: 0 });
    expect(await starts(before.id)).toHaveLength(15);
    const again = await air.broadcast.programmes.changes.undo(operator, before.id);
    expect({ ...again, version: 0 }).toEqual({ ...changed, version: 0 });
    const history = await air.broadcast.programmes.history(before.id);
    expect(history.map((one) => [one.version, one.action])).toEqual([
      [5, 'programme.undo'],
      [4, 'programme.undo'],
      [3, 'programme.change'],
      [2, 'programme.approve'],
      [1, 'programme.create'],
    ]);
    expect(history[2]?.programme).toMatchObject({ title: 'Khác', state: 'pending', recurrence: { times: ['18:00'] } });
  });

  it('undo brings back no approval of what its bulletin no longer is', async () => {
    const { id, bulletins } = await room.scheduled();
    await air.broadcast.programmes.cancel(operator, id);
    const said = await air.broadcast.bulletins.get(bulletins[0] ?? '');
    const edited = {
      title: 'Sửa',
      class: 'normal',
      field: 'health',
      language: 'vi',
      recording: said.recording,
    } as const;
    await air.broadcast.bulletins.replace(operator, said.id, edited);
    const undone = await air.broadcast.programmes.changes.undo(operator, id);
    expect(undone.state).toBe('pending');
    expect(undone.approval).toBeUndefined();
  });

  it('undo is for the last change, for ten minutes, and for whoever may change the programme', async () => {
    const { id } = await room.scheduled();
    const undo = (by = operator) => air.broadcast.programmes.changes.undo(by, id);
    await expect(undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
    await change(id, { at: TUESDAY, change: skip });
    await expect(undo(air.person('operator', air.other))).rejects.toMatchObject({ code: 'out-of-scope' });
    air.clock.set(air.clock.now() + UNDO_WITHIN_MS + 1);
    await expect(undo()).rejects.toMatchObject({ code: 'undo-too-late' });
  });

  it('the record of versions cannot be changed, by whatever way', async () => {
    const { id } = await room.scheduled();
    const tamper = test.database.write((t) => t('programme_versions').where({ programme_id: id }).update({ by: 'x' }));
    await expect(tamper).rejects.toThrow(/append-only/);
  });

  it('a silence of the whole place cancels the runs it meets, and lifting it brings them back', async () => {
    const node = air.node(air.east, 'TL-001');
    const { id } = await room.scheduled();
    const period = { from: TUESDAY - HOUR_MS, to: TUESDAY + 30_000, reason: 'quốc tang' };
    const silence = await air.broadcast.silences.create(operator, { area: air.commune.id, ...period });
    await air.broadcast.plans.idle();
    const run = () => air.broadcast.runs.get(`${id}@${TUESDAY}`);
    expect(await run()).toMatchObject({ state: 'cancelled', silencedBy: silence.id });
    const item = () => preview().then((all) => all.find((one) => one.startAt === TUESDAY));
    expect(await item()).toMatchObject({ willSound: false, warnings: expect.arrayContaining(['silenced']) });
    expect(await planned(node.id)).not.toContain(TUESDAY);
    await air.broadcast.silences.lift(operator, silence.id);
    await air.broadcast.plans.idle();
    expect((await run())?.silencedBy).toBeUndefined();
    expect(await run()).toMatchObject({ state: 'planned' });
    expect(await planned(node.id)).toContain(TUESDAY);
  });

  it('a silence of one hamlet keeps the run off there alone', async () => {
    const [east, west] = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002')];
    const { id } = await room.scheduled();
    const period = { from: EVENING - HOUR_MS, to: EVENING + HOUR_MS, reason: 'tang lễ' };
    await air.broadcast.silences.create(operator, { area: air.east.id, ...period });
    await air.broadcast.plans.idle();
    expect(await planned(east.id)).not.toContain(EVENING);
    expect(await planned(west.id)).toContain(EVENING);
    air.clock.set(EVENING);
    await air.broadcast.tick();
    const deliveries = await air.broadcast.deliveries.ofRun(`${id}@${EVENING}`);
    expect(deliveries.find((one) => one.node === east.id)).toMatchObject({
      state: 'cancelled',
      due: false,
      final: true,
    });
    expect(deliveries.find((one) => one.node === west.id)).toMatchObject({ due: true, final: false });
  });

  it('in a silence nothing is played now but an emergency, and the refusal says until when', async () => {
    air.node(air.east, 'TL-001');
    const said = await bulletin();
    const now = air.clock.now();
    await air.broadcast.silences.create(operator, {
      ...{ area: air.province.id, from: now, to: now + HOUR_MS, reason: 'quốc tang' },
      area: air.commune.id,
    });
    const targets = [{ area: air.east.id }];
    await expect(air.broadcast.playNow(operator, { bulletin: said, targets })).rejects.toMatchObject({
      code: 'silenced',
      message: expect.stringContaining('11:00'),
      extra: { until: now + HOUR_MS },
    });
    const urgent = { status: 'actual', recording: await air.recording(), forMinutes: 10 } as const;
    const raised = await air.broadcast.emergencies.raise(approver, { ...urgent, key: ulid(now), targets });
    expect(await air.broadcast.runs.get(raised.id)).toMatchObject({ class: 'emergency', state: 'on-air' });
    await air.broadcast.emergencies.idle();
  });

  it('silences are made within the own areas, for a time that makes sense', async () => {
    const make = (input: object) =>
      air.broadcast.silences.create(operator, {
        ...{ area: air.commune.id, from: EVENING, to: TUESDAY, reason: 'x' },
        ...input,
      });
    await expect(make({ area: air.province.id })).rejects.toMatchObject({ code: 'out-of-scope' });
    await expect(make({ to: EVENING })).rejects.toMatchObject({ code: 'ends-before-it-begins' });
    await expect(make({ from: 0, to: 1 })).rejects.toMatchObject({ code: 'silence-over' });
    await expect(make({ to: EVENING + 40 * DAY_MS })).rejects.toMatchObject({ code: 'silence-too-long' });
  });

  it('a week is copied with what was changed in it; every copy waits, and what cannot be copied is told', async () => {
    const once = await room.scheduled({
      title: 'Một lần',
      recurrence: { from: '2026-11-25', to: '2026-11-25', times: ['17:00'], weekdays: [], except: [] },
    });
    const week = await room.scheduled({
      title: 'Cả tuần',
      recurrence: {
        ...{ from: MONDAY, to: addDays(MONDAY, 6), times: ['05:30', '11:00'], weekdays: [1, 3], except: [] },
        exceptions: [{ at: instantAt('2026-11-25', '11:00'), do: 'skip' }],
      },
    });
    await room.scheduled({ title: 'Mãi mãi' });
    const gone = await room.scheduled({
      title: 'Bản tin đã hủy',
      recurrence: { from: MONDAY, to: MONDAY, times: ['17:30'], weekdays: [], except: [] },
    });
    await air.broadcast.bulletins.cancel(operator, gone.bulletins[0] ?? '');
    const copy = () =>
      air.broadcast.weekCopies.copy(operator, { area: air.commune.id, from: MONDAY, to: addDays(MONDAY, 7) });
    const { made, left } = await copy();
    expect(made.map(({ title, state, recurrence }) => ({ title, state, recurrence }))).toEqual([
      {
        ...{ title: 'Một lần', state: 'pending' },
        recurrence: { from: '2026-12-02', to: '2026-12-02', times: ['17:00'], weekdays: [], except: [] },
      },
      {
        ...{ title: 'Cả tuần', state: 'pending' },
        recurrence: {
          ...{ from: '2026-11-30', to: '2026-12-02', times: ['05:30', '11:00'], weekdays: [1, 3], except: [] },
          exceptions: [{ at: instantAt('2026-12-02', '11:00'), do: 'skip' }],
        },
      },
    ]);
    expect(left).toMatchObject([
      { programme: gone.id, title: 'Bản tin đã hủy', why: expect.stringContaining('cancelled') },
    ]);
    const again = await copy();
    expect(again.made).toEqual([]);
    expect(again.left.map((one) => one.programme).sort()).toEqual([gone.id, once.id, week.id].sort());
    await expect(
      air.broadcast.weekCopies.copy(operator, { area: air.commune.id, from: '2026-11-24', to: '2026-12-01' }),
    ).rejects.toMatchObject({ code: 'no-monday' });
  });

  it('an imported calendar makes programmes that wait; the rest is left with a reason', async () => {
    await bulletin('Họp thôn');
    const day = '20261202';
    const event = (title: string, time: string) => [
      'BEGIN:VEVENT',
      `UID:${title}`,
      `SUMMARY:${title}`,
      `DTSTART;TZID=Asia/Ho_Chi_Minh:${day}T${time}00`,
      'END:VEVENT',
    ];
    const lines = [...event('họp thôn', '1700'), ...event('Không có', '1700'), ...event('Họp Thôn', '2300')];
    const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR'].join('\r\n');
    const { made, left } = await air.broadcast.calendarFiles.read(operator, air.commune.id, text);
    expect(made).toMatchObject([
      {
        ...{ title: 'họp thôn', state: 'pending', targets: [{ area: air.commune.id }] },
        recurrence: { from: '2026-12-02', to: '2026-12-02', times: ['17:00'] },
      },
    ]);
    expect(left).toMatchObject([
      { title: 'Không có', why: expect.stringContaining('No bulletin') },
      { title: 'Họp Thôn', why: expect.stringContaining('quiet hours') },
    ]);
    await approve(made[0]?.id ?? '');
    const window = { from: air.clock.now(), to: air.clock.now() + 30 * DAY_MS };
    const exported = await air.broadcast.calendarFiles.written(operator, air.east.id, window);
    expect(exported).toContain(`UID:${made[0]?.id}`);
    expect(exported).toContain('STATUS:CONFIRMED');
  });

  const planned = async (node: string) => {
    const sha256 = air.broadcast.plans.markOf(node)?.sha256 ?? '';
    const body = await air.broadcast.plans.fetch(node, sha256);
    return body === undefined ? [] : planFile.parse(JSON.parse(body)).items.map((item) => item.startAt);
  };
});
