import { describe, expect, it } from 'vitest';
import { OURS, pointsOf, ruleDocument } from '../../../gateway/coverage/rule-document.ts';
import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
import { Documents } from '../../../gateway/documents/documents.ts';
import { reportDocument } from '../../../protocol/api/reports.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { NUMBERS, RULE } from './given.ts';

const OFFICE = { above: 'UBND tỉnh Nghệ An', name: 'Sở VHTTDL', place: 'Nghệ An' };
const AT = instantAt('2026-11-23', '10:00');
const PUBLISHED = {
  rule: RULE,
  state: 'published',
  byName: 'An',
  at: AT,
  publishedByName: 'Bình',
  publishedAt: AT,
} as const;

describe('a rule on one page', () => {
  it('has the form of a report, names set, level, basis and validity, and says whose numbers they are', () => {
    const document = ruleDocument(PUBLISHED, OFFICE, AT);
    expect(reportDocument.parse(document)).toEqual(document);
    const facts = Object.fromEntries(document.facts.map(({ label, value }) => [label, value]));
    expect(facts).toMatchObject({
      'Nội dung': 'loa hoạt động thường xuyên; Quy tắc của tỉnh, giai đoạn 2026-2030; mức xã nông thôn mới nâng cao',
      'Căn cứ': RULE.criterion.basis,
      'Hiệu lực': 'từ 01/01/2026; toàn tỉnh',
      'Tính chất': OURS,
      'Ban hành': '23/11/2026, Bình; soạn: An',
    });
    expect(document.subtitle).toBe(`${RULE.name}, phiên bản 1`);
  });

  it('has all eleven points with their numbers', () => {
    const points = pointsOf(RULE);
    expect(ruleDocument(PUBLISHED, OFFICE, AT).tables[0]?.rows.map(([point]) => point)).toEqual([
      ...Array.from({ length: 11 }, (_, index) => String(index + 1)),
      ...[null, null],
    ]);
    expect(points).toHaveLength(11);
    const text = points.map(([, said]) => said).join('\n');
    for (const said of [
      '80 % số phút',
      '66,7 % số loa',
      '5 buổi một tuần',
      '2 ở xã khu vực III',
      '80 % số buổi trong 90 ngày',
    ])
      expect(text).toContain(said);
    for (const said of [
      'từ 60 giây',
      'ít nhất 60 phút',
      'tối đa 10 %',
      'muộn nhất 15 ngày',
      'Quá 25 %',
      '2 lần kiểm tra',
    ])
      expect(text).toContain(said);
    for (const said of [
      'không báo trước, do người ngoài xã, trong giờ phát',
      'ít nhất 30 ngày',
      'Dưới 24 buổi',
      '180 ngày',
    ])
      expect(text).toContain(said);
  });

  it('says other numbers when the rule has others', () => {
    const numbers = { ...NUMBERS, sessionsShare: 0.755, solarFailureCounts: false, inheritance: 'none' as const };
    const text = pointsOf({ numbers }).flat().join('\n');
    expect(text).toContain('75,5 % số buổi');
    expect(text).toContain('có thể được miễn');
    expect(text).toContain('không thừa hưởng');
  });

  it('says of a draft that it is one, who writes it and why, and of no one that issued it', () => {
    const document = ruleDocument({ rule: RULE, state: 'draft', reason: 'Thử', byName: 'An', at: AT }, OFFICE, AT);
    expect(document.subtitle).toContain('DỰ THẢO');
    const facts = document.facts.map(({ label, value }) => `${label}: ${value}`);
    expect(facts).toContain('Người soạn: An; lý do: Thử');
    expect(facts.join()).not.toContain('Ban hành');
  });

  it('fits on one page of paper', async () => {
    const documents = new Documents();
    for (const rule of SHIPPED_RULES) {
      const about = { ...PUBLISHED, rule, reason: 'Nghị quyết 05/2026/NQ-HĐND của Hội đồng nhân dân tỉnh về tiêu chí' };
      const pdf = await documents.renderPdf(ruleDocument(about, OFFICE, AT));
      expect([rule.id, pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length]).toEqual([rule.id, 1]);
    }
    await documents.stop();
  }, 60_000);
});
