import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedLog } from '../../../../bench/signed-log.ts';
import { Dossiers } from '../../../../gateway/appraisal/dossiers/dossiers.ts';
import { Coverage } from '../../../../gateway/coverage/coverage.ts';
import { addCancellation, addEntry, readHandLog } from '../../../../gateway/coverage/hand-log-store.ts';
import { addInspection, readVisits } from '../../../../gateway/coverage/inspections-store.ts';
import { Periods } from '../../../../gateway/coverage/periods.ts';
import { EvidenceLog } from '../../../../gateway/evidence/evidence-log.ts';
import type { Dossier } from '../../../../protocol/api/reports.ts';
import { DAY_MS } from '../../../../protocol/units.ts';
import { daysBetween, instantAt } from '../../../../protocol/vietnam-time.ts';
import { openSqlite, type TestDatabase } from '../../database/engines.ts';
import { pdfText } from '../../documents/pdf-text.ts';
import { sheetsIn } from '../../documents/sheets.ts';
import { type Office, openOffice } from './office.ts';

const FROM = '2026-10-01';
const TO = '2026-11-03';
const [FIRST_VISIT, SECOND_VISIT, LATE_VISIT] = ['2026-10-02', '2026-11-02', '2026-11-03'];

/**
 * A period is closed; then a visit it counted is corrected, a line of the hand log it counted is cancelled, and a visit, a log line
 * and a receipt come late. By what is known since, the FM hamlet fails; what was frozen stays, and the dossier must lead to it.
 */
describe('a dossier of a period closed before late lines came', () => {
  let test: TestDatabase;
  let office: Office;
  let coverage: Coverage;
  let dossiers: Dossiers;
  let made: Dossier;
  let files: Record<string, Uint8Array>;
  const fm = () => office.hamlets[7]?.id ?? '';
  const approver = () => office.person('approver', office.commune.id);
  const write: Office['parts']['database']['write'] = (work) => office.parts.database.write(work);

  const visit = (id: string, day: string, recordedAt: number, sounding: number, corrects?: string) =>
    write((transaction) =>
      addInspection(transaction, {
        ...{ id, contentHash: id, commune: office.commune.id, at: instantAt(day, '05:10'), basis: '', present: '' },
        ...{ proposals: '', conclusion: '', unannounced: true, fromOutside: true, by: 'x', recordedAt },
        ...(corrects === undefined ? {} : { corrects }),
        lines: [
          {
            ...{ hamlet: fm(), place: '', technology: 'fm', hornsThere: 6, hornsSounding: sounding, quality: 'clear' },
            ...{ amplifier: 'good', wiring: 'good', power: 'grid', duringSession: true, photos: [], shortcomings: '' },
          },
        ],
      }),
    );
  const logLine = (id: string, day: string, time: string, recordedAt: number) =>
    write((transaction) =>
      addEntry(transaction, {
        ...{ id, contentHash: id, commune: office.commune.id, hamlets: [fm()], day, from: time, to: time },
        ...{ title: '', field: 'general', genre: 'news', language: 'vi', onDuty: '', note: '', by: 'x', recordedAt },
      }),
    );

  beforeAll(async () => {
    test = await openSqlite();
    office = await openOffice(test, { hamlets: 8, from: FROM, to: TO });
    const { parts, clock } = office;
    const now = clock.now();
    await visit('V1', FIRST_VISIT, now - DAY_MS, 6);
    await visit('V2', SECOND_VISIT, now - DAY_MS, 6);
    const days = daysBetween(FROM, TO);
    for (const day of days) await logLine(`L${day}`, day, '05:00', now - DAY_MS);
    for (const day of days.slice(0, 28)) await logLine(`M${day}`, day, '17:00', now - DAY_MS);
    let periods: Periods | undefined;
    coverage = new Coverage({
      ...{ ...parts, treeSize: () => new EvidenceLog(parts).size(), visits: readVisits, handLog: readHandLog },
      periods: {
        days: async (id) => periods?.days(id),
        frozen: async (id, rule, area) => periods?.frozenOf(id, rule, area),
        frozenHamlet: async (id, rule, hamlet) => periods?.frozenHamlet(id, rule, hamlet),
      },
    });
    await coverage.start();
    const province = { id: parts.tree.ancestors(office.commune.id).at(-1) ?? '' };
    periods = new Periods({
      ...{ ...parts, holdsAll: () => true, provinces: () => [province] },
      judgeWith: (rule, area, from, to) => coverage.judgeWith(rule, area, from, to),
      sessionsOf: (rule, hamlets, from, to) => coverage.sessionsOf(hamlets, { rule, from, to }),
    });
    const admin = office.person('administrator', province.id);
    const { id: period } = await periods.create(admin, { name: 'Kỳ thử', from: FROM, to: TO });
    await periods.close(admin, period);

    clock.set(now + DAY_MS);
    await visit('V3', SECOND_VISIT, clock.now(), 1, 'V2');
    await visit('V4', LATE_VISIT, clock.now(), 2);
    for (const day of days.slice(0, 20))
      await write((transaction) =>
        addCancellation(transaction, `M${day}`, { reason: 'ghi nhầm', by: 'x', at: clock.now() }),
      );
    await logLine('N', TO, '17:00', clock.now());
    await lateReceipt();

    const closed = periods;
    dossiers = new Dossiers({
      ...parts,
      sources: {
        ...parts.sources,
        verdicts: (area, query) => coverage.of(area, query),
        sessions: ({ coverage: { rule }, area }) => closed.frozenSessions(period, rule.id, area),
        visits: (from, to, closedAt) => readVisits(parts.database.read, from, to, undefined, closedAt),
        handLog: (from, to, closedAt) => readHandLog(parts.database.read, from, to, closedAt),
      },
    });
    await dossiers.start();
    const ordered = await dossiers.order(approver(), {
      ...{ area: office.commune.id, from: FROM, to: TO, period, parts: ['pdf', 'xlsx', 'csv'] },
    });
    await dossiers.idle();
    made = await dossiers.get(approver(), ordered.id);
    files = unzipSync(await fileOf('dossier.zip'));
  });
  afterAll(async () => {
    await dossiers.stop();
    await office.close();
    await test.close();
  });
  const fileOf = async (name: string) => readFileSync((await dossiers.file(approver(), made.id, name)).path);
  const rows = (name: string): Record<string, string>[] =>
    parse(files[name] ?? new Uint8Array(), { bom: true, columns: true });

  /** A node that had not reported says, after the closing, that it had no power. */
  async function lateReceipt(): Promise<void> {
    const { database } = office.parts;
    const silent = await database.read('deliveries').where('state', 'unknown').orderBy('due_at').first();
    const log = new SignedLog(silent.node_id);
    const at = office.clock.now();
    const entry = { node: log.node, log: log.id, seq: 0, kind: 'receipt', entryAt: at, receivedAt: at } as const;
    await database.write(async (transaction) => {
      const evidence = new EvidenceLog({ database });
      const [evidence_position] = await evidence.append(transaction, [
        { ...entry, jws: log.receipt(silent.run_id, at) },
      ]);
      await transaction('deliveries')
        .where({ run_id: silent.run_id, node_id: silent.node_id })
        .update({ state: 'failed', reason: 'no-power', final: true, played_ms: 0, evidence_position });
    });
  }

  it('judged today the hamlet fails, in the closed period it is met', async () => {
    const today = await coverage.ofHamlet(fm(), { from: FROM, to: TO });
    expect(today.verdict.verdict).toBe('not-met');
    expect(rows('csv/verdicts.csv').find(({ hamlet }) => hamlet === fm())).toMatchObject({ verdict: 'met' });
  });

  it('its tables hold what was counted as it stood then, and what came late as such', () => {
    const visits = rows('csv/inspections.csv').map((row) => [Number(row.horns_sounding), row.after_closing]);
    expect(visits).toEqual([
      [6, 'false'],
      [6, 'false'],
      [1, 'true'],
      [2, 'true'],
    ]);
    const lines = rows('csv/hand-log.csv').filter(({ hamlet }) => hamlet === fm());
    expect(lines.map(({ after_closing }) => after_closing).filter((late) => late === 'false')).toHaveLength(34 + 28);
    expect(lines.filter((row) => row.after_closing === 'true')).toMatchObject([{ day: TO, from: '17:00' }]);
    expect(rows('csv/deliveries.csv').filter((row) => row.after_closing === 'true')).toHaveLength(1);
  });

  it('another program recomputes what was frozen from them, and something else once the late lines count', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loaxa-late-'));
    const recompute = () => spawnSync(process.execPath, ['docs/recompute.mjs', folder], { encoding: 'utf8' }).stdout;
    try {
      mkdirSync(join(folder, 'csv'));
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      expect(recompute()).toBe('8 hamlets recomputed, 0 differences.\n');
      const counted = readFileSync(join(folder, 'csv/inspections.csv'), 'utf8').replaceAll('true\r\n', 'false\r\n');
      writeFileSync(join(folder, 'csv/inspections.csv'), counted);
      expect(recompute()).toContain('verdict is met, recomputed not-met');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('the paper and the workbook name each late line and say that it does not count', async () => {
    const text = pdfText(await fileOf('ho-so.pdf')).replace(/\s+/g, ' ');
    expect(text).toContain('1 biên nhận đến sau ngày chốt kỳ: có trong gói');
    expect(text).toContain('2 dòng biên bản kiểm tra ghi sau ngày chốt kỳ: có trong gói');
    expect(text).toContain('1 dòng sổ phát thanh ghi sau ngày chốt kỳ: có trong gói');
    const sheets = sheetsIn(await fileOf('ho-so.xlsx'));
    const visits = sheets.find(({ name }) => name === 'Kiểm tra')?.rows.slice(1) ?? [];
    const shown = visits.map((cells) => cells.map(({ value }) => value)).map((cells) => [cells[5], cells[9]]);
    const late = 'Ghi sau ngày chốt, không tính';
    expect(shown).toEqual([
      [6, undefined],
      [6, undefined],
      [1, late],
      [2, late],
    ]);
    const silent = sheets.find(({ name }) => name === 'Buổi không đủ')?.rows.flat() ?? [];
    expect(silent.some(({ value }) => String(value).includes('biên nhận đến sau ngày chốt kỳ'))).toBe(true);
  });
});
