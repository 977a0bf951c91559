// pure
import type { ReportDocument } from '../../../protocol/api/reports.ts';
import { FAULT_WORDS } from '../../../protocol/fault-words.ts';
import { column, count, documentOf, type Head, text, totals } from './document.ts';
import type { FaultSlip } from './faults-store.ts';
import { type Places, placeName } from './places.ts';

/** DOMAIN §6, exactly these. */
export const SLIP_COLUMNS = [
  text('Số', 0.5),
  text('Mã cụm', 0.7),
  text('Thôn, vị trí', 1.3),
  column('instant', 'Phát hiện lúc', 1),
  text('Người báo', 0.8),
  text('Hiện tượng', 1.3),
  text('Nguyên nhân', 1),
  count('Buổi ảnh hưởng', 0.7),
  text('Người xử lý', 0.9),
  text('Biện pháp', 1),
  text('Vật tư, kinh phí', 1),
  column('instant', 'Khắc phục lúc', 1),
  column('duration', 'Gián đoạn', 0.8),
  text('Thử loa', 0.7),
  text('Ảnh', 0.5),
  text('Trưởng thôn xác nhận', 1),
] as const;

export interface SlipFacts {
  readonly slips: readonly FaultSlip[];
  readonly places: Places;
  readonly nodeOf: (node: string) => { readonly code: string; readonly place: string } | undefined;
  readonly now: number;
}

/**
 * Phiếu sự cố. Who repaired what with which parts is not known to this system yet: those columns stay blank, to be filled in by
 * hand on paper, and nothing is made up for them.
 */
export function faultSlips(head: Head, { slips, places, nodeOf, now }: SlipFacts): ReportDocument {
  const rows = slips.map((slip, index) => {
    const node = slip.node === undefined ? undefined : nodeOf(slip.node);
    const hamlet = placeName(places.get(slip.area ?? ''), slip.area);
    return [
      `${String(index + 1).padStart(2, '0')}/${head.from.slice(0, 4)}`,
      node?.code ?? '',
      node?.place ? `${hamlet}, ${node.place}` : hamlet,
      slip.since,
      'Hệ thống',
      slip.detail && slip.kind === 'node-fault'
        ? `${FAULT_WORDS[slip.kind].vi}: ${slip.detail}`
        : FAULT_WORDS[slip.kind].vi,
      '',
      slip.affected,
      ...['', '', ''],
      slip.until ?? null,
      (slip.until ?? now) - slip.since,
      ...['', '', ''],
    ];
  });
  const open = slips.filter(({ until }) => until === undefined).length;
  return documentOf('fault-slips', head, {
    title: 'PHIẾU SỰ CỐ CỤM LOA',
    basis: 'Sự cố do hệ thống phát hiện (mất kết nối, cụm loa tự báo)',
    facts: [{ label: 'Số sự cố', value: `${slips.length}, còn mở ${open}` }],
    tables: [
      {
        ...{ landscape: true, columns: [...SLIP_COLUMNS], rows, empty: 'Không có sự cố nào trong kỳ.' },
        ...(rows.length > 0 ? { foot: totals(rows, SLIP_COLUMNS, [7, 12]) } : {}),
      },
    ],
    paragraphs: [
      {
        title: 'Ghi chú',
        text: 'Cột để trống: hệ thống chưa có số liệu, ghi tay khi xử lý. Sự cố còn mở: gián đoạn tính đến lúc lập.',
      },
    ],
    signatures: [
      { title: 'Trưởng thôn', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Người xử lý', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Người lập', note: '(Ký, ghi rõ họ tên)', name: head.madeBy },
    ],
  });
}
