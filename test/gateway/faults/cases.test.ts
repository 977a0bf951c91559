import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { fillSearch } from '../../../gateway/database/migrations/036-case-search.ts';
import { dayText } from '../../../gateway/documents/cell-text.ts';
import type { Person } from '../../../gateway/http/app.ts';
import type { Notice } from '../../../gateway/notices.ts';
import { listMessages } from '../../../gateway/notify/messages-store.ts';
import { type CaseStep, caseQuery, caseStep, caseWithEvents } from '../../../protocol/api/cases.ts';
import { subscriptionInput } from '../../../protocol/api/notify.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import { openVillage, photo, type Village } from '../coverage/inspected.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { oneVillage } from './village-of.ts';

describe.each(ENGINES)('cases on $engine', ({ open }) => {
  const given: { village: Village; opened: TestDatabase } = oneVillage(open, openVillage);

  function notice(more: Partial<Notice> = {}): Notice {
    const { clock, dong, fm } = given.village;
    const incident = more.incident ?? ulid();
    return {
      ...{ id: `${incident}/opened`, incident, what: 'opened', kind: 'node', cause: 'network-lost' },
      ...{ severity: 'critical', area: dong.id, node: fm.id, name: 'HL-01', nodes: 1, codes: ['HL-01'] },
      ...{ hamlets: [dong.id], since: clock.now() - MINUTE_MS, at: clock.now() },
      ...more,
    };
  }
  const take = async (...notices: Notice[]) => {
    const { gateway } = given.village;
    const told = await gateway.database.write((transaction) => gateway.cases.take(transaction, notices));
    told?.();
  };
  const step = (more: object): CaseStep =>
    caseStep.parse({ key: ulid(), happenedAt: given.village.clock.now(), ...more });
  const list = async (person: Person, query: object = {}) =>
    (await given.village.gateway.cases.list(person, caseQuery.parse(query))).items;
  const newest = async () => (await list(given.village.people.technician, { state: 'all' }))[0] as { id: string };

  it('one notice is one case, numbered in its commune and year; told twice it is still one', async () => {
    const { people, commune } = given.village;
    const one = notice();
    await take(one, one);
    await take(one);
    const [first, ...others] = await list(people.technician);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      ...{ number: 'SC-2026-0001', state: 'new', nodeCode: 'HL-01', commune: commune.id, hamletName: 'Đông' },
    });
    await take(notice({ cause: 'mute' }), notice({ cause: 'weak-signal', severity: 'minor' }));
    await take(notice({ cause: 'data-budget' }), notice({ cause: 'disk-low', kind: 'system' }));
    expect((await list(people.technician)).map(({ number }) => number)).toEqual([
      ...['SC-2026-0003', 'SC-2026-0002', 'SC-2026-0001'],
    ]);
  });

  it('a step sent three times is stored once and answers the same; another word with its key is refused', async () => {
    const { gateway, people } = given.village;
    const { id } = await newest();
    const { sha256 } = await gateway.attachments.add(people.technician, 'a.jpg', photo('hỏng'));
    const first = step({ kind: 'acknowledged', note: 'đang đến', photos: [sha256] });
    const answers = [];
    for (let time = 0; time < 3; time++) answers.push(await gateway.cases.step(people.technician, id, first));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(caseWithEvents.parse(answers[0])).toMatchObject({
      ...{ state: 'acknowledged', photos: [sha256], assignee: people.technician.id },
      events: [{ kind: 'opened' }, { kind: 'acknowledged', note: 'đang đến' }],
    });
    await expect(gateway.cases.step(people.technician, id, { ...first, note: 'khác' })).rejects.toMatchObject({
      code: 'key-taken',
    });
    await expect(gateway.cases.step(people.technician, id, step({ kind: 'closed' }))).rejects.toMatchObject({
      code: 'case-state',
      extra: { state: 'acknowledged' },
    });
    const stored = await gateway.database.read('case_events').where({ case_id: id });
    expect(stored).toHaveLength(2);
    await expect(gateway.database.write((t) => t('case_events').update({ note: 'x' }))).rejects.toThrow(/append-only/);
  });

  it('the fault’s own end is noted, and who took it resolves; the same within a day opens it again, later is another case', async () => {
    const { gateway, people, clock } = given.village;
    const incident = ulid();
    await take(notice({ incident, cause: 'line-open' }));
    const { id } = await newest();
    await gateway.cases.step(people.technician, id, step({ kind: 'acknowledged' }));
    clock.set(clock.now() + 1_000);
    await take(notice({ incident, cause: 'line-open', what: 'over', id: `${incident}/over`, until: clock.now() }));
    expect(await gateway.cases.get(people.technician, id)).toMatchObject({
      state: 'acknowledged',
      faultUntil: clock.now(),
    });
    const done = { kind: 'resolved', cause: 'line', parts: 'dây 20 m', costVnd: 90_000, soundHeard: true };
    await gateway.cases.step(people.technician, id, step(done));
    clock.set(clock.now() + 23 * HOUR_MS);
    await take(notice({ cause: 'line-open' }));
    const again = await gateway.cases.get(people.technician, id);
    expect(again).toMatchObject({ state: 'new', reopened: 1, parts: '', assignee: people.technician.id });
    expect(again).not.toHaveProperty('resolved');
    expect(again.events.map(({ kind }) => kind)).toEqual(['opened', 'acknowledged', 'fault', 'resolved', 'reopened']);
    await gateway.cases.step(people.technician, id, step(done));
    clock.set(clock.now() + 25 * HOUR_MS);
    await take(notice({ cause: 'line-open' }));
    expect((await newest()).id).not.toBe(id);
  });

  it('what residents report is a case and a fault until it is closed, and the head of the hamlet confirms', async () => {
    const { gateway, people, dong, tay, clock } = given.village;
    const said = { hamlet: dong.id, note: 'loa im từ sáng', reporter: 'bà Lan', photos: [], happenedAt: clock.now() };
    const report = { ...said, key: ulid() };
    const { case: one, isNew } = await gateway.cases.report(people.head, report);
    expect(isNew).toBe(true);
    expect(await gateway.cases.report(people.head, report)).toEqual({ case: one, isNew: false });
    expect(gateway.faults.isOpen({ kind: 'reported', area: dong.id })).toBe(true);
    const more = await gateway.cases.report(people.operator, { ...said, key: ulid() });
    expect(more.case.id).toBe(one.id);
    await expect(gateway.cases.report(people.head, { ...said, key: ulid(), hamlet: tay.id })).rejects.toMatchObject({
      code: 'out-of-scope',
    });
    await expect(gateway.cases.get(people.otherHead, one.id)).rejects.toMatchObject({ code: 'no-case' });
    const confirmed = step({ kind: 'confirmed' });
    await expect(gateway.cases.step(people.head, one.id, confirmed)).rejects.toMatchObject({ code: 'case-state' });
    await expect(gateway.cases.step(people.operator, one.id, step({ kind: 'acknowledged' }))).rejects.toMatchObject({
      code: 'role',
    });
    await gateway.cases.step(people.technician, one.id, step({ kind: 'resolved', cause: 'breaker' }));
    await gateway.cases.step(people.head, one.id, confirmed);
    expect(gateway.faults.isOpen({ kind: 'reported', area: dong.id })).toBe(true);
    const closed = await gateway.cases.step(people.technician, one.id, step({ kind: 'closed' }));
    expect(closed).toMatchObject({ state: 'closed', confirmed: { byName: 'Người head' } });
    expect(gateway.faults.isOpen({ kind: 'reported', area: dong.id })).toBe(false);
  });

  it('what a case says fills the columns of the printed slip', async () => {
    const { gateway, people, tay, clock, commune, wired } = given.village;
    const report = { key: ulid(), hamlet: tay.id, node: wired.id, note: 'loa im', reporter: 'ông Thành', photos: [] };
    const { id } = (await gateway.cases.report(people.operator, { ...report, happenedAt: clock.now() })).case;
    const { sha256 } = await gateway.attachments.add(people.technician, 'b.jpg', photo('đã sửa'));
    clock.set(clock.now() + HOUR_MS);
    const done = { cause: 'horn', measure: 'Thay củ loa', parts: '1 củ loa', costVnd: 450_000, soundHeard: true };
    await gateway.cases.step(people.technician, id, step({ kind: 'resolved', photos: [sha256], ...done }));
    await gateway.cases.step(people.otherHead, id, step({ kind: 'confirmed' }));
    await gateway.cases.step(people.technician, id, step({ kind: 'closed' }));
    await gateway.faults.tick(clock.now());
    const [from, to] = [dayOf(clock.now() - DAY_MS), dayOf(clock.now())];
    const { tables } = await gateway.reports.document(people.operator, 'fault-slips', { area: commune.id, from, to });
    const { columns = [], rows = [] } = tables[0] ?? {};
    const row = rows.find((cells) => cells[1] === 'HL-02') ?? [];
    expect(Object.fromEntries(columns.map(({ title }, index) => [title, row[index]]))).toMatchObject({
      ...{
        Số: (await gateway.cases.get(people.operator, id)).number,
        'Người báo': 'ông Thành',
        'Nguyên nhân': 'Củ loa',
      },
      ...{
        'Người xử lý': 'Người technician',
        'Biện pháp': 'Thay củ loa',
        'Vật tư, kinh phí': '1 củ loa; 450.000 đồng',
      },
      ...{ 'Khắc phục lúc': clock.now(), 'Gián đoạn': HOUR_MS, 'Thử loa': 'Có tiếng', Ảnh: '1 ảnh' },
      'Trưởng thôn xác nhận': `Người other-head, ${dayText(to)}`,
    });
  });

  it('one cause of many nodes is one case that everybody it touches sees, and it grows', async () => {
    const { people, dong, tay, xa, commune, gateway } = given.village;
    const incident = ulid();
    const mast = {
      ...({ incident, kind: 'uplink', node: undefined, area: undefined, name: 'Trạm Yên Mã' } as const),
      ...{ hamlets: [dong.id, tay.id], codes: ['HL-01', 'HL-02'], nodes: 2 },
    };
    await take(notice(mast));
    expect(await list(people.neighbour)).toEqual([]);
    await take(
      notice({
        ...mast,
        what: 'grew',
        nodes: 3,
        hamlets: [dong.id, tay.id, xa.id],
        codes: ['HL-01', 'HL-02', 'LX-01'],
      }),
    );
    const [one] = await list(people.neighbour);
    expect(one).toMatchObject({ incidentName: 'Trạm Yên Mã', nodes: 3, commune: commune.id });
    expect(one).not.toHaveProperty('node');
    expect(await gateway.cases.ofIncidents([incident])).toEqual(new Map([[incident, { id: one?.id, state: 'new' }]]));
    expect(await list(people.head)).toContainEqual(expect.objectContaining({ id: one?.id }));
  });

  it('only a technician of the area can be given a case', async () => {
    const { gateway, people } = given.village;
    const { id } = await newest();
    const give = (assignee: string) => gateway.cases.step(people.admin, id, step({ kind: 'assigned', assignee }));
    await expect(give(people.operator.id)).rejects.toMatchObject({ code: 'not-a-repairer' });
    expect(await give(people.technician.id)).toMatchObject({ assigneeName: 'Người technician' });
    expect(await list(people.admin, { assignee: people.technician.id, state: 'new' })).toContainEqual(
      expect.objectContaining({ id }),
    );
  });

  it('who is given a case is told once, with the page of the case; messages of it are found by the case, through a recurrence', async () => {
    const { gateway, people, clock, commune } = given.village;
    // Nothing leaves the house here: what is written is looked at.
    await gateway.notify.delivering.stop();
    const settings = { kind: 'web-hook', url: 'https://loaxa.example/hook' } as const;
    const { id: channel } = await gateway.notify.channels.add(people.admin, { name: 'hook', settings });
    const wish = { channel, to: '', area: commune.id, account: people.technician.id };
    await gateway.notify.subscriptions.add(people.admin, subscriptionInput.parse(wish));
    const take = async (...notices: Notice[]) => {
      const told = await gateway.database.write(async (transaction) => {
        const after = await gateway.cases.take(transaction, notices);
        await gateway.notify.take(transaction, notices);
        return after;
      });
      told?.();
    };
    const one = notice({ cause: 'amplifier' });
    await take(one);
    const { id } = await newest();
    const order = step({ kind: 'assigned', assignee: people.technician.id, note: 'mang thang' });
    for (let time = 0; time < 2; time++) await gateway.cases.step(people.admin, id, order);
    await gateway.cases.step(people.technician, id, step({ kind: 'resolved', cause: 'amplifier' }));
    clock.set(clock.now() + HOUR_MS);
    await take(notice({ cause: 'amplifier' }));
    const incidents = await gateway.cases.incidentsOf(people.technician, id);
    expect(incidents).toHaveLength(2);
    const about = { case: id, incidents };
    const { items, total } = await listMessages(gateway.database.read, { areas: undefined, about, limit: 50 });
    expect(total).toBe(3);
    expect(items.map(({ step: word, link }) => `${word} ${link.endsWith(`/su-co/${id}`)}`)).toEqual([
      ...['opened true', 'assigned true', 'opened true'],
    ]);
    expect(items[1]?.text).toContain('Ghi chú: mang thang');
    await expect(gateway.cases.incidentsOf(people.neighbour, id)).rejects.toMatchObject({ code: 'no-case' });
    const able = await gateway.cases.repairersOf(people.admin, id);
    expect(able.map(({ name, role, isTold }) => [name, role, isTold])).toEqual([
      ['Người technician', 'technician', true],
      ['Người admin', 'administrator', false],
    ]);
  });

  it('every case ever is searched, by words without accents in number, place and what was done, page by page', async () => {
    const { gateway, people, dong } = given.village;
    const ids: string[] = [];
    for (const [cause, measure] of [
      ['line-short', 'Thay cầu chì 100% mới'],
      ['too-hot', 'thay quạt'],
      ['storage-full', 'xóa thẻ'],
    ] as const) {
      await take(notice({ cause, area: dong.id }));
      const { id } = await newest();
      await gateway.cases.step(people.technician, id, step({ kind: 'resolved', cause: 'other', measure }));
      await gateway.cases.step(people.technician, id, step({ kind: 'closed' }));
      ids.unshift(id);
    }
    const found = async (search: string, more: object = {}) =>
      (await list(people.technician, { state: 'closed', search, ...more })).map(({ id }) => id);
    expect(await found('THAY dong')).toEqual([ids[1], ids[2]]);
    expect(await found('cau chi')).toEqual([ids[2]]);
    expect(await found('100%')).toEqual([ids[2]]);
    expect(await found('%')).toEqual([ids[2]]);
    expect(await found('thay', { limit: 1 })).toEqual([ids[1]]);
    expect(await found('thay', { limit: 1, cursor: ids[1] })).toEqual([ids[2]]);
    expect(await found('không có')).toEqual([]);
    expect(await list(people.neighbour, { state: 'all', search: 'thay' })).toEqual([]);
  });

  it('cases stored before the search was made are found as well', async () => {
    const { gateway, people } = given.village;
    const { database } = gateway;
    const [before] = await list(people.technician, { state: 'all', search: 'cau chi' });
    await database.write(async (t) => {
      await t('cases').update({ search_key: '' });
      await fillSearch(t);
    });
    expect(await list(people.technician, { state: 'all', search: 'hl-01 dong cau chi' })).toEqual([before]);
  });
});
