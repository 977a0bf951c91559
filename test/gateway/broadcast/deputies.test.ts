import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import { bulletinInput } from '../../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { Air } from './air.ts';

describe.each(ENGINES)('deputies on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let chair: Person;
  let deputy: Person;
  let clerk: Person;
  let recording: string;

  beforeAll(async () => {
    test = await open();
  });
  // Another province for each, in one database.
  beforeEach(async () => {
    await air?.close();
    air = new Air(test);
    chair = air.person('approver', air.commune);
    deputy = air.person('operator', air.commune);
    clerk = air.person('operator', air.commune);
    recording = await air.recording();
    await air.hears(deputy, recording);
  });
  afterAll(async () => {
    await air.close();
    await test.close();
  });

  const today = '2026-11-23';
  const name = (change: object = {}) =>
    air.broadcast.deputies.name(chair, { account: deputy.id, from: today, to: '2026-11-25', ...change });
  const bulletin = (by = clerk) => air.broadcast.bulletins.create(by, bulletinInput.parse({ title: 'Tin', recording }));
  const approve = async (by = clerk, who = deputy) =>
    air.broadcast.approvals.approveBulletin(who, (await bulletin(by)).id);
  const refused = (code: string) => expect.objectContaining({ code });

  it('approve in the place of who named them, and it shows', async () => {
    await name();
    const approved = await approve();
    expect(approved.approval).toMatchObject({ by: deputy.id, for: chair.id });
    expect(
      (await air.broadcast.bulletins.asBulletin(await air.broadcast.bulletins.get(approved.id))).approval,
    ).toMatchObject({ byName: `name of ${deputy.id}`, forName: `name of ${chair.id}` });
    const { items } = await air.audit.list({ limit: 5, subject: approved.id, action: 'bulletin.approve' });
    expect(items).toMatchObject([{ by: deputy.id, after: { for: chair.id } }]);
  });

  it('see what waits only while they are deputies', async () => {
    const { id } = await bulletin();
    const listed = async () => (await air.broadcast.waiting.list(deputy)).items.map((one) => one.id);
    expect(await listed()).toEqual([]);
    await name();
    expect(await listed()).toEqual([id]);
  });

  it('who was named by nobody may not approve', async () => {
    await expect(approve()).rejects.toEqual(refused('not-approver'));
  });

  it('may not approve what they or who named them made, nor what they did not hear', async () => {
    await name();
    await expect(approve(deputy)).rejects.toEqual(refused('own-item'));
    await expect(approve(chair)).rejects.toEqual(refused('not-approver'));
    const other = await air.broadcast.bulletins.create(
      clerk,
      bulletinInput.parse({ title: 'Tin', recording: await air.recording() }),
    );
    await expect(air.broadcast.approvals.approveBulletin(deputy, other.id)).rejects.toEqual(refused('not-heard'));
  });

  it('approve on the first and the last day, not before nor after', async () => {
    await name({ from: '2026-11-24', to: '2026-11-25' });
    await expect(approve()).rejects.toEqual(refused('not-approver'));
    await air.clock.advance(DAY_MS);
    await expect(approve()).resolves.toMatchObject({ state: 'approved' });
    await air.clock.advance(DAY_MS);
    await expect(approve()).resolves.toMatchObject({ state: 'approved' });
    await air.clock.advance(DAY_MS);
    await expect(approve()).rejects.toEqual(refused('not-approver'));
  });

  it('can do nothing once who named them may not approve any more', async () => {
    await name();
    air.people.set(chair.id, { ...chair, role: 'operator' });
    await expect(approve()).rejects.toEqual(refused('not-approver'));
    air.people.delete(chair.id);
    await expect(approve()).rejects.toEqual(refused('not-approver'));
  });

  it('approve only in the area they were named for', async () => {
    const wide = air.person('approver', air.province);
    const both = air.person('operator', air.commune, air.other);
    await air.hears(both, recording);
    await air.broadcast.deputies.name(wide, { account: both.id, from: today, to: today, area: air.other.id });
    await expect(approve(clerk, both)).rejects.toEqual(refused('not-approver'));
    await expect(approve(air.person('operator', air.other), both)).resolves.toMatchObject({ state: 'approved' });
  });

  it.each<[string, (air: Air) => object, string]>([
    ['oneself', () => ({ account: chair.id }), 'own-deputy'],
    ['an account of another commune', () => ({ account: air.person('operator', air.other).id }), 'no-such-account'],
    ['an unknown account', () => ({ account: '0'.repeat(26) }), 'no-such-account'],
    [
      'a hamlet head, who has no second factor',
      () => ({ account: air.person('hamlet-head', air.commune).id }),
      'deputy-role',
    ],
    ['a technician', () => ({ account: air.person('technician', air.commune).id }), 'deputy-role'],
    ['somebody for days that are over', () => ({ from: '2026-11-20', to: '2026-11-22' }), 'over-already'],
    ['somebody backwards', () => ({ from: '2026-11-25', to: '2026-11-24' }), 'ends-before-it-begins'],
    ['somebody for years', () => ({ to: '2029-01-01' }), 'too-long'],
    ['somebody until a day that is none', () => ({ to: '2027-02-30' }), 'no-such-day'],
    ['somebody for an area that is not theirs', () => ({ area: air.other.id }), 'out-of-scope'],
  ])('an approver cannot name %s', async (_who, change, code) => {
    await expect(name(change(air))).rejects.toEqual(refused(code));
  });

  it('are offered to an approver from accounts that reach the area and hold a second factor', () => {
    air.person('technician', air.commune);
    air.person('operator', air.other);
    const above = air.person('administrator', air.province);
    const offered = air.broadcast.deputies.candidates(chair).map(({ id }) => id);
    expect(offered.sort()).toEqual([deputy.id, clerk.id, above.id].sort());
  });

  it('end when they are taken back, by who named them, themselves or an administrator, and that is on record', async () => {
    const { deputies } = air.broadcast;
    const administrator = air.person('administrator', air.province);
    const second = air.person('approver', air.commune);
    const stranger = air.person('approver', air.other);
    for (const who of [chair, deputy, administrator]) {
      const { id } = await name();
      await expect(deputies.end(stranger, id)).rejects.toEqual(refused('no-such-deputy'));
      await expect(deputies.end(second, id)).rejects.toEqual(refused('not-your-deputy'));
      await deputies.end(who, id);
      await expect(deputies.end(who, id)).rejects.toEqual(refused('ended-already'));
      expect((await air.audit.list({ limit: 5, subject: id })).items.map(({ action, by }) => [action, by])).toEqual([
        ['deputy.end', who.id],
        ['deputy.name', chair.id],
      ]);
    }
    await expect(approve()).rejects.toEqual(refused('not-approver'));
    expect(await deputies.list(chair)).toEqual([]);
  });

  it('are listed for who is concerned', async () => {
    const made = await name();
    expect(made).toMatchObject({
      accountName: `name of ${deputy.id}`,
      forName: `name of ${chair.id}`,
      area: air.commune.id,
    });
    const { deputies } = air.broadcast;
    for (const who of [chair, deputy]) expect(await deputies.list(who)).toEqual([made]);
    for (const who of [clerk, air.person('approver', air.other)]) expect(await deputies.list(who)).toEqual([]);
  });
});
