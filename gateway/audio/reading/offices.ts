// pure
import { ABBREVIATIONS } from './abbreviations.ts';

/** Fields of the state, as they stand behind Sở, Bộ and Phòng in the letters of a paper. */
const FIELDS: Readonly<Record<string, string>> = {
  YT: 'Y tế',
  TC: 'Tài chính',
  NV: 'Nội vụ',
  TP: 'Tư pháp',
  XD: 'Xây dựng',
  CT: 'Công Thương',
  NN: 'Nông nghiệp',
  NgV: 'Ngoại vụ',
  DTTG: 'Dân tộc và Tôn giáo',
  KT: 'kinh tế',
};
/** Who stands in front of a field. */
const RANKS: Readonly<Record<string, string>> = { S: 'Sở', B: 'Bộ', P: 'Phòng' };

/** The part of an office that wrote a paper: `UBND-VX`, `SNNMT-CNTY`. */
export const UNITS_OF_OFFICES: Readonly<Record<string, string>> = {
  VP: 'văn phòng',
  CA: 'Công an',
  TP: 'Tư pháp',
  QS: 'Quân sự',
  NVY: 'nghiệp vụ y',
  NVD: 'nghiệp vụ dược',
  VX: 'văn xã',
  VHXH: 'văn hóa xã hội',
  KT: 'kinh tế',
  KTHT: 'kinh tế hạ tầng',
  KTHTĐT: 'kinh tế hạ tầng và đô thị',
  TCKH: 'tài chính kế hoạch',
  TCCB: 'tổ chức cán bộ',
  CNTY: 'chăn nuôi thú y',
  NC: 'nội chính',
  QLĐĐ: 'quản lý đất đai',
  QLĐT: 'quản lý đô thị',
  TCKT: 'tài chính kế toán',
  HCTH: 'hành chính tổng hợp',
};

/** Of the letters of a paper the office, where they are a rank and a known field: `SNNMT` is the department of agriculture. */
export function officeOf(letters: string): string | undefined {
  const rank = RANKS[letters.slice(0, 1)];
  const field = FIELDS[letters.slice(1)] ?? (letters.length > 3 ? ABBREVIATIONS[letters.slice(1)] : undefined);
  return rank === undefined || field === undefined ? undefined : `${rank} ${field}`;
}
