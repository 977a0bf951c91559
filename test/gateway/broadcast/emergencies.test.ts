import { beforeEach, describe, expect, it } from 'vitest';
import { needsSecondPerson, scheduleOf } from '../../../gateway/broadcast/emergency-rule.ts';
import { SHIPPED_TEMPLATES } from '../../../gateway/broadcast/shipped-templates.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { type EmergencyInput, emergencyInput } from '../../../protocol/api/emergency.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { TestNode } from '../intake/test-node.ts';
import { type Air, MONDAY, START } from './air.ts';
import { newsroomOfEachTest } from './newsroom.ts';

let keys = 0;
const key = () => `01KEY${String(++keys).padStart(21, '0')}`;

describe('how long an emergency is repeated', () => {
  it.each([
    { forMinutes: 10, roundMs: 20_000, repeat: 30 },
    { forMinutes: 1, roundMs: 55_000, repeat: 2 },
    { forMinutes: 1, roundMs: 90_000, repeat: 2 },
    { forMinutes: 120, roundMs: 7_000, repeat: 1_000 },
  ])('$forMinutes min of $roundMs ms are $repeat rounds', ({ forMinutes, roundMs, repeat }) => {
    const schedule = scheduleOf(START, 5_000, roundMs, forMinutes);
    expect(schedule).toMatchObject({ startAt: START + 1_000, speaksAt: START + 5_500, repeat });
    expect(schedule.expiresAt).toBe(START + 1_000 + forMinutes * MINUTE_MS);
    expect(schedule.endsAt - schedule.startAt).toBe(repeat * roundMs);
  });

  it('beyond one commune it takes two people', () => {
    expect([needsSecondPerson(['a']), needsSecondPerson(['a', 'b'])]).toEqual([false, true]);
  });
});

describe('the messages that come with LoaXã', () => {
  it('are of every kind in both statuses, at most 40 words, and those of drills say so first', () => {
    expect(new Set(SHIPPED_TEMPLATES.map((one) => one.as)).size).toBe(12);
    for (const { status, text } of SHIPPED_TEMPLATES) {
      expect(text.split(/\s+/).length).toBeLessThanOrEqual(40);
      expect(text.startsWith('Đây là diễn tập')).toBe(status === 'exercise');
    }
  });
});

describe.each(ENGINES)('emergencies on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let operator: Person;
  let approver: Person;
  let nodes: TestNode[];
  newsroomOfEachTest(open, (fresh) => {
    ({ test, air, operator, approver } = fresh);
    nodes = [air.node(air.east, 'TL-001'), air.node(air.west, 'TL-002')];
  });
  beforeEach(() => {
    air.link.connected = true;
  });

  const order = (change: Partial<EmergencyInput> = {}) =>
    emergencyInput.parse({
      ...{ key: key(), status: 'actual', text: 'Lũ đang về', targets: [{ area: air.commune.id }] },
      ...change,
    });
  const raise = async (change: Partial<EmergencyInput> = {}, person = operator) => {
    const raised = await air.broadcast.raiseEmergency(person, order(change));
    await air.broadcast.emergencies.idle();
    return raised;
  };
  const detail = async (id: string) =>
    air.broadcast.emergencyViews.detail(await air.broadcast.emergencyEnds.get(id), () => true);
  const ends = () => air.broadcast.emergencyEnds;
  const shipped = async () => {
    air.broadcast.prepareEmergencies();
    await air.broadcast.prepared();
    return air.broadcast.emergencyTemplates.visibleTo(operator);
  };

  it('is one signed group command: siren and words, repeated until it expires, at the forced volume', async () => {
    const { id, startedAt } = await raise();
    const [command, ...others] = air.commands();
    expect(others).toEqual([]);
    expect(command?.to).toContain(air.commune.id);
    expect(command?.payload).toMatchObject({ class: 'emergency', aud: { group: air.commune.id }, by: operator.id });
    const args = command?.payload.args as Record<string, unknown>;
    expect(args).toMatchObject({ run: { run: id }, startAt: startedAt, resume: 'resume', level: 'commune' });
    expect(args).toMatchObject({ until: startedAt + 10 * MINUTE_MS, repeat: 97, latenessMs: 10 * MINUTE_MS });
    expect(args.parts).toHaveLength(2);
    expect(args).not.toHaveProperty('volume');
    expect(command?.payload.exp).toBe(startedAt + 10 * MINUTE_MS);
    expect(await detail(id)).toMatchObject({ nodes: 2, hamlets: 2, confirmed: 0, state: 'siren', offline: 2 });
  });

  it('sent twice with one key it is one emergency, also at the same time', async () => {
    const input = order();
    const both = await Promise.all([1, 2].map(() => air.broadcast.raiseEmergency(operator, input)));
    const again = await air.broadcast.raiseEmergency(operator, input);
    expect(new Set([...both, again].map((one) => one.id)).size).toBe(1);
    expect(air.commands()).toHaveLength(1);
    await expect(air.broadcast.raiseEmergency(approver, input)).rejects.toMatchObject({ code: 'key-used' });
  });

  it('shows first who has not confirmed and is online, and counts what beats and receipts say', async () => {
    const [east, west] = nodes as [TestNode, TestNode];
    const { id, startedAt } = await raise();
    air.online.add(east.id).add(west.id);
    const row = await test.database.read('command_targets').where({ node_id: east.id }).first();
    const ack = { v: 1 as const, node: east.id, command: row?.command_id, status: 'accepted' as const, at: startedAt };
    air.outbox.onAck(east.id, ack);
    await air.outbox.stop();
    air.broadcast.onBeat(east.id, { playing: { run: id }, heardMs: 900 });
    await air.broadcast.tick();
    const shown = await detail(id);
    expect(shown).toMatchObject({ confirmed: 1, heard: 1, silent: 1, offline: 0 });
    expect(shown.deliveries.map((one) => [one.node, one.confirmed])).toEqual([
      [west.id, false],
      [east.id, true],
    ]);
    expect(shown.byHamlet.map((one) => [one.hamlet, one.confirmed, one.heard])).toEqual([
      [air.west.id, 0, 0],
      [air.east.id, 1, 1],
    ]);
    await air.receipt(
      east,
      { run: id },
      { startedAt, endedAt: startedAt + 60_000, heard: { by: 'microphone', ms: 60_000 } },
    );
    expect(await detail(id)).toMatchObject({ heard: 1, confirmed: 1 });
  });

  it('called off within the siren, was heard by who heard it until then', async () => {
    const [east, west] = nodes as [TestNode, TestNode];
    const { id, startedAt } = await raise();
    air.clock.advance(3_500);
    await ends().cancel(operator, id);
    const heardFor = (ms: number) => ({ startedAt, endedAt: startedAt + 2_600, heard: { by: 'current' as const, ms } });
    await air.receipt(east, { run: id }, { ...heardFor(2_500), result: 'partial', reason: 'stopped' });
    await air.receipt(west, { run: id }, { ...heardFor(300), result: 'partial', reason: 'stopped' });
    expect(await detail(id)).toMatchObject({ state: 'cancelled', heard: 1 });
  });

  it('called off within the siren nothing follows; once it speaks only clear and retract are left', async () => {
    const first = await raise();
    air.commands();
    await ends().cancel(operator, first.id);
    expect(air.commands()).toMatchObject([{ payload: { type: 'stop', args: { run: { run: first.id } } } }]);
    expect(await detail(first.id)).toMatchObject({ state: 'cancelled', endedByName: `name of ${operator.id}` });
    const second = await raise();
    air.clock.set(second.speaksAt);
    await expect(ends().cancel(operator, second.id)).rejects.toMatchObject({ code: 'already-spoken', status: 409 });
    await ends().clear(operator, second.id, 'hết lũ');
    expect((await detail(second.id)).state).toBe('cleared');
    await expect(ends().clear(operator, second.id)).rejects.toMatchObject({ code: 'emergency-over' });
  });

  it('taken back, the mistake falls silent and the prepared correction is spoken once', async () => {
    const { id, speaksAt } = await raise();
    air.clock.set(speaksAt + 5_000);
    air.commands();
    const { correctionRun } = await ends().retract(operator, id);
    const sent = air.commands().map(({ payload }) => payload);
    expect(sent.map((payload) => payload.type).sort()).toEqual(['play', 'stop']);
    const play = sent.find((payload) => payload.type === 'play');
    expect(play).toMatchObject({ class: 'emergency', args: { run: { run: correctionRun } } });
    expect(play?.args).not.toHaveProperty('repeat');
    expect(await air.broadcast.deliveries.ofRun(correctionRun ?? '')).toHaveLength(2);
    expect((await detail(id)).state).toBe('retracted');
  });

  it('cannot be taken back when it is over for more than a day: the correction would wake people for nothing', async () => {
    const { id, speaksAt } = await raise();
    air.clock.set(speaksAt);
    await ends().clear(operator, id);
    air.commands();
    air.clock.set(speaksAt + DAY_MS + 1);
    await expect(ends().retract(operator, id)).rejects.toMatchObject({ code: 'too-late-to-correct', status: 409 });
    expect(air.commands()).toEqual([]);
  });

  it('runs out by itself; who comes back before plays it, who comes later does not', async () => {
    const [east, west] = nodes as [TestNode, TestNode];
    const { id, expiresAt } = await raise();
    air.commands();
    air.clock.set(expiresAt - 1_000);
    air.outbox.onBirth(east.id);
    await air.outbox.stop();
    expect(air.commands().map(({ to }) => to.includes(east.id))).toEqual([true]);
    await air.broadcast.tick();
    expect((await detail(id)).state).toBe('speaking');
    air.clock.set(expiresAt);
    await air.broadcast.tick();
    expect(await detail(id)).toMatchObject({ state: 'expired', endedAt: expiresAt });
    air.outbox.onBirth(west.id);
    await air.outbox.stop();
    expect(air.commands()).toEqual([]);
  });

  it('cleared, it is not sent any more to whoever comes back', async () => {
    const { id } = await raise();
    air.commands();
    await ends().clear(operator, id);
    air.commands();
    air.outbox.onBirth(nodes[0]?.id ?? '');
    await air.outbox.stop();
    expect(air.commands().map(({ payload }) => payload.type)).toEqual(['stop']);
  });

  it('is reviewed by somebody else within a day, else an alarm of its place is raised until it is', async () => {
    const { id, startedAt } = await raise();
    expect((await detail(id)).review).toEqual({ dueAt: startedAt + DAY_MS });
    await expect(ends().review(operator, id, 'đúng')).rejects.toMatchObject({ code: 'own-item', status: 403 });
    air.clock.set(startedAt + DAY_MS);
    await ends().remind();
    await ends().remind();
    expect(air.alarms).toEqual([{ area: air.commune.id, emergency: id, title: 'Lũ đang về' }]);
    await ends().review(approver, id, 'phát đúng');
    expect(air.alarms).toEqual([]);
    expect((await detail(id)).review).toMatchObject({ byName: `name of ${approver.id}`, note: 'phát đúng' });
    await expect(ends().review(approver, id, 'lại')).rejects.toMatchObject({ code: 'reviewed' });
  });

  it('a drill says so first, is no emergency on the wire, keeps quiet hours and needs no review', async () => {
    const { id } = await raise({ status: 'exercise', text: 'Lũ đang về' });
    expect([...air.spoken.keys()]).toContain('Đây là diễn tập. Lũ đang về');
    expect(air.commands()).toMatchObject([{ payload: { class: 'priority', args: { resume: 'drop' } } }]);
    expect(await detail(id)).not.toHaveProperty('review');
    await expect(ends().retract(operator, id)).rejects.toMatchObject({ code: 'drill-not-retracted' });
    air.clock.set(instantAt(MONDAY, '20:55'));
    await expect(raise({ status: 'exercise' })).rejects.toMatchObject({ code: 'quiet-hours' });
    await expect(raise()).resolves.toMatchObject({ status: 'actual' });
  });

  it('a message prepared for the one can never be used for the other', async () => {
    const templates = await shipped();
    expect(templates).toHaveLength(12);
    for (const [status, other] of [
      ['actual', 'exercise'],
      ['exercise', 'actual'],
    ] as const) {
      const template = templates.find((one) => one.status === status)?.id;
      await expect(raise({ status: other, text: undefined, template })).rejects.toMatchObject({
        code: 'template-status',
      });
      await expect(raise({ status, text: undefined, template })).resolves.toMatchObject({ status });
    }
    await expect(raise({ text: 'Đây là diễn tập, lũ về' })).rejects.toMatchObject({ code: 'drill-words' });
    const input = { status: 'exercise', event: 'fire', title: 'Cháy', text: 'Cháy chợ', area: air.commune.id } as const;
    await expect(air.broadcast.emergencyTemplates.create(operator, input)).rejects.toMatchObject({
      code: 'drill-words',
    });
  });

  it('prepared is spoken anew where a dictionary of its area or above says its words otherwise', async () => {
    const [first, second] = await shipped();
    const now = (id = '') => air.broadcast.emergencyTemplates.get(operator, id).recording;
    // As the voice does when a word of the first is read otherwise.
    air.spoken.delete(first?.text ?? '');
    air.broadcast.wordsChanged(air.commune.id);
    await air.broadcast.prepared();
    expect(now(first?.id)).toBe(first?.recording);
    air.broadcast.wordsChanged(first?.area ?? '');
    await air.broadcast.prepared();
    expect(now(first?.id)).not.toBe(first?.recording);
    expect(now(second?.id)).toBe(second?.recording);
    const kept = air.broadcast.emergencyTemplates.keepFor(air.commune.id).map(({ sha256 }) => sha256);
    expect(kept).toContain(now(first?.id));
  });

  it('what is prepared lies on every node before it is needed, and a deleted message is not brought again', async () => {
    const templates = await shipped();
    await air.broadcast.plans.idle();
    const pointer = air.pointersSince().findLast((one) => one.node === nodes[0]?.id);
    const plan = JSON.parse((await air.broadcast.plans.fetch(pointer?.node ?? '', pointer?.sha256 ?? '')) ?? '{}');
    const kept = new Set(plan.keep.map((part: { sha256: string }) => part.sha256));
    for (const { recording } of templates) expect(kept).toContain(recording);
    expect(kept.size).toBe(16);
    const chief = air.person('administrator', air.province);
    await air.broadcast.emergencyTemplates.remove(chief, templates[0]?.id ?? '');
    expect(await shipped()).toHaveLength(11);
    const stored = air.restarted(test);
    await stored.broadcast.emergencyTemplates.start();
    expect(stored.broadcast.emergencyTemplates.visibleTo(operator)).toHaveLength(11);
  });

  it('a drill of the calendar becomes the exercise, with a result by hamlet', async () => {
    const template = (await shipped()).find((one) => one.status === 'exercise')?.id ?? '';
    const plan = { title: 'Diễn tập lũ', day: MONDAY, template, area: air.commune.id };
    const planned = await air.broadcast.drills.create(operator, plan);
    const { id, startedAt } = await raise({ status: 'exercise', text: undefined, template, drill: planned.id });
    const heard = { startedAt, endedAt: startedAt + 60_000, heard: { by: 'microphone', ms: 60_000 } };
    await air.receipt(nodes[0] as TestNode, { run: id }, heard);
    expect(await air.broadcast.drills.list(operator)).toMatchObject([
      { id: planned.id, emergency: id, result: { hamlets: 2, heard: 1 } },
    ]);
    await expect(raise({ status: 'exercise', drill: planned.id })).rejects.toMatchObject({ code: 'drill-done' });
    await expect(air.broadcast.drills.remove(operator, planned.id)).rejects.toMatchObject({ code: 'drill-done' });
  });

  it('STOP of everything spares emergencies, unless it says that they are meant too', async () => {
    const { id } = await raise();
    air.commands();
    const stopped = await air.broadcast.stopSound(operator, {});
    await air.outbox.flush();
    expect(air.commands()).toMatchObject([{ payload: { type: 'stop', args: { spare: 'emergency' } } }]);
    expect((await detail(id)).state).toBe('siren');
    await air.broadcast.stopSound(operator, { emergencies: true });
    await air.outbox.flush();
    expect(air.commands()[0]?.payload.args).toEqual({});
    expect((await detail(id)).state).toBe('cleared');
    const head = air.person('hamlet-head', air.east);
    await expect(air.broadcast.stopSound(head, { emergencies: true })).rejects.toMatchObject({ status: 403 });
    const progress = await air.broadcast.stops.progress(operator, stopped.command);
    expect(progress).toMatchObject({ nodes: 2, silent: 0, open: [{ code: 'TL-001' }, { code: 'TL-002' }] });
  });

  it('a stop names those that have not confirmed silence, the unconnected last', async () => {
    const [east, west] = nodes as [TestNode, TestNode];
    const third = air.node(air.west, 'TL-003');
    air.online.add(west.id);
    const { command } = await air.broadcast.stopSound(operator, {});
    air.clock.set(START + 800);
    air.outbox.onAck(third.id, { v: 1, node: third.id, command, status: 'done', at: START });
    await air.outbox.stop();
    const before = await air.broadcast.stops.progress(operator, command);
    expect(before).toMatchObject({ nodes: 3, silent: 1, tookMs: 800 });
    expect(before.open.map((one) => [one.node, one.online])).toEqual([
      [west.id, true],
      [east.id, false],
    ]);
    air.beats.set(west.id, { at: START + 2_000 });
    air.beats.set(east.id, { at: START - 2_000 });
    expect((await air.broadcast.stops.progress(operator, command)).open.map((one) => one.node)).toEqual([east.id]);
    const stranger = air.person('operator', air.other);
    await expect(air.broadcast.stops.progress(stranger, command)).rejects.toMatchObject({ status: 404 });
  });

  it('a gateway that ended before the deliveries were written writes them when it starts', async () => {
    const { id } = await raise();
    await test.database.write((transaction) => transaction('deliveries').where({ run_id: id }).delete());
    const again = air.restarted(test);
    await again.broadcast.emergencies.start();
    expect(await again.broadcast.deliveries.ofRun(id)).toHaveLength(2);
  });
});
