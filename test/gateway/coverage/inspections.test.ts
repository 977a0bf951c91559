import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readHandLog } from '../../../gateway/coverage/hand-log-store.ts';
import { readVisits } from '../../../gateway/coverage/inspections-store.ts';
import type { HandLogInput } from '../../../protocol/api/inspections.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import { addDays, dayOf } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { openVillage, photo, START, type Village } from './inspected.ts';

const DAY = dayOf(START);

describe.each(ENGINES)('inspections on $engine', ({ open }) => {
  let opened: TestDatabase;
  let v: Village;
  const read = () => v.gateway.database.read;
  const changes: string[] = [];

  beforeAll(async () => {
    opened = await open();
    v = await openVillage(opened);
    v.gateway.facts.on('changed', ({ what }) => changes.push(what));
  });
  afterAll(async () => {
    await v.close();
    await opened.close().catch(() => undefined);
  });
  beforeEach(() => {
    v.clock.set(START);
    changes.length = 0;
  });

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
  const record = (who: keyof Village['people'], more = {}) =>
    v.gateway.inspections.record(v.people[who], v.input(more));

  it('gives the two visits of an FM hamlet, 30 days apart, to the verdict', async () => {
    v.clock.set(START - 30 * DAY_MS);
    const first = v.input();
    await v.gateway.inspections.record(v.people.inspector, first);
    v.clock.set(START);
    const second = v.input();
    await v.gateway.inspections.record(v.people.inspector, second);
    const visits = await readVisits(read(), START - 90 * DAY_MS, START);
    const seen = { hamlet: v.dong.id, node: v.fm.id, technology: 'fm', hornsThere: 4, hornsSounding: 4 };
    const how = { unannounced: true, fromOutside: true, duringSession: true };
    expect(visits).toEqual([
      { inspection: first.id, at: first.at, recordedAt: START - 30 * DAY_MS, ...seen, ...how },
      { inspection: second.id, at: second.at, recordedAt: START, ...seen, ...how },
    ]);
    expect(await readVisits(read(), START - 90 * DAY_MS, second.at)).toHaveLength(1);
  });

  it('counts what is owed: none of a hamlet never looked at, all of one with two good visits', async () => {
    const due = await v.gateway.inspections.due(v.province.id);
    expect(due.map(({ hamlet, visits, required, lastAt }) => [hamlet, visits, required, lastAt !== undefined])).toEqual(
      [
        [v.tay.id, 0, 2, false],
        [v.dong.id, 2, 2, true],
      ],
    );
  });

  it('a record sent twice is one record, and the same answer', async () => {
    const input = v.input();
    const [first, second] = await Promise.all([
      v.gateway.inspections.record(v.people.inspector, input),
      v.gateway.inspections.record(v.people.inspector, { ...input }),
    ]);
    expect([first.isNew, second.isNew].sort()).toEqual([false, true]);
    expect(second.inspection).toEqual(first.inspection);
    expect(await read()('inspections').where({ id: input.id })).toHaveLength(1);
    expect(await read()('audit_entries').where({ subject: input.id })).toHaveLength(1);
    expect(changes).toEqual(['inspections']);
  });

  it('another record under the same id is refused, also from another person', async () => {
    const input = v.input();
    await v.gateway.inspections.record(v.people.inspector, input);
    const other = { ...input, conclusion: 'Loa kêu tốt' };
    expect(await codeOf(v.gateway.inspections.record(v.people.inspector, other))).toBe('inspection-id-taken');
    expect(await codeOf(v.gateway.inspections.record(v.people.technician, input))).toBe('inspection-id-taken');
  });

  it('whether somebody comes from outside follows from the account, not from what is sent', async () => {
    const outside = async (who: keyof Village['people']) => (await record(who)).inspection.fromOutside;
    expect(await outside('inspector')).toBe(true);
    expect(await outside('insider')).toBe(false);
    expect(await outside('technician')).toBe(false);
  });

  it.each<[string, string, () => object]>([
    ['a visit in the future', 'inspection-in-future', () => ({ at: START + HOUR_MS })],
    ['a visit three weeks ago', 'inspection-too-late', () => ({ at: START - 21 * DAY_MS })],
    [
      'a hamlet of another commune',
      'hamlet-elsewhere',
      () => ({ lines: [v.line({ hamlet: v.xa.id, node: undefined })] }),
    ],
    ['a cluster of another hamlet', 'node-elsewhere', () => ({ lines: [v.line({ node: v.wired.id })] })],
    ['a cluster in two lines', 'node-twice', () => ({ lines: [v.line(), v.line()] })],
    ['a photo that was not sent', 'attachment-missing', () => ({ lines: [v.line({ photos: ['a'.repeat(64)] })] })],
    ['a correction of nothing', 'no-inspection', () => ({ corrects: ulid(START) })],
  ])('%s is refused', async (_what, code, more) => {
    expect(await codeOf(record('inspector', more()))).toBe(code);
  });

  it('an appraiser records only in a round of the own', async () => {
    expect(await codeOf(record('appraiser'))).toBe('round-needed');
    const { rounds } = v.gateway.appraisal;
    const round = await rounds.create(v.people.admin, {
      ...{
        year: 2026,
        level: 'ntm',
        kind: 'new',
        title: 'Đợt',
        communes: [v.commune.id],
        members: [v.people.appraiser.id],
      },
      ...{ from: START - DAY_MS, until: START + DAY_MS },
    });
    expect((await record('appraiser', { round: round.id })).inspection).toMatchObject({ round: round.id });
    expect(await codeOf(record('inspector', { round: round.id }))).toBe('role');
  });

  it('a correction stands in the place of what it corrects, once, and only by who made it', async () => {
    const { inspection: old } = await record('inspector');
    const more = { corrects: old.id, at: old.at, lines: [v.line({ hornsSounding: 1 })] };
    expect(await codeOf(record('technician', more))).toBe('not-your-inspection');
    v.clock.set(START + 40 * DAY_MS);
    const { inspection: corrected } = await record('inspector', more);
    expect(await codeOf(record('inspector', more))).toBe('inspection-corrected');
    const ids = (await readVisits(read(), 0, START + 50 * DAY_MS)).map(({ inspection }) => inspection);
    expect(ids).toContain(corrected.id);
    expect(ids).not.toContain(old.id);
    // As of the day before the correction the old one stands; what was written later is told beside it.
    const asOf = async (at: number, hamlet = v.dong.id) =>
      (await readVisits(read(), 0, START + 50 * DAY_MS, [hamlet], at)).map(({ inspection }) => inspection);
    expect(await asOf(START + 39 * DAY_MS)).toEqual(expect.arrayContaining([old.id, corrected.id]));
    expect(await asOf(START + 40 * DAY_MS)).not.toContain(old.id);
    expect(await asOf(START - 1)).not.toContain(old.id);
    expect(await asOf(START + 39 * DAY_MS, 'another hamlet')).toEqual([]);
    expect(await v.gateway.inspections.get(v.people.inspector, old.id)).toMatchObject({ correctedBy: corrected.id });
  });

  it('the hamlet head speaks in the own account; what disagrees is kept and goes before any paper', async () => {
    const { inspections, attachments } = v.gateway;
    const { inspection } = await record('inspector');
    const paper = await attachments.add(v.people.inspector, 'giay.jpg', photo(ulid()));
    const word = { hamlet: v.dong.id, name: 'Ông Đông', agrees: true, note: '' };
    expect(await codeOf(inspections.confirm(v.people.inspector, inspection.id, word))).toBe('photo-missing');
    expect(await codeOf(inspections.confirm(v.people.otherHead, inspection.id, word))).toBe('no-inspection');
    const onPaper = { ...word, photo: paper.sha256 };
    const after = await inspections.confirm(v.people.inspector, inspection.id, onPaper);
    expect(after.lines[0]?.confirmed).toMatchObject({ agrees: true, photo: paper.sha256 });
    expect(await inspections.confirm(v.people.inspector, inspection.id, onPaper)).toEqual(after);
    const own = { ...word, agrees: false, note: 'Hai loa không kêu' };
    await inspections.confirm(v.people.head, inspection.id, own);
    expect(await codeOf(inspections.confirm(v.people.head, inspection.id, word))).toBe('already-confirmed');
    const shown = await inspections.get(v.people.operator, inspection.id);
    expect(shown.lines[0]?.confirmed).toMatchObject({ agrees: false, note: 'Hai loa không kêu' });
  });

  it('the database refuses to change or delete a record', async () => {
    const { inspection } = await record('inspector');
    await expect(read()('inspections').where({ id: inspection.id }).update({ conclusion: 'x' })).rejects.toThrow(
      /append-only/,
    );
    await expect(read()('inspections').where({ id: inspection.id }).delete()).rejects.toThrow(/append-only/);
    await expect(read()('inspection_lines').where({ inspection_id: inspection.id }).delete()).rejects.toThrow(
      /append-only/,
    );
  });

  it('what a record speaks for is judged anew', async () => {
    await v.gateway.coverage.rollUp();
    const input = v.input({ at: START - 2 * DAY_MS });
    await v.gateway.inspections.record(v.people.inspector, input);
    const days = await read()('dirty_hamlet_days').where({ hamlet_id: v.dong.id }).orderBy('day').pluck('day');
    expect(days).toEqual([addDays(DAY, -2), addDays(DAY, -1), DAY]);
  });

  describe('photos and papers', () => {
    it('are named by their content, and read by whom they concern', async () => {
      const { attachments } = v.gateway;
      const bytes = photo(ulid());
      const first = await attachments.add(v.people.inspector, 'a.jpg', bytes);
      expect((await attachments.add(v.people.insider, 'b.png', bytes)).sha256).toBe(first.sha256);
      expect(await attachments.exists(first.sha256)).toBe(true);
      const may = (who: keyof Village['people']) => codeOf(attachments.open(v.people[who], first.sha256));
      expect(await may('neighbour')).toBe('done');
      await record('inspector', { lines: [v.line({ photos: [first.sha256] })] });
      expect([await may('operator'), await may('head'), await may('neighbour'), await may('otherHead')]).toEqual([
        'done',
        'done',
        'no-attachment',
        'no-attachment',
      ]);
    });

    it('a page or a drawing is not taken, whatever its name says', async () => {
      for (const text of [
        '<!doctype html><script>alert(1)</script>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        'GIF89a',
      ])
        expect(await codeOf(v.gateway.attachments.add(v.people.inspector, 'a.jpg', Buffer.from(text)))).toBe(
          'attachment-type',
        );
    });
  });

  describe('the log kept by hand', () => {
    const entry = (more: Partial<HandLogInput> = {}): HandLogInput => ({
      ...{ id: ulid(), commune: v.commune.id, day: DAY, from: '05:00', to: '05:30', title: 'Tin sáng' },
      ...{ field: 'general', genre: 'news', language: 'vi', onDuty: 'Nga', note: '' },
      ...more,
    });

    it('is entered once, cancelled with a reason, and then no longer counts', async () => {
      const { handLog } = v.gateway;
      const input = entry({ hamlets: [v.dong.id] });
      expect((await handLog.enter(v.people.operator, input)).isNew).toBe(true);
      expect(await handLog.enter(v.people.operator, input)).toMatchObject({
        isNew: false,
        entry: { byName: 'Người operator', recordedAt: START },
      });
      expect(await codeOf(handLog.enter(v.people.operator, { ...input, title: 'Tin khác' }))).toBe('log-id-taken');
      expect(await readHandLog(read(), DAY, DAY)).toEqual([
        { commune: v.commune.id, hamlets: [v.dong.id], day: DAY, from: '05:00', to: '05:30', recordedAt: START },
      ]);
      expect(await codeOf(handLog.cancel(v.people.neighbour, input.id, 'Nhầm'))).toBe('out-of-scope');
      v.clock.set(START + HOUR_MS);
      await handLog.cancel(v.people.operator, input.id, 'Ghi nhầm ngày');
      expect(await readHandLog(read(), DAY, DAY, START)).toHaveLength(1);
      expect(await readHandLog(read(), DAY, DAY, START + HOUR_MS)).toEqual([]);
      expect(await readHandLog(read(), DAY, DAY, START - 1)).toEqual([]);
      expect(await codeOf(handLog.cancel(v.people.operator, input.id, 'Nữa'))).toBe('log-cancelled');
      expect(await readHandLog(read(), DAY, DAY)).toEqual([]);
      expect(await handLog.list(v.dong.id, DAY, DAY)).toMatchObject([{ cancelReason: 'Ghi nhầm ngày' }]);
      expect(await handLog.list(v.tay.id, DAY, DAY)).toEqual([]);
    });

    it.each<[string, string, Partial<HandLogInput>]>([
      ['what has not been broadcast yet', 'log-ahead', { from: '17:00', to: '17:30' }],
      ['a day eight days ago', 'log-too-late', { day: addDays(DAY, -8) }],
    ])('takes no entry of %s', async (_what, code, more) => {
      expect(await codeOf(v.gateway.handLog.enter(v.people.operator, entry(more)))).toBe(code);
    });

    it('takes an entry of seven days ago', async () => {
      const late = entry({ day: addDays(DAY, -7) });
      expect(await codeOf(v.gateway.handLog.enter(v.people.operator, late))).toBe('done');
    });
  });

  describe('frequency licences', () => {
    const licence = (to: string) => ({
      number: '123/GP-CTS',
      frequencyMhz: 92.5,
      issuedBy: 'Cục Tần số',
      from: '2024-01-01',
      to,
    });
    const open = async () => {
      await v.gateway.faults.tick(v.clock.now());
      const rows = await v.gateway.faults.list({ open: true, limit: 100 });
      return rows.filter(({ kind }) => kind === 'licence-expiring').map(({ area, detail }) => [area, detail]);
    };

    it('warn 60 days ahead and when one has ended, until a newer one is entered', async () => {
      const { licences } = v.gateway;
      const put = (to: string) => licences.put(v.people.operator, v.commune.id, licence(to));
      expect(await put(addDays(DAY, 61))).toMatchObject({ daysLeft: 61 });
      expect(await open()).toEqual([]);
      v.clock.set(START + DAY_MS);
      licences.nightly();
      licences.nightly();
      expect(await open()).toEqual([[v.commune.id, `ends-soon: 123/GP-CTS, ${addDays(DAY, 61)}`]]);
      v.clock.set(START + 62 * DAY_MS);
      licences.nightly();
      expect(await open()).toEqual([[v.commune.id, `ended: 123/GP-CTS, ${addDays(DAY, 61)}`]]);
      expect(licences.list(v.province.id)).toMatchObject([{ daysLeft: -1 }]);
      await put(addDays(DAY, 800));
      expect(await open()).toEqual([]);
      expect(await codeOf(licences.put(v.people.neighbour, v.commune.id, licence(DAY)))).toBe('out-of-scope');
      expect(await codeOf(put('2023-01-01'))).toBe('licence-backwards');
    });
  });
});
