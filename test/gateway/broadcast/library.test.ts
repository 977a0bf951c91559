import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import { isExpired } from '../../../gateway/broadcast/expiry.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { type BulletinInput, bulletinInput, programmeInput } from '../../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { Air, MONDAY } from './air.ts';

describe.each(ENGINES)('the library on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let maker: Person;
  let approver: Person;
  let neighbour: Person;

  beforeAll(async () => {
    test = await open();
    air = new Air(test);
    maker = air.person('operator', air.commune);
    approver = air.person('approver', air.commune);
    neighbour = air.person('operator', air.other);
    air.node(air.east, 'TL-001');
    await air.broadcast.start();
  });
  afterAll(async () => {
    await air.close();
    await test.close();
  });

  const create = async (change: Partial<BulletinInput> = {}, who = maker): Promise<StoredBulletin> =>
    air.broadcast.bulletins.create(
      who,
      bulletinInput.parse({ title: 'Tin', recording: change.recording ?? (await air.recording()), ...change }),
    );
  const approve = async ({ id }: StoredBulletin) => air.broadcast.bulletins.approve(approver, id);
  const schedule = (said: StoredBulletin, recurrence: object, who = maker) =>
    air.broadcast.programmes.create(
      who,
      programmeInput.parse({
        title: 'Lịch',
        bulletins: [said.id],
        targets: [{ area: who === maker ? air.east.id : air.far.id }],
        recurrence,
      }),
    );

  it('finds a bulletin by words of its text, accents or not, by language, field, class and last day', async () => {
    const measles = await create({ title: 'Sức khỏe', text: 'Tiêm phòng sởi cho trẻ em ở trạm y tế', field: 'health' });
    const hmong = await create({
      title: 'Moob',
      language: 'hmn',
      class: 'priority',
      expiresOn: dayOf(air.clock.now()),
    });
    const find = async (query: object) => {
      const { items } = await air.broadcast.bulletins.list({ areas: [air.commune.id], limit: 50, ...query });
      return items.map(({ id }) => id);
    };
    expect(await find({ search: 'tram y te soi' })).toEqual([measles.id]);
    expect(await find({ search: 'SỞI' })).toEqual([measles.id]);
    expect(await find({ field: 'health' })).toEqual([measles.id]);
    expect(await find({ language: 'hmn' })).toEqual([hmong.id]);
    expect(await find({ class: 'priority' })).toEqual([hmong.id]);
    const tomorrow = dayOf(air.clock.now() + DAY_MS);
    expect(await find({ expired: { is: true, on: tomorrow } })).toEqual([hmong.id]);
    expect(await find({ expired: { is: false, on: tomorrow } })).toEqual([measles.id]);
    expect(await find({ expired: { is: true, on: dayOf(air.clock.now()) } })).toEqual([]);
  });

  it('takes a last day that is to come, and keeps one that has come', async () => {
    await expect(create({ expiresOn: '2026-11-22' })).rejects.toMatchObject({ code: 'expired-already' });
    await expect(create({ expiresOn: '2026-02-30' })).rejects.toMatchObject({ code: 'no-such-day' });
    const bulletin = await create({ expiresOn: MONDAY });
    expect([MONDAY, '2026-11-24'].map((day) => isExpired(bulletin, day))).toEqual([false, true]);
    const kept = await air.broadcast.bulletins.get(bulletin.id);
    expect(kept.expiresOn).toBe(MONDAY);
    const late = air.restarted(test);
    late.clock.set(instantAt('2026-11-24', '10:00'));
    const input = bulletinInput.parse({ title: 'Tin mới', recording: bulletin.recording, expiresOn: MONDAY });
    expect(await late.broadcast.bulletins.replace(maker, bulletin.id, input)).toMatchObject({ title: 'Tin mới' });
    await late.close();
  });

  it('does not let go on air at once what is over', async () => {
    const bulletin = await approve(await create({ expiresOn: MONDAY }));
    const late = air.restarted(test);
    late.clock.set(instantAt('2026-11-24', '10:00'));
    const order = { bulletin: bulletin.id, targets: [{ area: air.east.id }] };
    await expect(late.broadcast.playNow(maker, order)).rejects.toMatchObject({ code: 'expired' });
    await late.close();
    expect(await air.broadcast.playNow(maker, order)).toMatchObject({ bulletin: bulletin.id });
  });

  it('tells where a bulletin sounds and sounded, to whom it concerns', async () => {
    const bulletin = await approve(await create());
    const unused = await air.broadcast.library.usage(maker, bulletin.id);
    expect(unused).toEqual({ programmes: [], future: 0, past: 0 });
    const programme = await schedule(bulletin, { from: '2026-11-24', to: '2026-11-26', times: ['06:00', '17:00'] });
    const over = await schedule(bulletin, { from: MONDAY, to: MONDAY, times: ['05:30'] });
    const run = await air.broadcast.playNow(maker, { bulletin: bulletin.id, targets: [{ area: air.east.id }] });
    await air.clock.advance(60_000);
    const usage = await air.broadcast.library.usage(maker, bulletin.id);
    expect(usage).toMatchObject({ future: 6, past: 1, lastAt: run.dueAt });
    expect(usage.programmes).toHaveLength(2);
    expect(usage.programmes).toContainEqual({
      ...{ id: programme.id, title: 'Lịch', state: 'pending', nextAt: instantAt('2026-11-24', '06:00') },
    });
    expect(usage.programmes).toContainEqual({ id: over.id, title: 'Lịch', state: 'pending' });
    const list = async () => {
      const page = await air.broadcast.bulletins.asBulletins([bulletin]);
      return (await air.broadcast.library.withUses(maker, page))[0]?.usedIn;
    };
    // The one whose last day is today is not over yet.
    expect(await list()).toBe(2);
    await air.broadcast.programmes.cancel(maker, over.id);
    expect(await list()).toBe(1);
    await expect(air.broadcast.library.usage(neighbour, bulletin.id)).rejects.toMatchObject({
      code: 'no-such-bulletin',
    });
  });

  it('lets a bulletin that is still to sound go only by force, and its programmes wait then', async () => {
    const { library, programmes } = air.broadcast;
    const bulletin = await approve(await create());
    const { id } = await schedule(bulletin, { from: '2026-11-24', times: ['18:00'] });
    await programmes.approve(approver, id);
    await expect(library.discard(maker, bulletin.id, false)).rejects.toMatchObject({
      ...{ code: 'bulletin-used', extra: { usage: { programmes: [{ id }] } } },
    });
    expect((await programmes.get(id)).state).toBe('approved');
    await expect(library.discard(neighbour, bulletin.id, true)).rejects.toMatchObject({ code: 'out-of-scope' });
    expect(await library.discard(maker, bulletin.id, true)).toMatchObject({ state: 'cancelled' });
    expect((await programmes.get(id)).state).toBe('pending');
  });

  it('lets a bulletin go at once whose programmes are over', async () => {
    const bulletin = await create();
    await schedule(bulletin, { from: MONDAY, to: MONDAY, times: ['05:30'] });
    expect(await air.broadcast.library.discard(maker, bulletin.id, false)).toMatchObject({ state: 'cancelled' });
  });

  it('puts a recording in the place of another everywhere in the own areas; all of it waits for approval again', async () => {
    const { library, bulletins, programmes } = air.broadcast;
    const [old, by] = [await air.recording(), await air.recording()];
    const used = await approve(await create({ recording: old }));
    const draft = await create({ recording: old, draft: true });
    const over = await create({ recording: old });
    await bulletins.cancel(maker, over.id);
    const theirs = await create({ recording: old }, neighbour);
    const programme = await schedule(used, { from: '2026-11-24', times: ['19:00'] });
    await programmes.approve(approver, programme.id);
    const answer = await library.replaceRecording(maker, old, by);
    expect({ ...answer, bulletins: [...answer.bulletins].sort() }).toEqual({
      ...{ bulletins: [used.id, draft.id].sort(), programmes: [programme.id] },
    });
    expect(await bulletins.get(used.id)).toMatchObject({ recording: by, state: 'pending', changedBy: maker.id });
    expect((await bulletins.get(used.id)).approval).toBeUndefined();
    expect(await bulletins.get(draft.id)).toMatchObject({ recording: by, state: 'draft' });
    expect(await bulletins.get(over.id)).toMatchObject({ recording: old });
    expect(await bulletins.get(theirs.id)).toMatchObject({ recording: old });
    expect(await programmes.get(programme.id)).toMatchObject({ state: 'pending' });
    const { items } = await air.audit.list({ limit: 5, subject: used.id, action: 'recording.replace' });
    expect(items).toMatchObject([{ before: { recording: old }, after: { recording: by } }]);
  });

  it('replaces nothing of others, nothing by itself, and nothing by what is not there', async () => {
    const { library } = air.broadcast;
    const old = await air.recording();
    await create({ recording: old });
    const by = await air.recording();
    await expect(library.replaceRecording(neighbour, old, by)).rejects.toMatchObject({ code: 'out-of-scope' });
    await expect(library.replaceRecording(maker, old, old)).rejects.toMatchObject({ code: 'same-recording' });
    await expect(library.replaceRecording(maker, old, 'e'.repeat(64))).rejects.toMatchObject({
      code: 'no-such-recording',
    });
    expect(await library.replaceRecording(maker, by, old)).toEqual({ bulletins: [], programmes: [] });
  });
});
