// pure
import type { Inspection, InspectionLine } from '../../../protocol/api/inspections.ts';
import type { ReportCell, ReportDocument } from '../../../protocol/api/reports.ts';
import { dayOf, timeOf } from '../../../protocol/vietnam-time.ts';
import { dayText } from '../../documents/cell-text.ts';
import { count, documentOf, type Fact, type Head, numbered, type Table, text, totals } from './document.ts';
import { TECHNOLOGY_WORDS } from './report-words.ts';

/** DOMAIN §6, exactly these. */
export const INSPECTION_COLUMNS = [
  count('TT', 0.4),
  text('Thôn', 1.1),
  text('Vị trí, tọa độ', 1.4),
  text('Loại hình', 0.9),
  count('Số hộ', 0.6),
  count('Loa lắp', 0.6),
  count('Loa có tiếng', 0.6),
  text('Chất lượng', 0.8),
  text('Tăng âm/máy thu', 0.9),
  text('Đường dây', 0.8),
  text('Nguồn điện', 0.8),
  text('Buổi đang phát', 0.7),
  text('Ảnh', 0.5),
  text('Tồn tại', 1.4),
] as const;

const QUALITY_WORDS: Readonly<Record<InspectionLine['quality'], string>> = {
  clear: 'Rõ',
  weak: 'Nhỏ',
  distorted: 'Rè, méo',
  silent: 'Không có tiếng',
};
const CONDITION_WORDS: Readonly<Record<InspectionLine['wiring'], string>> = {
  good: 'Tốt',
  poor: 'Kém',
  broken: 'Hỏng',
  none: 'Không có',
};
const POWER_WORDS: Readonly<Record<InspectionLine['power'], string>> = {
  grid: 'Điện lưới',
  solar: 'Điện mặt trời',
  battery: 'Ắc quy',
  none: 'Không có điện',
};

/** Biên bản kiểm tra hiện trạng loa: one table a record, the newest word where a record corrects another. */
export function inspectionRecords(head: Head, inspections: readonly Inspection[]): ReportDocument {
  const records = inspections
    .filter(({ correctedBy }) => correctedBy === undefined)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const [only] = records;
  const single = records.length === 1 && only !== undefined;
  return documentOf('inspection-records', head, {
    title: 'BIÊN BẢN KIỂM TRA HIỆN TRẠNG LOA',
    ...(single ? { basis: only.basis } : { basis: `${records.length} biên bản trong kỳ, căn cứ ghi ở từng biên bản` }),
    facts: single ? factsOf(only) : [],
    tables: records.length === 0 ? [tableOf(undefined, false)] : records.map((record) => tableOf(record, !single)),
    paragraphs: records.flatMap(({ proposals, conclusion, at, communeName }) => {
      const which = single ? '' : ` (${communeName}, ${dayText(dayOf(at))})`;
      return [
        { title: `Kiến nghị${which}`, text: proposals },
        { title: `Kết luận${which}`, text: conclusion },
      ].filter((paragraph) => paragraph.text !== '');
    }),
    signatures: [
      { title: 'Trưởng thôn', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Đại diện UBND xã', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Người kiểm tra', note: '(Ký, ghi rõ họ tên)', ...(single ? { name: only.byName } : {}) },
    ],
  });
}

function factsOf({ at, present, frequencyMhz, licence, unannounced, fromOutside, byName }: Inspection): Fact[] {
  const frequency = frequencyMhz === undefined ? '' : `${String(frequencyMhz).replace('.', ',')} MHz`;
  const manner = [unannounced ? 'không báo trước' : 'có báo trước', fromOutside ? 'người ngoài xã' : 'người trong xã'];
  return [
    { label: 'Thời gian', value: `${timeOf(at)} ngày ${dayText(dayOf(at))}` },
    { label: 'Thành phần', value: present || byName },
    { label: 'Tần số, giấy phép', value: [frequency, licence ?? ''].filter(Boolean).join('; ') },
    { label: 'Cách kiểm tra', value: manner.join(', ') },
  ];
}

function tableOf(record: Inspection | undefined, titled: boolean): Table {
  const rows = numbered((record?.lines ?? []).map(lineRow));
  const said = record && factsOf(record).map(({ label, value }) => `${label}: ${value || '…'}`);
  return {
    ...(record && titled && said
      ? { title: [`Xã ${record.communeName}`, `Căn cứ: ${record.basis || '…'}`, ...said].join('. ') }
      : {}),
    ...{ landscape: true, columns: [...INSPECTION_COLUMNS], rows, empty: 'Không có biên bản nào trong kỳ.' },
    ...(rows.length > 0 ? { foot: totals(rows, INSPECTION_COLUMNS, [4, 5, 6]) } : {}),
  };
}

function lineRow(line: Inspection['lines'][number]): ReportCell[] {
  const { latitude, longitude } = line;
  const position =
    latitude === undefined || longitude === undefined ? '' : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return [
    line.hamletName,
    [line.nodeCode ?? '', line.place, position].filter(Boolean).join('; '),
    TECHNOLOGY_WORDS[line.technology],
    line.households ?? null,
    ...[line.hornsThere, line.hornsSounding],
    QUALITY_WORDS[line.quality],
    CONDITION_WORDS[line.amplifier],
    CONDITION_WORDS[line.wiring],
    POWER_WORDS[line.power],
    line.duringSession ? 'Có' : 'Không',
    line.photos.length > 0 ? `${line.photos.length} ảnh` : '',
    line.shortcomings,
  ];
}
