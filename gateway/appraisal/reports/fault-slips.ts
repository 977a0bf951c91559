// pure
import type { ReportDocument } from '../../../protocol/api/reports.ts';
import { FAULT_WORDS } from '../../../protocol/fault-words.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import { dayText } from '../../documents/cell-text.ts';
import { column, count, documentOf, type Head, moneyText, text, totals } from './document.ts';
import type { FaultSlip } from './faults-store.ts';
import { type Places, placeName } from './places.ts';
import type { RepairFacts } from './repair-facts.ts';
import { REPAIR_CAUSE_WORDS } from './words.ts';

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
  /** The case in which a fault was repaired. */
  readonly repairOf: (slip: FaultSlip) => RepairFacts | undefined;
}

/** Phiếu sự cố. What nobody has said in a case stays blank, to be filled in by hand on paper; nothing is made up. */
export function faultSlips(head: Head, { slips, places, nodeOf, now, repairOf }: SlipFacts): ReportDocument {
  const rows = slips.map((slip, index) => {
    const node = slip.node === undefined ? undefined : nodeOf(slip.node);
    const hamlet = placeName(places.get(slip.area ?? ''), slip.area);
    const repair = repairOf(slip);
    return [
      repair?.number ?? `${String(index + 1).padStart(2, '0')}/${head.from.slice(0, 4)}`,
      node?.code ?? '',
      node?.place ? `${hamlet}, ${node.place}` : hamlet,
      slip.since,
      repair?.reporter ?? 'Hệ thống',
      slip.detail && slip.kind === 'node-fault'
        ? `${FAULT_WORDS[slip.kind].vi}: ${slip.detail}`
        : FAULT_WORDS[slip.kind].vi,
      repair?.cause ? REPAIR_CAUSE_WORDS[repair.cause] : '',
      slip.affected,
      ...[repair?.repairer ?? '', repair?.measure ?? '', repair ? materialText(repair) : ''],
      repair?.repairedAt ?? slip.until ?? null,
      (slip.until ?? now) - slip.since,
      ...[repair ? soundText(repair) : '', repair?.photos ? `${repair.photos} ảnh` : ''],
      repair?.confirmedBy && repair.confirmedAt !== undefined
        ? `${repair.confirmedBy}, ${dayText(dayOf(repair.confirmedAt))}`
        : '',
    ];
  });
  const open = slips.filter(({ until }) => until === undefined).length;
  return documentOf('fault-slips', head, {
    title: 'PHIẾU SỰ CỐ CỤM LOA',
    basis: 'Sự cố do hệ thống phát hiện hoặc bà con báo, hồ sơ xử lý của kỹ thuật viên',
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
        text: 'Cột để trống: chưa ai ghi trong hồ sơ sự cố, ghi tay khi xử lý. Khắc phục lúc: theo người xử lý, nếu chưa ghi thì theo tin của cụm loa. Sự cố còn mở: gián đoạn tính đến lúc lập.',
      },
    ],
    signatures: [
      { title: 'Trưởng thôn', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Người xử lý', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Người lập', note: '(Ký, ghi rõ họ tên)', name: head.madeBy },
    ],
  });
}

/** «1 bộ nguồn 12 V; 450.000 đồng». */
function materialText({ parts, costVnd }: RepairFacts): string {
  return [parts, costVnd === undefined ? '' : moneyText(costVnd)].filter((said) => said !== '').join('; ');
}

function soundText({ soundHeard }: RepairFacts): string {
  if (soundHeard === undefined) return '';
  return soundHeard ? 'Có tiếng' : 'Không có tiếng';
}
