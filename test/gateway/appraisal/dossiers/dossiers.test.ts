import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dossierManifest } from '../../../../protocol/api/evidence.ts';
import type { Dossier } from '../../../../protocol/api/reports.ts';
import { dossier as dossierSchema } from '../../../../protocol/api/reports.ts';
import { ENGINES, type TestDatabase } from '../../database/engines.ts';
import { pdfText } from '../../documents/pdf-text.ts';
import { sheetsIn } from '../../documents/sheets.ts';
import { type Office, openOffice } from './office.ts';

describe.each(ENGINES)('a dossier on $engine', ({ open }) => {
  let test: TestDatabase;
  let office: Office;
  let made: Dossier;
  let files: Record<string, Uint8Array>;
  const steps: string[] = [];
  const fileOf = async (name: string) => readFileSync((await office.dossiers.file(approver(), made.id, name)).path);
  const approver = () => office.person('approver', office.commune.id);

  beforeAll(async () => {
    test = await open();
    office = await openOffice(test, { hamlets: 10, from: '2026-10-24', to: '2026-11-22' });
    office.facts.on('changed', ({ what }) => {
      if (what === 'dossiers') steps.push(what);
    });
    await office.dossiers.start();
    const input = {
      area: office.commune.id,
      from: '2026-10-24',
      to: '2026-11-22',
      parts: ['pdf', 'xlsx', 'csv', 'page'] as const,
    };
    const ordered = await office.dossiers.order(approver(), { ...input, parts: [...input.parts] });
    expect(ordered).toMatchObject({ state: 'waiting', number: '01/HS-LX-2026', progress: 0, files: [], hamlets: 10 });
    await office.dossiers.idle();
    made = await office.dossiers.get(approver(), ordered.id);
    files = unzipSync(await fileOf('dossier.zip'));
  });
  afterAll(async () => {
    await office.close();
    await test.close();
  });
  const rows = (name: string): Record<string, string>[] =>
    parse(files[name] ?? new Uint8Array(), { bom: true, columns: true });

  it('is ready, whole, and told its progress', () => {
    expect(made).toMatchObject({ state: 'ready', progress: 1, step: 'done' });
    expect(made.error).toBeUndefined();
    expect(dossierSchema.parse(made)).toEqual(made);
    expect(steps.length).toBeGreaterThan(6);
    expect(Object.keys(files)).toEqual([
      ...['manifest.json', 'manifest.note', 'rule.json', 'csv/hamlets.csv', 'csv/nodes.csv', 'csv/deliveries.csv'],
      ...['csv/timetable.csv', 'csv/cancellations.csv', 'csv/exclusions.csv', 'csv/inspections.csv'],
      ...['csv/hand-log.csv', 'csv/sessions.csv', 'csv/verdicts.csv', 'evidence.jsonl', 'ho-so.pdf', 'ho-so.xlsx'],
      'xac-minh.txt',
    ]);
  });

  it('every file is what its manifest says', () => {
    const manifest = dossierManifest.parse(JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())));
    expect(manifest).toMatchObject({ code: made.code, number: made.number, origin: 'loaxa/thu' });
    const inside = Object.keys(files).filter((name) => !name.startsWith('manifest.'));
    expect(manifest.files.map(({ name }) => name)).toEqual(inside);
    for (const { name, bytes, sha256 } of manifest.files) {
      expect([name, files[name]?.length]).toEqual([name, bytes]);
      expect(
        createHash('sha256')
          .update(files[name] ?? '')
          .digest('hex'),
      ).toBe(sha256);
    }
  });

  it('the CSV files hold every row the verdict was judged from', async () => {
    const deliveries = rows('csv/deliveries.csv');
    expect(deliveries).toHaveLength(office.deliveries);
    expect(rows('csv/timetable.csv')).toHaveLength(10 * 30 * 2);
    expect(rows('csv/nodes.csv')).toHaveLength(9 * 2);
    expect(rows('csv/hamlets.csv').map(({ name }) => name)).toContain('Ấp Mới');
    const evidence = deliveries.filter((row) => row.evidence !== '');
    const entries = strFromU8(files['evidence.jsonl'] ?? new Uint8Array())
      .trim()
      .split('\n');
    expect(entries).toHaveLength(evidence.length + 1);
    expect(made.receipts).toBe(evidence.length);
    const frozen = JSON.parse(strFromU8(files['rule.json'] ?? new Uint8Array()));
    expect(frozen).toEqual((await office.coverage.of(office.commune.id)).rule);
  });

  it('another program, which shares no code, recomputes every session and verdict from the tables', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loaxa-recompute-'));
    try {
      mkdirSync(join(folder, 'csv'));
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      const said = spawnSync(process.execPath, ['docs/recompute.mjs', folder], { encoding: 'utf8' });
      expect(said.stdout).toBe('10 hamlets recomputed, 0 differences.\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('every number on paper is in the CSV and in the workbook', async () => {
    const { hamlets } = await office.coverage.of(office.commune.id, { from: '2026-10-24', to: '2026-11-22' });
    const verdicts = new Map(rows('csv/verdicts.csv').map((row) => [row.hamlet, row]));
    const text = pdfText(await fileOf('ho-so.pdf'));
    const sheets = sheetsIn(await fileOf('ho-so.xlsx'));
    const main = sheets.find(({ name }) => name === 'Kết quả từng thôn');
    const figures = sheets.find(({ name }) => name === 'Số liệu từng thôn');
    const vi = (share: string) => (Math.round(Number(share) * 1000) / 10).toFixed(1).replace('.', ',');
    expect(hamlets).toHaveLength(10);
    for (const [index, { hamlet, name }] of hamlets.entries()) {
      const row = verdicts.get(hamlet) ?? {};
      const share = (low = '', high = '') => (low === high ? vi(low) : `${vi(low)}–${vi(high)}`);
      const notHeard = Number(row.owed) - Number(row.heard) - Number(row.unknown);
      const counts = [row.owed, row.heard, notHeard, row.unknown, Number(row.excluded) + Number(row.cancelled)].map(
        Number,
      );
      const shown = main?.rows[index + 1]?.map(({ value }) => value);
      expect(shown?.slice(6, 11)).toEqual(counts);
      const range = Number(row.owed) === 0 ? '–' : share(row.lower, row.upper);
      expect([shown?.[1], shown?.[11], shown?.[13]]).toEqual([name, range, Number(row.longest_miss)]);
      // The same line on paper: its numbers in this order.
      const line = new RegExp(`${name} .*${counts.join(' +')} +${range} `);
      expect(text.split('\n').some((one) => line.test(one))).toBe(true);
      const own = figures?.rows[index + 1]?.map(({ value }) => value);
      expect(own?.[0]).toBe(hamlet);
      expect(own?.[12]).toBeCloseTo(Number(row.lower), 3);
      expect(own?.[13]).toBeCloseTo(Number(row.upper), 3);
    }
  });

  it('says the whole result with set, level and validity, and nothing shorter', async () => {
    const text = pdfText(await fileOf('ho-so.pdf')).replace(/\s+/g, ' ');
    expect(text).toContain('BÁO CÁO LOA HOẠT ĐỘNG THƯỜNG XUYÊN');
    expect(text).toContain(
      'Quy tắc của tỉnh, giai đoạn 2026-2030 (mức xã nông thôn mới nâng cao): loa hoạt động thường xuyên',
    );
    expect(text).toMatch(/Theo số liệu, xã Hưng Đạo .*«loa hoạt động thường xuyên» \(.*hiệu lực từ 01\/01\/2026\)/);
    expect(text).toContain('1 thôn chưa có loa');
    expect(text).toContain(made.code);
    expect(text).toContain(`https://loaxa.example/xac-minh?ma=${made.code}`);
  });

  it('says why each session was not heard, those alike in one line', async () => {
    const sheet = sheetsIn(await fileOf('ho-so.xlsx')).find(({ name }) => name === 'Buổi không đủ');
    const lines = sheet?.rows.slice(1).map((cells) => cells.map(({ value }) => value)) ?? [];
    const why = (name: string) => lines.filter(([hamlet]) => hamlet === name).map((cells) => cells[7]);
    expect(why('Ấp Mới')).toEqual(['Thôn chưa có loa']);
    expect(why('Yên Hòa')).toEqual(['Loa không tự báo về (FM, có dây): cần kiểm tra hiện trường']);
    expect(why('Đông')).toContain('TL-001, TL-002: không phát được (mất điện)');
    expect(why('Đông')).toContain('TL-001, TL-002: không rõ, cụm chưa báo lại');
    const states = ['partial', 'not-heard', 'unknown'];
    const silent = rows('csv/sessions.csv').filter(({ state }) => states.includes(state ?? ''));
    expect(lines.at(-1)?.[3]).toBe(silent.length);
  });

  it('anybody may ask what the installation says of the code on the paper', async () => {
    const said = await office.dossiers.verify(made.code.toLowerCase().replaceAll('-', ' '));
    expect(said).toMatchObject({ code: made.code, number: made.number, areaName: 'xã Hưng Đạo', origin: 'loaxa/thu' });
    expect(said.files.map(({ name }) => name)).toContain('ho-so.pdf');
    await expect(office.dossiers.verify('0000-0000-0000')).rejects.toMatchObject({ code: 'no-such-code', status: 404 });
    await expect(office.dossiers.verify('../../etc')).rejects.toMatchObject({ code: 'no-such-code' });
  });

  it('is read by who answers for the area, and each reading is on record', async () => {
    const head = office.person('appraiser', office.hamlets[0]?.id ?? '');
    await expect(office.dossiers.get(head, made.id)).rejects.toMatchObject({ code: 'out-of-scope' });
    expect(await office.dossiers.list(head)).toEqual([]);
    await office.dossiers.file(approver(), made.id, 'ho-so.pdf');
    const entry = await test.database.read('audit_entries').orderBy('id', 'desc').first();
    expect(entry).toMatchObject({ action: 'dossier.read', subject: made.id, by: 'approver-1' });
    await expect(office.dossiers.file(approver(), made.id, '../../keys/root')).rejects.toMatchObject({
      code: 'no-such-file',
    });
  });
});
