// pure
import { pattern, type Rule } from './rule.ts';
import { UNITS } from './units.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '&': 'và',
  '+': 'cộng',
  '=': 'bằng',
  '~': 'khoảng',
  '≈': 'khoảng',
  '≥': 'lớn hơn hoặc bằng',
  '≤': 'nhỏ hơn hoặc bằng',
  '>': 'lớn hơn',
  '<': 'nhỏ hơn',
  '±': 'cộng trừ',
  '×': 'nhân',
  '%': 'phần trăm',
  '→': 'đến',
};
const KILOMETRE = /(?<!\p{L})[Kk]m\s?\d{1,4}(?:\+\d{1,3})?$/u;
const LINE_HEAD = /(^|\n)\s*$/;
/** Behind a number and a word, `/` counts by one of these; by any other thing it is "mỗi". */
const COUNTED_BY = /^(?:lần|giờ|phút|buổi|ngày|đêm|tuần|tháng|quý|năm|vụ)(?!\p{L})/iu;

/** Signs that stand alone. */
export const SIGN_RULES: readonly Rule[] = [
  // Pictures say nothing: emoji, their colours and joiners (UTS #51).
  {
    pattern:
      /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{fe0f}|\u{200d}|\u{20e3})+[ \u00a0]*/uy,
    read: () => '',
  },
  // Points of a list are not read, nor are lines drawn of signs.
  { pattern: /[-+*•●○◦▪■–—»➢❖✓](?=\s)/uy, read: (_, { before }) => (LINE_HEAD.test(before) ? '' : undefined) },
  { pattern: /[*_=~#.-]{3,}[ \u00a0]*/uy, read: ([line = '']) => (line.startsWith('.') ? undefined : '') },
  { pattern: /#(?=\d)/uy, read: () => 'số ' },
  // TH3-3: the name of a rice
  { pattern: /-(?=\d)/uy, read: (_, { before }) => (/\p{Lu}\d{1,3}$/u.test(before) ? ' ' : undefined) },
  {
    // A dash between words is a breath; between two of the same it is a range: cấp 6 - cấp 7
    pattern: /[ \u00a0]+[-–—](?=[ \u00a0])/uy,
    read: (_, { before, behind }) => {
      if (LINE_HEAD.test(before)) return undefined;
      const [, counted] = /(\p{L}+) \d+$/u.exec(before) ?? [];
      return (counted !== undefined && behind.trimStart().startsWith(`${counted} `)) ||
        (KILOMETRE.test(before) && /^\s[Kk]m\s?\d/u.test(behind))
        ? ' đến'
        : ',';
    },
  },
  {
    pattern: /[&+=~≈≥≤><±×%→]/uy,
    read: ([sign = ''], { before, behind }) => {
      // khoảng ~50: it is said already
      if (/[~≈]/.test(sign) && /(?:khoảng|chừng|gần)\s*$/iu.test(before)) return '';
      return spaced(SIGNS[sign] ?? '', before, behind);
    },
  },
  {
    // 2 gói x 500g
    pattern: /[xX](?= ?\d| (?:dài|rộng|cao|sâu) \d)/uy,
    read: (_, { before, behind }) => (/\d\s?[\p{L}/]* $/u.test(before) ? spaced('nhân', before, behind) : undefined),
  },
  {
    // 3.000 con/m2, 15 kg NPK/sào
    pattern: pattern('/(m2|m²|m3|m³|km2|km²|ha|sào|mẫu|lít|kg)'),
    read: ([, unit = ''], { before }) =>
      /\d\s?(?:\p{L}+ )?\p{L}+$/u.test(before) ? ` trên ${UNITS[unit] ?? unit}` : undefined,
  },
  {
    // 6h/27/11: the hour, then the day
    pattern: /\s?\/\s?(?=\d{1,2}[/.]\d{1,2}(?!\d))/uy,
    read: (_, { before }) => (/\d\s?(?:h|g|giờ)(?:\d{2}'?)?$/iu.test(before) ? ' ngày ' : undefined),
  },
  {
    // 125 hộ/482 khẩu
    pattern: /\/(?=\d)/uy,
    read: (_, { before }) => (/\d \p{L}+$/u.test(before) ? ', ' : undefined),
  },
  {
    // xã/phường: one after the other
    pattern: /\/(?=\p{L})/uy,
    read: (_, { before, behind }) => {
      if (/\d\s?(?:\p{L}*\/)?(?:\p{L}+ )?\p{L}+$/u.test(before)) return COUNTED_BY.test(behind) ? ' một ' : ' mỗi ';
      return /\p{L}$/u.test(before) ? ', ' : undefined;
    },
  },
];

function spaced(word: string, before: string, behind: string): string {
  return `${/\S$/.test(before) ? ' ' : ''}${word}${/^[^\s.,;:!?)\]]/.test(behind) ? ' ' : ''}`;
}
