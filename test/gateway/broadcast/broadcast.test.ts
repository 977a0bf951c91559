import { describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Air, MONDAY, START } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const EVENING = instantAt(MONDAY, '17:00');

describe.each(ENGINES)('broadcasting on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let room: Newsroom;
  let operator: Person;
  let approver: Person;
  newsroomOfEachTest(open, (fresh) => {
    room = fresh;
    ({ test, air, operator, approver } = fresh);
  });

  const everything = () => true;
  const detail = async (id: string) => {
    const run = await air.broadcast.runs.get(id);
    if (!run) throw new Error(`there is no run ${id}`);
    return air.broadcast.views.detail(run, everything);
  };
  const tickAt = async (instant: number) => {
    air.clock.set(instant);
    await air.broadcast.tick();
  };

  it('keeps every run of fourteen days on the plan of the nodes it reaches, and of no other', async () => {
    const near = air.node(air.east, 'TL-001');
    const alsoNear = air.node(air.west, 'TL-002');
    const elsewhere = air.node(air.far, 'TL-003');
    const fm = air.node(air.east, 'TL-004', { technology: 'fm' });
    const programme = await room.scheduled();
    const pointers = air.pointersSince();
    expect(pointers.map((pointer) => pointer.node).sort()).toEqual([near.id, alsoNear.id].sort());
    const plan = await room.planOf(near.id);
    expect(plan.items.map((item) => item.startAt)).toEqual(
      Array.from({ length: 15 }, (_, day) => EVENING + day * DAY_MS),
    );
    expect(plan.items[0]?.run).toEqual({ programme: programme.id, dueAt: EVENING });
    expect((await room.planOf(alsoNear.id)).items).toEqual(plan.items);
    for (const node of [elsewhere, fm]) expect(air.broadcast.plans.markOf(node.id)).toBeUndefined();
    // One node's plan is nothing to another.
    expect(
      await air.broadcast.plans.fetch(alsoNear.id, pointers.find((one) => one.node === near.id)?.sha256 ?? ''),
    ).toBeUndefined();
  });

  it('sends no new plan while nothing changed, and one more day after midnight', async () => {
    air.node(air.east, 'TL-001');
    await room.scheduled();
    air.pointersSince();
    await air.broadcast.placesChanged();
    air.clock.set(START + 5 * HOUR_MS);
    await air.broadcast.nightly();
    expect(air.pointersSince()).toEqual([]);
    air.clock.set(START + DAY_MS);
    await air.broadcast.nightly();
    expect(air.pointersSince()).toHaveLength(1);
  });

  it('answers a birth with the pointer when the node holds an older plan, and with a newer plan when it holds a newer one', async () => {
    const node = air.node(air.east, 'TL-001');
    await room.scheduled();
    const [sent] = air.pointersSince();
    const version = sent?.version ?? 0;
    await air.broadcast.plans.onBirth(node.id, { plan: version });
    expect(air.pointersSince()).toEqual([]);
    expect(air.broadcast.plans.holdsNewest(node.id)).toBe(true);
    await air.broadcast.plans.onBirth(node.id, {});
    expect(air.pointersSince().map((pointer) => pointer.version)).toEqual([version]);
    await air.broadcast.plans.onBirth(node.id, { plan: version + HOUR_MS });
    expect(air.pointersSince().map((pointer) => pointer.version > version + HOUR_MS)).toEqual([true]);
  });

  it('plans for a node that is enrolled later, but nothing that was due before it came', async () => {
    await room.scheduled({ recurrence: { from: MONDAY, times: ['10:30', '17:00'], weekdays: [], except: [] } });
    air.clock.set(START + HOUR_MS);
    const node = air.node(air.east, 'TL-009', { enrolledAt: START + HOUR_MS });
    await air.broadcast.plans.onBirth(node.id, {});
    expect((await room.planOf(node.id)).items[0]?.startAt).toBe(EVENING);
    await air.broadcast.tick();
    const [early] = await air.broadcast.runs.inState('on-air');
    expect(await air.broadcast.deliveries.ofRun(early?.id ?? '')).toEqual([]);
  });

  it('freezes who is due at the instant, and a receipt makes it full, once', async () => {
    const node = air.node(air.east, 'TL-001', { horns: 7 });
    const programme = await room.scheduled();
    const id = `${programme.id}@${EVENING}`;
    const [pointer] = air.pointersSince();
    await air.broadcast.plans.onBirth(node.id, { plan: pointer?.version ?? 0 });
    expect((await detail(id)).state).toBe('planned');
    await tickAt(EVENING - 1);
    expect((await detail(id)).state).toBe('planned');
    await tickAt(EVENING);
    expect(await detail(id)).toMatchObject({ state: 'on-air', nodes: 1, counts: { received: 1 }, heard: 0 });
    // Later changes do not touch what was due.
    air.roster.put([
      { ...(air.roster.get(node.id) as NonNullable<ReturnType<typeof air.roster.get>>), horns: 1, hamlet: air.far.id },
    ]);
    air.clock.set(EVENING + 61_000);
    await air.receipt(node, { programme: programme.id, dueAt: EVENING });
    await air.receipt(
      node,
      { programme: programme.id, dueAt: EVENING },
      { result: 'missed', playedMs: 0, startedAt: undefined },
    );
    await air.broadcast.tick();
    const run = await detail(id);
    expect(run).toMatchObject({ state: 'ended', counts: { full: 1 }, heard: 1 });
    expect(run.deliveries[0]).toMatchObject({
      hamlet: air.east.id,
      horns: 7,
      state: 'full',
      heard: true,
      evidence: 0,
      playedMs: 60_000,
    });
    const dirty = await test.database.read('dirty_hamlet_days');
    expect(dirty.map((row) => [row.hamlet_id, row.day])).toEqual([[air.east.id, MONDAY]]);
  });

  it('what no node spoke of is unknown when the run is over, a late receipt corrects it, and after 15 days it is unknown for good', async () => {
    const [late, never] = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002')];
    const programme = await room.scheduled({
      recurrence: { from: MONDAY, to: MONDAY, times: ['17:00'], weekdays: [], except: [] },
    });
    const run = { programme: programme.id, dueAt: EVENING };
    const id = `${programme.id}@${EVENING}`;
    await tickAt(EVENING);
    await tickAt(EVENING + 60_000 + 6_000);
    expect((await detail(id)).state).toBe('on-air');
    await tickAt(EVENING + 60_000 + 7_000);
    expect(await detail(id)).toMatchObject({ state: 'ended', counts: { unknown: 2 } });
    air.clock.set(EVENING + 3 * DAY_MS);
    await air.receipt(late, run);
    expect((await detail(id)).counts).toEqual({ full: 1, unknown: 1 });
    air.clock.set(EVENING + 15 * DAY_MS + 1);
    await air.broadcast.nightly();
    await air.receipt(never, run);
    expect((await detail(id)).counts).toEqual({ full: 1, unknown: 1 });
  });

  it('catches up at the start with what became due while it was down; receipts that come first lose nothing', async () => {
    const [first, second] = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002')];
    const programme = await room.scheduled();
    const run = { programme: programme.id, dueAt: EVENING };
    air.clock.set(EVENING + 2 * HOUR_MS);
    const again = air.restarted(test);
    await again.receipt(first, run);
    await again.broadcast.start();
    const found = await detail(`${programme.id}@${EVENING}`);
    expect(found).toMatchObject({ state: 'ended', counts: { full: 1, unknown: 1 } });
    expect((await again.broadcast.deliveries.ofRun(found.id)).every((delivery) => delivery.due)).toBe(true);
    await again.receipt(second, run);
    expect((await detail(found.id)).counts).toEqual({ full: 2 });
    await again.close();
  });

  it('records what was cancelled and played all the same, and what a node was never meant to play, as not due', async () => {
    const node = air.node(air.east, 'TL-001');
    const stranger = air.node(air.far, 'TL-002');
    const programme = await room.scheduled();
    await air.broadcast.programmes.cancel(operator, programme.id);
    await air.broadcast.plans.idle();
    expect((await room.planOf(node.id)).items).toEqual([]);
    await tickAt(EVENING);
    air.clock.set(EVENING + 61_000);
    await air.receipt(node, { programme: programme.id, dueAt: EVENING });
    await air.receipt(stranger, { programme: programme.id, dueAt: EVENING });
    await air.receipt(node, { programme: programme.id, dueAt: EVENING + 1 });
    const deliveries = await air.broadcast.deliveries.ofRun(`${programme.id}@${EVENING}`);
    expect(deliveries.map((one) => [one.state, one.due])).toEqual([
      ['full', false],
      ['full', false],
    ]);
    expect(await test.database.read('evidence_leaves')).toHaveLength(3);
  });

  it('an edit of a bulletin voids its approval and that of every programme that says it, and takes both off the air', async () => {
    const node = air.node(air.east, 'TL-001');
    const programme = await room.scheduled();
    const input = await room.bulletinInput({ title: 'Tiêm phòng (sửa)' });
    const edited = await air.broadcast.bulletins.replace(operator, programme.bulletins[0] as string, input);
    await air.broadcast.plans.idle();
    expect(edited).toMatchObject({ state: 'pending' });
    expect(edited.approval).toBeUndefined();
    const after = await air.broadcast.programmes.get(programme.id);
    expect(after.state).toBe('pending');
    expect(after.contentHash).not.toBe(programme.contentHash);
    expect((await room.planOf(node.id)).items).toEqual([]);
    expect((await detail(`${programme.id}@${EVENING}`)).state).toBe('cancelled');
    await expect(air.broadcast.programmes.approve(approver, programme.id)).rejects.toMatchObject({
      code: 'bulletin-not-approved',
    });
    await air.broadcast.bulletins.approve(approver, edited.id);
    await air.broadcast.programmes.approve(approver, programme.id);
    await air.broadcast.plans.idle();
    expect((await room.planOf(node.id)).items).toHaveLength(15);
    expect((await detail(`${programme.id}@${EVENING}`)).state).toBe('planned');
  });

  it('nobody approves what they made or changed, nor what was changed after they read it', async () => {
    const own = await air.broadcast.bulletins.create(approver, await room.bulletinInput());
    await expect(air.broadcast.bulletins.approve(approver, own.id)).rejects.toMatchObject({
      status: 403,
      code: 'own-item',
    });
    const made = await air.broadcast.bulletins.create(operator, await room.bulletinInput());
    const changed = await air.broadcast.bulletins.replace(
      approver,
      made.id,
      await room.bulletinInput({ title: 'Khác' }),
    );
    await expect(air.broadcast.bulletins.approve(approver, made.id)).rejects.toMatchObject({ code: 'own-item' });
    const chair = air.person('approver', air.commune);
    await expect(air.broadcast.bulletins.approve(chair, made.id, made.contentHash)).rejects.toMatchObject({
      status: 409,
      code: 'content-changed',
    });
    expect((await air.broadcast.bulletins.approve(chair, made.id, changed.contentHash)).approval).toMatchObject({
      by: chair.id,
      contentHash: changed.contentHash,
    });
  });

  it('nobody makes, changes, approves, plays or stops anything outside the own areas', async () => {
    const programme = await room.scheduled();
    const bulletin = programme.bulletins[0] as string;
    const neighbour = air.person('approver', air.other);
    const outside = { code: 'out-of-scope', status: 403 };
    const { bulletins, programmes } = air.broadcast;
    air.node(air.east, 'TL-001');
    await expect(bulletins.approve(neighbour, bulletin)).rejects.toMatchObject(outside);
    await expect(bulletins.replace(neighbour, bulletin, await room.bulletinInput())).rejects.toMatchObject(outside);
    await expect(bulletins.create(neighbour, await room.bulletinInput({ area: air.commune.id }))).rejects.toMatchObject(
      outside,
    );
    await expect(programmes.cancel(neighbour, programme.id)).rejects.toMatchObject(outside);
    await expect(programmes.create(neighbour, room.programmeInput(bulletin))).rejects.toMatchObject(outside);
    await expect(
      programmes.create(operator, room.programmeInput(bulletin, { area: air.province.id })),
    ).rejects.toMatchObject(outside);
    await expect(
      air.broadcast.playNow(neighbour, { bulletin, targets: [{ area: air.east.id }] }),
    ).rejects.toMatchObject(outside);
    await expect(air.broadcast.stopSound(neighbour, { run: `${programme.id}@${EVENING}` })).rejects.toMatchObject(
      outside,
    );
    await expect(air.broadcast.stopSound(neighbour, { area: air.commune.id })).rejects.toMatchObject(outside);
  });

  it('refuses a programme in quiet hours with the next allowed time, whoever asks', async () => {
    const bulletin = await room.approvedBulletin();
    const at = (times: string[]) =>
      room.programmeInput(bulletin.id, { recurrence: { from: MONDAY, times, weekdays: [], except: [] } });
    await expect(air.broadcast.programmes.create(operator, at(['03:15']))).rejects.toMatchObject({
      status: 422,
      code: 'quiet-hours',
      extra: { nextAllowedAt: instantAt(MONDAY, '05:00') },
    });
    // One minute long: it would run into the quiet hours.
    air.quiet = [
      { from: '17:00', to: '17:30' },
      { from: '21:00', to: '05:00' },
    ];
    await expect(air.broadcast.programmes.create(operator, at(['16:59', '12:00']))).resolves.toBeDefined();
    await expect(air.broadcast.programmes.create(operator, at(['12:00', '17:10']))).rejects.toMatchObject({
      extra: { nextAllowedAt: instantAt(MONDAY, '17:30') },
    });
  });

  it('what quiet hours forbid after the approval is neither planned nor due, and recorded as cancelled', async () => {
    const node = air.node(air.east, 'TL-001');
    const programme = await room.scheduled();
    air.quiet = [{ from: '16:30', to: '05:00' }];
    await air.broadcast.placesChanged();
    expect((await room.planOf(node.id)).items).toEqual([]);
    await tickAt(EVENING);
    const [delivery] = await air.broadcast.deliveries.ofRun(`${programme.id}@${EVENING}`);
    expect(delivery).toMatchObject({ state: 'cancelled', due: false, final: true, reason: 'quiet-hours' });
  });

  it.each([
    [
      'an emergency on a timetable',
      async () => room.programmeInput((await room.approvedBulletin({ class: 'emergency' })).id),
      'emergency-not-scheduled',
    ],
    [
      'a day that does not exist',
      async () =>
        room.programmeInput((await room.approvedBulletin()).id, {
          recurrence: { from: '2026-02-30', times: ['17:00'], weekdays: [], except: [] },
        }),
      'no-such-day',
    ],
    [
      'an end before the beginning',
      async () =>
        room.programmeInput((await room.approvedBulletin()).id, {
          recurrence: { from: MONDAY, to: '2026-11-22', times: ['17:00'], weekdays: [], except: [] },
        }),
      'ends-before-it-begins',
    ],
    [
      'a timetable that never sounds',
      async () =>
        room.programmeInput((await room.approvedBulletin()).id, {
          recurrence: { from: MONDAY, to: MONDAY, times: ['17:00'], weekdays: [2], except: [] },
        }),
      'never-sounds',
    ],
    [
      'a bulletin that does not exist',
      async () => room.programmeInput('01KAVN00000000000000000000'),
      'no-such-bulletin',
    ],
  ])('refuses %s', async (_, input, code) => {
    await expect(air.broadcast.programmes.create(operator, await input())).rejects.toMatchObject({ code });
  });

  it.each([100.5, 96, 9, 0])('plays nothing at %s percent where a commune permits 10 to 95', async (volume) => {
    air.node(air.east, 'TL-001');
    air.settings = { ...air.settings, volume: { emergency: 95, priority: 90, normal: 80 } };
    const { id } = await room.approvedBulletin();
    const order = { bulletin: id, targets: [{ area: air.east.id }], volume };
    await expect(air.broadcast.playNow(operator, order)).rejects.toMatchObject({ code: 'volume-range' });
    expect(air.commands()).toEqual([]);
  });

  it('plays now: one command an area, rows before it is sent, and acks move the deliveries only forwards', async () => {
    const [one, two] = [air.node(air.east, 'TL-001'), air.node(air.east, 'TL-002')];
    const single = air.node(air.west, 'TL-003');
    const bulletin = await room.approvedBulletin();
    air.link.connected = false;
    const run = await air.broadcast.playNow(operator, {
      bulletin: bulletin.id,
      targets: [{ area: air.east.id }, { node: single.id }, { node: one.id }],
      volume: 70,
    });
    expect(await detail(run.id)).toMatchObject({ state: 'on-air', nodes: 3, counts: { planned: 3 }, level: 'commune' });
    air.link.connected = true;
    await air.outbox.flush();
    const commands = air.commands();
    expect(commands.map((command) => command.to).sort()).toEqual([air.east.id, single.id].sort());
    expect(commands[0]?.payload).toMatchObject({
      type: 'play',
      by: operator.id,
      args: { run: { run: run.id }, startAt: run.dueAt, volume: 70 },
    });
    const command = commands.find((sent) => sent.to === air.east.id)?.payload.id as string;
    const ack = (node: string, status: 'received' | 'accepted') =>
      air.outbox.onAck(node, { v: 1, node, command, status, at: air.clock.now() });
    ack(two.id, 'accepted');
    ack(two.id, 'received');
    await air.outbox.stop();
    air.broadcast.onBeat(two.id, { playing: { run: run.id } });
    await air.broadcast.tick();
    expect((await detail(run.id)).counts).toEqual({ planned: 2, playing: 1 });
    expect(air.broadcast.titleOf({ run: run.id })).toBe('Tiêm phòng');
    for (const node of [one, two, single])
      await air.receipt(node, { run: run.id }, { dueAt: run.dueAt, startedAt: run.dueAt });
    await air.broadcast.tick();
    expect(await detail(run.id)).toMatchObject({ state: 'ended', counts: { full: 3 }, heard: 3 });
  });

  it('does not play now what is not approved, in quiet hours, or where no loudspeaker can be told', async () => {
    const draft = await air.broadcast.bulletins.create(operator, await room.bulletinInput());
    const approved = await room.approvedBulletin();
    const targets = [{ area: air.east.id }];
    await expect(air.broadcast.playNow(operator, { bulletin: approved.id, targets })).rejects.toMatchObject({
      code: 'no-node',
    });
    air.node(air.east, 'TL-001');
    await expect(air.broadcast.playNow(operator, { bulletin: draft.id, targets })).rejects.toMatchObject({
      code: 'not-approved',
      status: 409,
    });
    air.clock.set(instantAt(MONDAY, '22:00'));
    await expect(air.broadcast.playNow(operator, { bulletin: approved.id, targets })).rejects.toMatchObject({
      code: 'quiet-hours',
    });
  });

  it('waits for a node that began late and says that it still plays, and for no other', async () => {
    const [late, silent] = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002')];
    const programme = await room.scheduled();
    const run = { programme: programme.id, dueAt: EVENING };
    const id = `${programme.id}@${EVENING}`;
    await tickAt(EVENING);
    for (const node of [late, silent]) air.beats.set(node.id, { at: EVENING + 59_000, playing: run });
    air.beats.set(late.id, { at: EVENING + 65_000, playing: run });
    await tickAt(EVENING + 68_000);
    expect(await detail(id)).toMatchObject({ state: 'on-air', counts: { planned: 1, unknown: 1 } });
    await air.receipt(late, run, { startedAt: EVENING + 30_000, endedAt: EVENING + 90_000 });
    await tickAt(EVENING + 92_000);
    expect(await detail(id)).toMatchObject({ state: 'ended', counts: { full: 1, unknown: 1 } });
  });

  it('stops a run with one command to the smallest area that holds its nodes', async () => {
    const nodes = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002')];
    const programme = await room.scheduled();
    const id = `${programme.id}@${EVENING}`;
    await tickAt(EVENING);
    air.commands();
    const stopped = await air.broadcast.stopSound(operator, { run: id, why: 'nhầm tệp' });
    expect(stopped.nodes).toBe(nodes.length);
    await air.outbox.flush();
    expect(air.commands()).toMatchObject([
      {
        to: air.commune.id,
        payload: {
          type: 'stop',
          id: stopped.command,
          args: { run: { programme: programme.id, dueAt: EVENING }, why: 'nhầm tệp' },
        },
      },
    ]);
    expect((await detail(id)).counts).toEqual({ planned: 2 });
  });

  it('takes a run off before it is due: gone from the plan, and not planned again', async () => {
    const node = air.node(air.east, 'TL-001');
    const programme = await room.scheduled();
    await air.broadcast.stopSound(operator, { run: `${programme.id}@${EVENING}` });
    await air.broadcast.plans.idle();
    expect((await room.planOf(node.id)).items[0]?.startAt).toBe(EVENING + DAY_MS);
    await air.broadcast.nightly();
    expect((await detail(`${programme.id}@${EVENING}`)).state).toBe('cancelled');
    await tickAt(EVENING);
    expect(await air.broadcast.deliveries.ofRun(`${programme.id}@${EVENING}`)).toEqual([]);
  });

  it('shows what is on air, next and today, for a commune and the province, and nothing of it to the neighbour', async () => {
    air.node(air.east, 'TL-001');
    const playing = air.node(air.west, 'TL-002');
    const programme = await room.scheduled();
    const id = `${programme.id}@${EVENING}`;
    for (const area of [air.commune, air.province]) {
      expect((await air.broadcast.next(area.id))[0]).toEqual({ id, title: 'Bản tin chiều', dueAt: EVENING, nodes: 2 });
    }
    expect(await air.broadcast.next(air.other.id)).toEqual([]);
    await tickAt(EVENING);
    air.broadcast.onBeat(playing.id, { playing: { programme: programme.id, dueAt: EVENING } });
    await air.broadcast.tick();
    const onAir = { id, title: 'Bản tin chiều', dueAt: EVENING, endsAt: EVENING + 60_000 };
    expect(await air.broadcast.onAir(air.commune.id)).toEqual([{ ...onAir, nodes: 2, playing: 1, done: 0 }]);
    expect(await air.broadcast.onAir(air.west.id)).toEqual([{ ...onAir, nodes: 1, playing: 1, done: 0 }]);
    expect(await air.broadcast.onAir(air.other.id)).toEqual([]);
    air.clock.set(EVENING + 61_000);
    await air.receipt(playing, { programme: programme.id, dueAt: EVENING });
    expect(await air.broadcast.today(air.commune.id)).toEqual([
      { id, title: 'Bản tin chiều', dueAt: EVENING, nodes: 2, heard: 1, ended: false },
    ]);
    expect(await air.broadcast.today(air.other.id)).toEqual([]);
  });

  it('previews exactly the runs that are planned', async () => {
    air.node(air.east, 'TL-001');
    air.node(air.west, 'TL-002');
    const programme = await room.scheduled({
      recurrence: { from: MONDAY, times: ['17:00', '11:00'], weekdays: [1, 3, 5], except: ['2026-11-27'] },
    });
    const window = { from: START, to: START + 14 * DAY_MS };
    const items = await air.broadcast.previews.preview(air.commune.id, window);
    const shown = [
      ...new Set(items.filter((item) => item.willSound).map((item) => `${item.programme}@${item.startAt}`)),
    ];
    const planned = (await air.broadcast.runs.scheduled(window.from, window.to)).map((run) => run.id);
    expect(shown.sort()).toEqual(planned.sort());
    expect(planned).toHaveLength(10);
    expect(programme.registered).toBe(true);
  });

  it('tells onlookers of runs and deliveries after the commit', async () => {
    const node = air.node(air.east, 'TL-001');
    const programme = await room.scheduled();
    const told: unknown[] = [];
    air.facts.on('runChanged', ({ id, state }) => told.push([id, state]));
    air.facts.on('deliveriesChanged', ({ run, deliveries }) =>
      told.push([run, deliveries.map((one) => [one.node, one.state, one.heard])]),
    );
    const id = `${programme.id}@${EVENING}`;
    await tickAt(EVENING);
    air.clock.set(EVENING + 61_000);
    await air.receipt(node, { programme: programme.id, dueAt: EVENING });
    await air.broadcast.tick();
    expect(told).toEqual([
      [id, 'on-air'],
      [id, [[node.id, 'full', true]]],
      [id, 'ended'],
    ]);
  });

  it('counts heard in SQL as the rule does', async () => {
    const nodes = ['TL-1', 'TL-2', 'TL-3', 'TL-4', 'TL-5'].map((code) => air.node(air.east, code));
    const programme = await room.scheduled();
    const run = { programme: programme.id, dueAt: EVENING };
    await tickAt(EVENING);
    air.clock.set(EVENING + 61_000);
    const changes = [
      {},
      { heard: { by: 'microphone', ms: 47_999 } },
      { heard: { by: 'none', ms: 0 } },
      { startedAt: EVENING - 2_001 },
      { startedAt: EVENING + 5 * MINUTE_MS, heard: { by: 'current', ms: 48_000 } },
    ];
    for (const [index, change] of changes.entries()) await air.receipt(nodes[index] as (typeof nodes)[0], run, change);
    const found = await detail(`${programme.id}@${EVENING}`);
    expect(found.deliveries.map((one) => one.heard)).toEqual([true, false, undefined, false, true]);
    expect(found.heard).toBe(2);
  });
});
