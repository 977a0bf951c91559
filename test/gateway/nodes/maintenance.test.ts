import fc from 'fast-check';
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import {
  holdsAt,
  movedByTime,
  type Slip,
  type SlipStep,
  slipStepped,
  spanOf,
} from '../../../gateway/nodes/maintenance-rules.ts';
import { withMaintenance } from '../../../gateway/presence/periods.ts';
import { maintenance, maintenanceInput, maintenanceStep } from '../../../protocol/api/cases.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { openVillage, START, SYSTEM } from '../coverage/inspected.ts';
import { ENGINES } from '../database/engines.ts';
import { oneVillage } from '../faults/village-of.ts';

const FROM = START + 4 * HOUR_MS;
const TO = FROM + 2 * HOUR_MS;
const SLIP: Slip = {
  ...{ id: 's', key: 'k', areas: [], nodes: ['n'], title: 'TL-09', from: FROM, to: TO, state: 'planned' },
  ...{ reason: 'power-supply', note: '', created: { at: START, by: 'tech' }, excusal: 'none', nodeCount: 1 },
  ...{ sessions: [], version: 1 },
};
const STEPS: readonly SlipStep[] = ['start', 'finish', 'cancel', 'ask-excusal', 'approve-excusal', 'refuse-excusal'];

describe('a maintenance slip', () => {
  it('holds as planned when nobody presses anything, and as it really was when somebody does', () => {
    expect([FROM - 1, FROM, TO - 1, TO].map((at) => holdsAt(SLIP, at))).toEqual([false, true, true, false]);
    expect(movedByTime(SLIP, FROM)).toMatchObject({ state: 'active', startedAt: FROM });
    expect(movedByTime(SLIP, TO + DAY_MS)).toMatchObject({ state: 'done', startedAt: FROM, endedAt: TO });
    const begun = slipStepped(SLIP, 'start', { at: FROM - HOUR_MS, by: 'tech' }) as Slip;
    expect(spanOf(slipStepped(begun, 'finish', { at: FROM + 1, by: 'tech' }) as Slip)).toEqual({
      from: FROM - HOUR_MS,
      to: FROM + 1,
    });
    expect(slipStepped(SLIP, 'start', { at: FROM - 2 * DAY_MS, by: 'tech' })).toBe('too-early');
    expect(spanOf(slipStepped(SLIP, 'cancel', { at: START, by: 'tech' }) as Slip)).toBeUndefined();
  });

  it('is never excused by who asked or made it, nor when it was written less than an hour ahead', () => {
    const asked = slipStepped(SLIP, 'ask-excusal', { at: START, by: 'other' }) as Slip;
    const decide = (by: string) => slipStepped(asked, 'approve-excusal', { at: START, by });
    expect([decide('tech'), decide('other')]).toEqual(['own-excusal', 'own-excusal']);
    expect(decide('leader')).toMatchObject({ excusal: 'approved', excusalBy: { by: 'leader' } });
    const late = { ...SLIP, created: { at: FROM - 59 * MINUTE_MS, by: 'tech' } };
    expect(slipStepped(late, 'ask-excusal', { at: START, by: 'tech' })).toBe('excused-late');
  });

  it('whatever is pressed and however time passes, it never holds longer than planned, and no decision is its maker’s', () => {
    const word = fc.record({
      step: fc.constantFrom(...STEPS),
      by: fc.constantFrom('tech', 'other', 'leader'),
      later: fc.integer({ min: 0, max: 3 * HOUR_MS }),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        let [slip, at] = [SLIP, START];
        for (const { step, by, later } of words) {
          at += later;
          slip = movedByTime(slip, at);
          const next = slipStepped(slip, step, { at, by });
          if (typeof next !== 'string') slip = next;
        }
        const span = spanOf(slip);
        if (span) expect(span.to <= TO && span.from >= START).toBe(true);
        if (slip.excusalBy) expect([slip.created.by, slip.askedBy]).not.toContain(slip.excusalBy.by);
        if (slip.state === 'cancelled') expect(span).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});

describe('presence in maintenance', () => {
  it('is shown where the node was silent; what was heard stays heard and what nobody watched unobserved', () => {
    const periods = [
      { from: 0, to: 10, state: 'online' as const },
      { from: 10, to: 50, state: 'offline' as const },
      { from: 50, to: 60, state: 'unobserved' as const },
    ];
    const windows = [
      { from: 5, to: 20 },
      { from: 15, to: 25 },
      { from: 40, to: 100 },
    ];
    expect(withMaintenance(periods, windows)).toEqual([
      { from: 0, to: 10, state: 'online' },
      { from: 10, to: 25, state: 'maintenance' },
      { from: 25, to: 40, state: 'offline' },
      { from: 40, to: 50, state: 'maintenance' },
      { from: 50, to: 60, state: 'unobserved' },
    ]);
  });
});

describe.each(ENGINES)('maintenance on $engine', ({ open }) => {
  const given = oneVillage(open, openVillage);
  let leader: Person;
  beforeAll(async () => {
    const { gateway, commune } = given.village;
    const account = { username: 'leader', name: 'Hùng', role: 'approver', areas: [commune.id] } as const;
    leader = await gateway.accounts.createAccount(SYSTEM, { ...account, areas: [commune.id] });
  });
  const input = (more: object) =>
    maintenanceInput.parse({
      key: ulid(),
      from: START + 2 * HOUR_MS,
      to: START + 4 * HOUR_MS,
      reason: 'line',
      ...more,
    });
  const step = (kind: SlipStep) => maintenanceStep.parse({ key: ulid(), kind });

  it('holds the nodes of its areas from its beginning to its end, and is moved on by the tick', async () => {
    const { gateway, people, dong, fm, wired, clock } = given.village;
    const body = input({ areas: [dong.id] });
    const { slip, isNew } = await gateway.maintenance.create(people.technician, body);
    expect([isNew, maintenance.parse(slip).state, slip.title, slip.nodeCount]).toEqual([true, 'planned', 'Đông', 1]);
    expect((await gateway.maintenance.create(people.technician, body)).isNew).toBe(false);
    await expect(gateway.maintenance.create(people.technician, { ...body, to: body.to + 1 })).rejects.toMatchObject({
      code: 'key-taken',
    });
    clock.set(body.from + MINUTE_MS);
    await gateway.maintenance.tick();
    expect(gateway.maintenance.windowOf(fm.id, clock.now())).toBe(slip.id);
    expect(gateway.maintenance.windowOf(wired.id, clock.now())).toBeUndefined();
    expect(await gateway.maintenance.get(people.technician, slip.id)).toMatchObject({
      state: 'active',
      startedAt: body.from,
    });
    expect(await gateway.maintenance.windowsBetween(body.from - 1, body.from + 1)).toEqual([
      { id: slip.id, nodes: [fm.id], from: body.from, to: body.to },
    ]);
    const done = await gateway.maintenance.step(people.technician, slip.id, step('finish'));
    expect(done).toMatchObject({ state: 'done', endedAt: clock.now() });
    expect(gateway.maintenance.windowOf(fm.id, clock.now() + 1)).toBeUndefined();
    expect(gateway.maintenance.windowOf(fm.id, clock.now() - 1)).toBe(slip.id);
  });

  it('names the sessions owed in it, and counts them apart once the leader has approved; the ratio keeps them', async () => {
    const { gateway, people, tay, commune, clock } = given.village;
    await gateway.broadcast.registered.register(people.operator, {
      ...{ area: commune.id, from: '16:30', to: '17:15', weekdays: [1, 2, 3, 4, 5, 6] },
      validFrom: addDays(dayOf(clock.now()), 1),
    });
    const day = addDays(dayOf(clock.now()), 1);
    const around = input({
      areas: [tay.id],
      from: instantAt(day, '16:00'),
      to: instantAt(day, '18:00'),
      askExcusal: true,
    });
    const { slip } = await gateway.maintenance.create(people.technician, around);
    expect(slip).toMatchObject({
      excusal: 'asked',
      sessions: [{ hamlet: tay.id, name: 'Tây', day, part: 'afternoon' }],
    });
    await expect(gateway.maintenance.step(people.technician, slip.id, step('approve-excusal'))).rejects.toMatchObject({
      code: 'role',
    });
    await expect(gateway.maintenance.step(people.neighbour, slip.id, step('cancel'))).rejects.toMatchObject({
      code: 'no-maintenance',
    });
    const approve = step('approve-excusal');
    const approved = await gateway.maintenance.step(leader, slip.id, approve);
    expect(approved).toMatchObject({ excusal: 'approved', excusalBy: { byName: 'Hùng' } });
    expect(await gateway.maintenance.step(leader, slip.id, approve)).toEqual(approved);
    const { verdict, maintenanceSessions } = await gateway.coverage.ofHamlet(tay.id, { from: dayOf(START), to: day });
    expect(maintenanceSessions).toBe(1);
    expect(verdict.sessions.excluded).toBe(0);
    const before = input({ areas: [tay.id], from: instantAt(day, '08:00'), to: instantAt(day, '10:00') });
    expect((await gateway.maintenance.create(people.technician, before)).slip.sessions).toEqual([]);
  });

  it('takes no slip for a closed period, and excuses nothing that was written too late', async () => {
    const { gateway, people, dong, clock } = given.village;
    const late = input({ areas: [dong.id], from: clock.now() - HOUR_MS, to: clock.now() + HOUR_MS });
    await expect(gateway.maintenance.create(people.technician, { ...late, askExcusal: true })).rejects.toMatchObject({
      code: 'excused-late',
    });
    const { slip } = await gateway.maintenance.create(people.technician, late);
    expect(slip.state).toBe('active');
    await gateway.periods.create(people.admin, { name: 'Quý III', from: '2026-07-01', to: '2026-09-30' });
    const [period] = await gateway.periods.list();
    await gateway.periods.close(people.admin, period?.id ?? '');
    const closed = { from: instantAt('2026-09-30', '16:00'), to: instantAt('2026-10-01', '08:00') };
    await expect(
      gateway.maintenance.create(people.technician, input({ areas: [dong.id], ...closed })),
    ).rejects.toMatchObject({
      ...{ code: 'period-closed', status: 409 },
    });
  });
});
