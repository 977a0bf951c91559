import fc from 'fast-check';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { DeviceHistory } from '../../../gateway/nodes/place-devices.ts';
import { noteDevices } from '../../../gateway/nodes/place-devices-store.ts';
import { addMonths, isDue, nextServiceOn } from '../../../gateway/nodes/service-plan.ts';
import { assetDue, assetInput } from '../../../protocol/api/cases.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, isRealDay } from '../../../protocol/vietnam-time.ts';
import { openVillage, START } from '../coverage/inspected.ts';
import { ENGINES } from '../database/engines.ts';
import { oneVillage } from '../faults/village-of.ts';
import { TestDevice } from './devices.ts';

const TODAY = dayOf(START);

describe('preventive maintenance', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2026-11-23', 12, '2027-11-23'],
    ['2026-12-15', 1, '2027-01-15'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  it('is due so many months after it was done last, and is said two weeks ahead', () => {
    expect(nextServiceOn({ everyMonths: 6 })).toBeUndefined();
    expect(nextServiceOn({ installedOn: '2026-01-01' })).toBeUndefined();
    expect(nextServiceOn({ everyMonths: 6, installedOn: '2026-01-01', servicedOn: '2026-03-01' })).toBe('2026-09-01');
    const plan = { everyMonths: 1, installedOn: '2026-11-07' };
    expect([addDays('2026-12-07', -15), addDays('2026-12-07', -14)].map((day) => isDue(plan, day))).toEqual([
      false,
      true,
    ]);
  });

  it('always falls on a real day of the right month', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 60 }), (days, months) => {
        const from = addDays('2024-01-01', days);
        const next = addMonths(from, months);
        expect(isRealDay(next)).toBe(true);
        const [a, b] = [from, next].map((day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))) as [
          number,
          number,
        ];
        expect(b - a).toBe(months);
      }),
      { numRuns: 100 },
    );
  });
});

describe.each(ENGINES)('assets on $engine', ({ open }) => {
  const given = oneVillage(open, openVillage);
  const keeper = { name: 'bà Lan', phone: '0912 345 678' };
  const sim = { iccid: '8984', phone: '', operator: 'Viettel', monthlyMb: 900 };

  it('are written down with a version: who has not read the last one is refused', async () => {
    const { gateway, people, fm, clock } = given.village;
    expect(gateway.assets.get(people.technician, fm.id)).toMatchObject({ node: fm.id, serial: '', version: 0 });
    const first = assetInput.parse({
      serial: 'SN-1',
      keeper,
      sim,
      supply: 'solar',
      everyMonths: 6,
      installedOn: '2026-05-20',
      version: 0,
    });
    const put = await gateway.assets.put(people.technician, fm.id, first);
    expect(put).toMatchObject({ version: 1, nextServiceOn: '2026-11-20', keeper, sim });
    await expect(gateway.assets.put(people.admin, fm.id, first)).rejects.toMatchObject({
      code: 'asset-changed',
      extra: { version: 1 },
    });
    await expect(
      gateway.assets.put(people.technician, fm.id, { ...first, installedOn: '2026-02-30', version: 1 }),
    ).rejects.toMatchObject({ code: 'no-such-day' });
    expect(gateway.assets.of(fm.id)).toMatchObject({ supply: 'solar', keeper });
    const again = new (gateway.assets.constructor as new (parts: object) => typeof gateway.assets)({
      ...gateway,
      nodes: gateway.nodes,
      clock,
    });
    await again.start();
    expect(again.of(fm.id)).toEqual(gateway.assets.of(fm.id));
  });

  it('that are due raise a reminder, which the visit settles; told twice it is one visit', async () => {
    const { gateway, people, fm, commune } = given.village;
    expect(gateway.faults.isOpen({ kind: 'maintenance-due', node: fm.id })).toBe(true);
    const [due, ...others] = gateway.assets.due(commune.id);
    expect(others).toEqual([]);
    expect(assetDue.parse(due)).toMatchObject({ nodeCode: 'HL-01', hamletName: 'Đông', daysLeft: -3 });
    const done = { key: ulid(), on: TODAY, note: 'thay quạt', photos: [] };
    const after = await gateway.assets.serviced(people.technician, fm.id, done);
    expect(after).toMatchObject({ servicedOn: TODAY, nextServiceOn: addMonths(TODAY, 6), version: 2 });
    expect(await gateway.assets.serviced(people.technician, fm.id, done)).toEqual(after);
    await expect(gateway.assets.serviced(people.technician, fm.id, { ...done, note: 'khác' })).rejects.toMatchObject({
      code: 'key-taken',
    });
    expect(gateway.assets.due(commune.id)).toEqual([]);
    gateway.assets.nightly();
    expect(gateway.faults.isOpen({ kind: 'maintenance-due', node: fm.id })).toBe(false);
  });

  it('of a place: the devices that hung there, each by its own key; what was wrong with one goes with it', async () => {
    const { gateway, wired, clock } = given.village;
    const devices = new DeviceHistory(gateway);
    const enrol = (device: TestDevice) =>
      gateway.enrolment.enrolInBulk({ id: 'system' }, [
        { node: wired.id, publicKey: device.publicKey, firmware: '1.0.0' },
      ]);
    const [first, second] = [new TestDevice(), new TestDevice()];
    await enrol(first);
    const began = clock.now();
    await gateway.database.write((transaction) =>
      noteDevices(transaction, gateway.database.dialect, new Map([[wired.id, { serial: 'SN-77', firmware: '1.0.1' }]])),
    );
    gateway.faults.alarm({ kind: 'mute', node: wired.id });
    await enrol(first);
    expect(gateway.faults.isOpen({ kind: 'mute', node: wired.id })).toBe(true);
    clock.set(clock.now() + DAY_MS);
    await enrol(second);
    expect(gateway.faults.isOpen({ kind: 'mute', node: wired.id })).toBe(false);
    clock.set(clock.now() + DAY_MS);
    await gateway.nodes.revoke({ id: 'system' }, wired.id);
    const found = await devices.of(wired.id);
    expect(found).toMatchObject([
      { from: began + DAY_MS, to: began + 2 * DAY_MS, serial: '' },
      { from: began, to: began + DAY_MS, serial: 'SN-77', firmware: '1.0.1' },
    ]);
    expect(found[0]?.key).not.toBe(found[1]?.key);
  });
});
