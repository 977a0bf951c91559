import { describe, expect, it } from 'vitest';
import { type CriterionFacts, criterionReport } from '../../../../gateway/appraisal/reports/criterion.ts';
import { missingSentence, reasonSentences } from '../../../../gateway/appraisal/reports/reason-sentences.ts';
import { SHIPPED_RULES } from '../../../../gateway/coverage/shipped-rules.ts';
import { type HamletVerdict, type Rule, verdictReason } from '../../../../protocol/api/coverage.ts';
import { reportDocument } from '../../../../protocol/api/reports.ts';
import { instantAt } from '../../../../protocol/vietnam-time.ts';

const rule = SHIPPED_RULES.find(({ id }) => id === 'advanced') as Rule;

/** 120 sessions owed, 96 heard, 10 not, 2 partly, 12 unknown. */
const dong: HamletVerdict = {
  ...{ hamlet: 'a1', name: 'Đông', commune: 'c', communeName: 'Hưng Đạo', verdict: 'met', owed: 120 },
  sessions: { due: 120, heard: 96, partial: 2, notHeard: 10, unknown: 12, excluded: 5, cancelled: 1 },
  without: { verdict: 'insufficient', due: 125, heard: 96, lower: 96 / 125, upper: 108 / 125 },
  ...{ basis: 'mixed', byInspection: false, technologies: ['ip', 'fm'], households: 1234, days: 90 },
  ...{ lower: 0.8, upper: 0.9, longestMiss: 3, nodes: 2, horns: 7, strip: [], reasons: [] },
};
const facts: CriterionFacts = {
  coverage: {
    ...{ rule, from: '2025-10-01', to: '2025-12-31', computedAt: 0, treeSize: 9 },
    communes: [
      {
        ...{ area: 'c', name: 'Hưng Đạo', verdict: 'not-met', hamlets: 2, met: 1, notMet: 1, insufficient: 0 },
        ...{ withoutNodes: 1, required: 2 },
      },
    ],
    hamlets: [
      dong,
      { ...dong, hamlet: 'a2', name: 'Ấp Mới', nodes: 0, horns: 0, verdict: 'not-met', technologies: [] },
    ],
  },
  ...{ areaName: 'xã Hưng Đạo', organisation: { above: 'UBND tỉnh', name: 'UBND xã' }, place: 'Hưng Đạo', madeAt: 0 },
  evidence: new Map([['a1', { receipts: 1_204, visits: 2, sounding: 5 }]]),
};

describe('the report on the criterion', () => {
  const report = criterionReport(facts);

  it('has exactly the columns of DOMAIN §6', () => {
    expect(reportDocument.parse(report)).toEqual(report);
    expect(report.tables[0]?.columns.map(({ title }) => title).join(' | ')).toBe(
      'TT | Thôn | Số hộ | Loại hình | Cụm | Loa hoạt động/tổng | Buổi phải phát | Phát được | Không phát | Không rõ | Không tính | Tỷ lệ thấp–cao (%) | Không loại trừ (%) | Lỡ liên tiếp | Minh chứng | Xã tự đánh giá | Kết quả',
    );
    expect(report.facts.map(({ label }) => label)).toEqual([
      'Căn cứ',
      'Mức',
      'Quy tắc',
      'Kỳ',
      'Quyết định, quy chế đài',
    ]);
    expect(report.paragraphs.map(({ title }) => title).slice(0, 2)).toEqual(['Truyền hình, xuất bản phẩm', 'Kết luận']);
  });

  it('says of a hamlet both figures, and what was not heard makes up what was owed', () => {
    expect(report.tables[0]?.rows[0]).toEqual([
      ...[1, 'Đông', 1234, 'CNTT-VT, Không dây (FM)', 2, '5/7', 120, 96, 12, 12, 6, '80,0–90,0', '76,8–86,4', 3],
      ...['1.204 xác nhận phát; 2 lượt kiểm tra', '', 'Đạt'],
    ]);
  });

  it('lists a hamlet without loudspeakers as not met', () => {
    const row = report.tables[0]?.rows[1];
    expect([row?.[1], row?.[3], row?.[16]]).toEqual(['Ấp Mới', 'Chưa có loa', 'Chưa đạt (chưa có loa)']);
  });

  it('never says a bare 8.3: the set, the level and the validity stand beside it', () => {
    const said = JSON.stringify(report);
    expect(report.title).toBe('Báo cáo nội dung loa thuộc 8.3');
    expect(report.facts[1]?.value).toBe(
      'Xã nông thôn mới nâng cao, giai đoạn 2021-2025 (mức xã nông thôn mới nâng cao): nội dung loa thuộc 8.3',
    );
    expect(report.paragraphs[1]?.text).toContain(
      'xã Hưng Đạo chưa đạt «nội dung loa thuộc 8.3» (Xã nông thôn mới nâng cao, giai đoạn 2021-2025, xã nông thôn mới nâng cao, hiệu lực từ 01/01/2021 đến 31/12/2025): 1/2 thôn đạt, cần 2/2',
    );
    expect(said.replaceAll('nội dung loa thuộc 8.3', '')).not.toContain('8.3');
  });

  it('counts the commune once more without exclusions', () => {
    expect(report.paragraphs[1]?.text).toContain('Nếu không loại trừ buổi nào: 0/2 thôn đạt.');
  });

  it('keeps the three opinions apart, and names what is still missing', () => {
    const { paragraphs, tables } = criterionReport({
      ...facts,
      ...{ round: 'Đợt 1/2026', self: new Map([['a1', 'met']]), council: { verdict: 'not-met', text: 'Cần xem lại.' } },
      parts: [
        {
          ...{ commune: 'c', part: 'television', verdict: 'met', text: 'Phủ sóng đủ.', documents: [], version: 1 },
          ...{ byName: 'x', at: 0 },
        },
      ],
    });
    expect(tables[0]?.rows.map((row) => row[15])).toEqual(['Đạt', '']);
    expect(paragraphs[0]?.text).toBe('Truyền hình: Đạt. Phủ sóng đủ.\nXuất bản phẩm: chưa nhập.');
    expect(paragraphs[1]?.text).toContain('Kết luận của hội đồng thẩm định: Chưa đạt. Cần xem lại.');
  });

  it('says of a closed period that its figures stay', () => {
    const period = { id: 'x', name: 'Quý IV/2025', closedAt: 0 };
    const { facts: said } = criterionReport({ ...facts, coverage: { ...facts.coverage, period } });
    expect(said[3]?.value).toContain('Quý IV/2025 (từ 01/10/2025 đến 31/12/2025), đã chốt');
  });
});

describe('why a verdict is what it is, in words', () => {
  it.each<[HamletVerdict['reasons'][number]['code'], Record<string, number>, string]>([
    ['no-nodes', {}, 'Không có loa, tính là chưa đạt.'],
    ['too-few-sessions', {}, 'Mới có 120 buổi, cần ít nhất 24 buổi.'],
    ['heard-share', {}, 'Cần nghe được từ 80,0% số buổi, hiện 96/120 buổi (thấp 80,0%, cao 90,0%).'],
    ['consecutive-misses', {}, 'Có lúc 3 buổi liền không nghe được.'],
    ['unknown-sessions', {}, '12 buổi không rõ có nghe được không.'],
    [
      'cancelled-too-often',
      { over: 4, allowed: 0.1 },
      'Có 4 buổi hủy quá mức cho phép (10,0%), tính là không nghe được.',
    ],
    [
      'unknown-unobserved',
      { sessions: 12, from: instantAt('2025-10-14', '00:00'), to: instantAt('2025-10-16', '12:30') },
      '12 buổi không rõ: máy chủ ngừng theo dõi từ 00:00, 14/10/2025 đến 12:30, 16/10/2025.',
    ],
    ['by-inspection', { visits: 2, required: 2 }, 'Đánh giá theo 2 lần kiểm tra, cần 2 lần.'],
    [
      'excluded-too-much',
      { share: 0.3, allowed: 0.25 },
      'Không tính 30,0% số buổi, quá mức 25,0% nên chưa đủ dữ liệu.',
    ],
  ])('%s', (code, figures, sentence) => {
    expect(reasonSentences({ ...dong, reasons: [{ code, figures }] }, rule)).toEqual([sentence]);
  });

  it('there is a sentence for every reason but the one about whole communes', () => {
    for (const code of verdictReason.shape.code.options) {
      const said = reasonSentences({ ...dong, reasons: [{ code, figures: {} }] }, rule);
      expect([code, said.length]).toEqual([code, code === 'hamlets-share' ? 0 : 1]);
      expect(said.join('')).not.toMatch(/NaN|undefined/);
    }
  });

  it.each<[HamletVerdict['missing'], string]>([
    [undefined, ''],
    [{ sessions: 3, visits: 0 }, '3 buổi nghe được'],
    [{ sessions: 0, visits: 2 }, '2 lần kiểm tra hợp lệ'],
    [{ sessions: 1, visits: 1 }, '1 buổi nghe được, 1 lần kiểm tra hợp lệ'],
  ])('what is missing: %j', (missing, text) => {
    const { missing: _, ...rest } = dong;
    expect(missingSentence(missing ? { ...rest, missing } : rest)).toBe(text);
  });
});
