import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import type { StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { bulletinInput, programmeInput } from '../../../protocol/api/broadcast.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { Air, MONDAY } from './air.ts';

describe('approval', () => {
  let test: TestDatabase;
  let air: Air;
  let maker: Person;
  let editor: Person;
  let approver: Person;
  let elsewhere: Person;
  let recording: string;

  beforeAll(async () => {
    test = await openSqlite();
    air = new Air(test);
    maker = air.person('operator', air.commune);
    editor = air.person('operator', air.commune);
    approver = air.person('approver', air.commune);
    elsewhere = air.person('operator', air.other);
    air.node(air.east, 'TL-001');
    await air.broadcast.start();
    recording = await air.recording();
    await air.hears(approver, recording);
  });
  /** What one fact put on the timetable is not in the way of the next. */
  afterEach(async () => {
    const { items } = await air.broadcast.programmes.list({ areas: air.tree.all().map(({ id }) => id), limit: 100 });
    for (const { id, state, area } of items)
      if (state !== 'cancelled') await air.broadcast.programmes.cancel(area === air.other.id ? elsewhere : maker, id);
  });
  afterAll(async () => {
    await air.close();
    await test.close();
  });

  const words = (change: object = {}) =>
    bulletinInput.parse({ title: 'Tiêm phòng', text: 'Kính thưa bà con', recording, ...change });
  const timetable = (said: StoredBulletin, change: object = {}) =>
    programmeInput.parse({
      title: 'Bản tin chiều',
      bulletins: [said.id],
      targets: [{ area: air.east.id }],
      recurrence: { from: '2026-11-24', times: ['17:00'] },
      ...change,
    });

  async function approvedBulletin(): Promise<StoredBulletin> {
    const { id } = await air.broadcast.bulletins.create(maker, words());
    return air.broadcast.approvals.approveBulletin(approver, id);
  }

  async function approvedProgramme(): Promise<StoredProgramme> {
    const { id } = await air.broadcast.programmes.create(maker, timetable(await approvedBulletin()));
    return air.broadcast.approvals.approveProgramme(approver, id);
  }

  it.each<[string, object | (() => Promise<object>)]>([
    ['title', { title: 'Tiêm phòng đợt 2' }],
    ['class', { class: 'priority' }],
    ['field', { field: 'health' }],
    ['language', { language: 'hmn' }],
    ['text', { text: 'Kính thưa bà con.' }],
    ['text taken out', { text: undefined }],
    ['recording', async () => ({ recording: await air.recording() })],
    ['last day', { expiresOn: '2026-12-31' }],
  ])(
    'of a bulletin is void when its %s changes, and so is that of the programme that says it',
    async (_what, change) => {
      const programme = await approvedProgramme();
      const id = programme.bulletins[0] as string;
      const input = words(typeof change === 'function' ? await change() : change);
      const after = await air.broadcast.bulletins.replace(editor, id, input);
      expect(after).toMatchObject({ state: 'pending', changedBy: editor.id });
      expect(after.approval).toBeUndefined();
      expect(await air.broadcast.programmes.get(programme.id)).toMatchObject({ state: 'pending', judged: {} });
    },
  );

  it.each<[string, (programme: StoredProgramme) => object | Promise<object>]>([
    ['title', () => ({ title: 'Bản tin tối' })],
    ['bulletins', async ({ bulletins }) => ({ bulletins: [...bulletins, (await approvedBulletin()).id] })],
    ['targets', () => ({ targets: [{ area: air.west.id }] })],
    ['time of day', () => ({ recurrence: { from: '2026-11-24', times: ['17:01'] } })],
    ['first day', () => ({ recurrence: { from: '2026-11-25', times: ['17:00'] } })],
    ['last day', () => ({ recurrence: { from: '2026-11-24', to: '2027-01-01', times: ['17:00'] } })],
    ['weekdays', () => ({ recurrence: { from: '2026-11-24', times: ['17:00'], weekdays: [1] } })],
    ['exceptions', () => ({ recurrence: { from: '2026-11-24', times: ['17:00'], except: ['2026-11-30'] } })],
    ['resuming', () => ({ resume: 'drop' })],
    ['volume', () => ({ volume: 80 })],
    ['registration', () => ({ registered: false })],
  ])('of a programme is void when its %s changes', async (_what, change) => {
    const before = await approvedProgramme();
    const said = await air.broadcast.bulletins.get(before.bulletins[0] as string);
    const input = timetable(said, await change(before));
    const after = await air.broadcast.programmes.replace(editor, before.id, input);
    expect(after.contentHash).not.toBe(before.contentHash);
    expect(after.state).toBe('pending');
    expect(after.approval).toBeUndefined();
  });

  it('comes through the desk alone: nothing else in the gateway approves', () => {
    const folder = join(import.meta.dirname, '../../../gateway');
    const approving = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => /(bulletins|programmes)\.approve\(/.test(readFileSync(join(folder, path), 'utf8')));
    expect(approving).toEqual(['broadcast/approvals.ts']);
  });

  it('stays with what was saved unchanged', async () => {
    const bulletin = await approvedBulletin();
    expect(await air.broadcast.bulletins.replace(editor, bulletin.id, words())).toMatchObject({ state: 'approved' });
  });

  it('stays when only the genre changes, also of the programme that says it; the audit tells it', async () => {
    const programme = await approvedProgramme();
    const [id = ''] = programme.bulletins;
    const changed = await air.broadcast.bulletins.replace(editor, id, words({ genre: 'notice' }));
    expect(changed).toMatchObject({ state: 'approved', genre: 'notice', approval: { by: approver.id } });
    expect(await air.broadcast.bulletins.get(id)).toMatchObject({ state: 'approved', genre: 'notice' });
    expect(await air.broadcast.programmes.get(programme.id)).toMatchObject({ state: 'approved' });
    const entry = await test.database.read('audit_entries').where({ action: 'bulletin.change', subject: id }).first();
    expect([JSON.parse(entry.before).genre, JSON.parse(entry.after).genre]).toEqual([undefined, 'notice']);
    const found = async (genre: 'notice' | 'news') =>
      (await air.broadcast.bulletins.list({ areas: [air.commune.id], genre, limit: 100 })).items.map((one) => one.id);
    expect([await found('notice'), await found('news')]).toEqual([[id], []]);
    const emptied = await air.broadcast.bulletins.replace(editor, id, words());
    expect([emptied.state, emptied.genre]).toEqual(['approved', undefined]);
    const retold = await air.broadcast.bulletins.replace(editor, id, words({ genre: 'news', title: 'Tên khác' }));
    expect(retold).toMatchObject({ state: 'pending', genre: 'news' });
  });

  it('is refused to who made it, to who changed it last, and to whoever did not hear it', async () => {
    const chair = air.person('approver', air.commune);
    const { id } = await air.broadcast.bulletins.create(approver, words());
    const { approvals, bulletins } = air.broadcast;
    await expect(approvals.approveBulletin(approver, id)).rejects.toMatchObject({ code: 'own-item' });
    await expect(approvals.approveBulletin(chair, id)).rejects.toMatchObject({
      ...{ code: 'not-heard', extra: { left: [{ recording, leftMs: 60_000 }] } },
    });
    await air.hears(chair, recording);
    await bulletins.replace(chair, id, words({ title: 'Sửa' }));
    await expect(approvals.approveBulletin(chair, id)).rejects.toMatchObject({ code: 'own-item' });
    expect((await bulletins.get(id)).state).toBe('pending');
  });

  it('asks to hear an emergency too, and every recording of a programme', async () => {
    const siren = await air.recording();
    const { approvals, bulletins, programmes } = air.broadcast;
    const loud = await bulletins.create(maker, words({ class: 'emergency', recording: siren }));
    await expect(approvals.approveBulletin(approver, loud.id)).rejects.toMatchObject({ code: 'not-heard' });

    const chair = air.person('approver', air.commune);
    const one = await approvedBulletin();
    const other = await bulletins.create(maker, words({ recording: await air.recording() }));
    await air.hears(chair, other.recording);
    await approvals.approveBulletin(chair, other.id);
    const { id } = await programmes.create(maker, timetable(one, { bulletins: [one.id, other.id] }));
    await expect(approvals.approveProgramme(chair, id)).rejects.toMatchObject({
      ...{ code: 'not-heard', extra: { left: [{ recording }] } },
    });
    await air.hears(chair, recording);
    expect(await approvals.approveProgramme(chair, id)).toMatchObject({ state: 'approved' });
  });

  it('of a programme is one word for it and the bulletins it says, but not for those of the approver', async () => {
    const { approvals, bulletins, programmes, waiting } = air.broadcast;
    const said = await bulletins.create(maker, words({ title: 'Cùng lịch' }));
    const { id } = await programmes.create(maker, timetable(said));
    const ids = (await waiting.list(approver)).items.map((one) => one.id);
    expect([ids.includes(id), ids.includes(said.id)]).toEqual([true, false]);
    expect(await approvals.approveProgramme(approver, id)).toMatchObject({ state: 'approved' });
    const after = await bulletins.get(said.id);
    expect(after).toMatchObject({ state: 'approved', approval: { by: approver.id, contentHash: said.contentHash } });
    const logged = await air.audit.list({ limit: 10, subject: said.id, action: 'bulletin.approve' });
    expect(logged.items).toMatchObject([
      { by: approver.id, before: { state: 'pending' }, after: { state: 'approved' } },
    ]);

    const own = await bulletins.create(approver, words({ title: 'Của người duyệt' }));
    const draft = await bulletins.create(maker, words({ title: 'Nháp', draft: true }));
    for (const [index, open] of [own, draft].entries()) {
      const recurrence = { from: '2026-11-24', times: [`18:${index}0`] };
      const programme = await programmes.create(maker, timetable(open, { recurrence }));
      await expect(approvals.approveProgramme(approver, programme.id)).rejects.toMatchObject({
        code: 'bulletin-not-approved',
      });
    }
  });

  it('asks to hear also what a single run says instead', async () => {
    const { approvals, bulletins, programmes } = air.broadcast;
    const chair = air.person('approver', air.commune);
    const usual = await approvedBulletin();
    const special = await bulletins.create(maker, words({ recording: await air.recording() }));
    await air.hears(chair, special.recording);
    await approvals.approveBulletin(chair, special.id);
    const at = instantAt('2026-11-25', '17:00');
    const exceptions = [{ at, do: 'replace', bulletins: [special.id] }];
    const recurrence = { from: '2026-11-24', times: ['17:00'], exceptions };
    const { id } = await programmes.create(maker, timetable(usual, { recurrence }));
    await expect(approvals.approveProgramme(approver, id)).rejects.toMatchObject({
      ...{ code: 'not-heard', extra: { left: [{ recording: special.recording }] } },
    });
    await air.hears(approver, special.recording);
    expect(await approvals.approveProgramme(approver, id)).toMatchObject({ state: 'approved' });
  });

  it('is asked for anew, with listening, when another recording comes in its place', async () => {
    const bulletin = await approvedBulletin();
    const other = await air.recording();
    await air.broadcast.bulletins.replace(maker, bulletin.id, words({ recording: other }));
    await expect(air.broadcast.approvals.approveBulletin(approver, bulletin.id)).rejects.toMatchObject({
      code: 'not-heard',
    });
  });

  it('is refused for a draft, which waits for nobody until it is sent', async () => {
    const { approvals, bulletins, waiting } = air.broadcast;
    const draft = await bulletins.create(maker, words({ draft: true }));
    expect(draft.state).toBe('draft');
    await expect(approvals.approveBulletin(approver, draft.id)).rejects.toMatchObject({ code: 'not-submitted' });
    expect((await waiting.list(approver)).items.map(({ id }) => id)).not.toContain(draft.id);
    expect(await bulletins.replace(maker, draft.id, words({ title: 'Nháp', draft: true }))).toMatchObject({
      state: 'draft',
    });
    expect(await bulletins.submit(maker, draft.id)).toMatchObject({ state: 'pending' });
    await expect(bulletins.submit(maker, draft.id)).rejects.toMatchObject({ code: 'submitted-already' });
    expect(await approvals.approveBulletin(approver, draft.id)).toMatchObject({ state: 'approved' });
  });

  it('of a draft is possible once it is saved as none, though nothing else changed', async () => {
    const draft = await air.broadcast.bulletins.create(maker, words({ draft: true }));
    expect(await air.broadcast.bulletins.replace(maker, draft.id, words())).toMatchObject({ state: 'pending' });
  });

  it('is held back by sending it back with a reason, and then tells what changed since', async () => {
    const { approvals, programmes, waiting } = air.broadcast;
    const said = await approvedBulletin();
    const { id } = await programmes.create(maker, timetable(said));
    const why = { reason: 'time', note: 'Trùng giờ làm đồng' } as const;
    expect(await approvals.returnProgramme(approver, id, why)).toMatchObject({ state: 'returned' });
    await expect(approvals.approveProgramme(approver, id)).rejects.toMatchObject({ code: 'not-submitted' });
    await expect(approvals.returnProgramme(approver, id, why)).rejects.toMatchObject({ code: 'not-pending' });
    await programmes.replace(maker, id, timetable(said, { recurrence: { from: '2026-11-24', times: ['18:00'] } }));
    const item = (await waiting.list(approver)).items.find((one) => one.id === id);
    expect(item).toMatchObject({
      ...{ kind: 'programme', own: false, changes: [{ what: 'times' }] },
      returned: { ...why, byName: `name of ${approver.id}` },
    });
    const approved = await approvals.approveProgramme(approver, id);
    expect(approved.returned).toBeUndefined();
    const shown = await air.audit.list({ limit: 10, subject: id, action: 'programme.return' });
    expect(shown.items).toMatchObject([{ by: approver.id, after: { state: 'returned', ...why } }]);
  });

  it('sent back unchanged by its maker says that nothing changed', async () => {
    const { approvals, bulletins, waiting } = air.broadcast;
    const { id } = await bulletins.create(maker, words({ title: 'Không đổi' }));
    await approvals.returnBulletin(approver, id, { reason: 'sound' });
    await bulletins.submit(maker, id);
    const item = (await waiting.list(approver)).items.find((one) => one.id === id);
    expect(item).toMatchObject({ returned: { reason: 'sound' }, changes: [] });
  });

  it('leaves a draft programme with its maker when its bulletin changes', async () => {
    const said = await approvedBulletin();
    const { id } = await air.broadcast.programmes.create(maker, timetable(said, { draft: true }));
    await air.broadcast.bulletins.replace(editor, said.id, words({ title: 'Khác' }));
    expect(await air.broadcast.programmes.get(id)).toMatchObject({ state: 'draft' });
  });

  it('of many at once takes the bulletins first and says of each that is refused why', async () => {
    const { approvals, bulletins, programmes } = air.broadcast;
    const good = await bulletins.create(maker, words({ title: 'Tốt' }));
    const own = await bulletins.create(approver, words({ title: 'Của mình' }));
    const silent = await bulletins.create(maker, words({ recording: await air.recording() }));
    const moved = await bulletins.create(maker, words({ title: 'Cũ' }));
    await bulletins.replace(maker, moved.id, words({ title: 'Mới' }));
    const programme = await programmes.create(maker, timetable(good));
    const outside = await bulletins.create(air.person('operator', air.province), words());
    const pick = ({ id, contentHash }: { id: string; contentHash: string }) => ({ id, contentHash });
    const answer = await approvals.approveMany(approver, {
      items: [
        { kind: 'programme', ...pick(programme) },
        ...[good, own, silent, moved, outside].map((one) => ({ kind: 'bulletin' as const, ...pick(one) })),
      ],
    });
    expect(answer.approved).toEqual([good.id, programme.id]);
    expect(answer.refused.map(({ id, code }) => [id, code])).toEqual([
      [own.id, 'own-item'],
      [silent.id, 'not-heard'],
      [moved.id, 'content-changed'],
      [outside.id, 'out-of-scope'],
    ]);
  });

  it('waits on a list, the soonest first, with where, when and how much is to be heard', async () => {
    const { bulletins, programmes, waiting } = air.broadcast;
    const commune = air.other;
    const [chief, clerk] = [air.person('approver', commune), air.person('operator', commune)];
    air.node(air.far, 'TL-009');
    const idle = await bulletins.create(clerk, words({ title: 'Chưa có lịch' }));
    const said = await bulletins.create(clerk, words({ title: 'Có lịch' }));
    const own = await bulletins.create(chief, words({ title: 'Của chủ tịch' }));
    const plan = { bulletins: [said.id], targets: [{ area: air.far.id }] };
    const late = { from: '2026-11-26', to: '2026-11-27', times: ['17:00'] };
    const early = { from: MONDAY, to: MONDAY, times: ['17:00'] };
    const afterwards = await programmes.create(clerk, timetable(said, { ...plan, recurrence: late }));
    const first = await programmes.create(clerk, timetable(said, { ...plan, recurrence: early }));
    const { items, total } = await waiting.list(chief);
    // The bulletin is heard and judged with the programmes that say it.
    expect(total).toBe(4);
    const order = items.map(({ id }) => id);
    expect(order.slice(0, 2)).toEqual([first.id, afterwards.id]);
    expect(order.slice(2).sort()).toEqual([idle.id, own.id].sort());
    expect(items.find(({ id }) => id === first.id)).toMatchObject({
      ...{ kind: 'programme', runs: 1, hamlets: ['Xa'], hamletCount: 1, nodes: 1, own: false, class: 'normal' },
      ...{
        text: 'Kính thưa bà con',
        recordings: [{ sha256: recording, durationMs: 60_000, listened: { leftMs: 60_000 } }],
      },
    });
    expect(items.find(({ id }) => id === own.id)).toMatchObject({ own: true, runs: 0 });
    expect(items.find(({ id }) => id === idle.id)?.firstAt).toBeUndefined();
    expect((await waiting.list(clerk)).items).toEqual([]);
  });
});
