import type { PrintedDocument } from '../../../gateway/documents/printed.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

/** A document with something of every kind in it. */
export const SAMPLE: PrintedDocument = {
  form: 'criterion',
  organisation: { above: 'Ủy ban nhân dân tỉnh Nghệ An', name: 'Ủy ban nhân dân xã Hưng Đạo' },
  number: '12/HS-LX-2026',
  place: 'Hưng Đạo',
  madeAt: instantAt('2026-11-26', '09:00'),
  title: 'Báo cáo nội dung loa thuộc tiêu chí 8.3',
  subtitle: 'Kỳ từ 01/01/2026 đến 31/03/2026',
  facts: [
    { label: 'Căn cứ', value: 'Quy tắc của tỉnh' },
    { label: 'Quyết định, quy chế đài', value: '15/QĐ-UBND' },
  ],
  tables: [
    {
      title: 'Kết quả từng thôn',
      columns: [
        { title: 'TT', kind: 'count', width: 0.4 },
        { title: 'Thôn', kind: 'text', width: 2 },
        { title: 'Ngày', kind: 'day' },
        { title: 'Lúc', kind: 'instant', width: 1.4 },
        { title: 'Tỷ lệ (%)', kind: 'percent' },
        { title: 'Thời lượng', kind: 'duration', width: 1.4 },
        { title: 'Kinh phí', kind: 'money', width: 1.2 },
        { title: 'Bình quân', kind: 'decimal' },
      ],
      rows: [
        [1, 'Ấp Đông Thượng', '2026-11-23', instantAt('2026-11-23', '05:30'), 0.887, 920_000, 50_000_000, 1234.5],
        [2, '=HYPERLINK("http://x")', '2026-01-05', instantAt('2026-01-05', '17:00'), 0.99999, 3_600_000, 0, 7],
        [3, 'Ngõ "Ân", xóm 2', '2025-12-31', null, null, 0, null, 0.25],
      ],
      foot: [null, 'Cộng', null, null, 0.5, 4_520_000, 50_000_000, null],
    },
  ],
  paragraphs: [{ title: 'Kết luận', text: 'Đề nghị công nhận.' }],
  signatures: [{ title: 'Người lập' }, { title: 'Chủ tịch', name: 'Nguyễn Văn Ất' }],
};
