// pure
import { readNumber, readWhole } from './numbers.ts';
import { romanValue } from './roman.ts';
import { pattern, type Rule } from './rule.ts';

/** One meaning of letters that have several, and what must stand around them for it. */
interface Meaning {
  readonly words: string;
  readonly before?: RegExp;
  readonly behind?: RegExp;
}

const NUMBER_BEHIND = /^\s?:?\s?\d/u;
const ORGAN_BEHIND = /^\s(?:UBND|HĐND|MTTQ|UBMTTQ|Hội|Ủy ban|Mặt trận|Quốc hội|nước)(?![\p{L}])/u;
const WIND_BEFORE = /(?:gió|hướng|phía|gió mùa)(?:\s+(?:từ|chính|về))?\s*$/iu;
const WEIGHT_BEHIND = /^\s?:?\s?[\d.,]+\s?(?:tấn|tạ|kg)/u;

/** The first that fits is meant; letters of which none fits are left to the other rules. */
const MEANINGS: Readonly<Record<string, readonly Meaning[]>> = {
  CP: [{ words: 'cổ phần', before: /(?:công ty|cty|tập đoàn|ngân hàng)\s*$/iu }],
  TB: [
    { words: 'Tây Bắc', before: WIND_BEFORE },
    { words: 'thương binh', before: /(?:gia đình|hộ|con)\s*$/iu },
    { words: 'trung bình', before: /(?:độ ẩm|nhiệt độ|điểm|giá|mức|năng suất|sản lượng|lượng mưa|khá|mực nước)\s*$/iu },
  ],
  ĐB: [
    { words: 'Đông Bắc', before: WIND_BEFORE },
    { words: 'đồng bằng', behind: /^\s(?:sông|ven)/u },
    { words: 'đại biểu', behind: /^\s(?:HĐND|Quốc hội|QH|dự|chính thức|tham)/u },
    { words: 'đại biểu', before: /\d\s*$/u },
  ],
  CT: [
    { words: 'Chủ tịch', behind: ORGAN_BEHIND },
    { words: 'chương trình', behind: /^\s(?:MTQG|OCOP|phối hợp)/u },
  ],
  PT: [{ words: 'phụ trách', before: /(?:cán bộ|PCT|phó chủ tịch)\s*$/iu }],
  TC: [
    { words: 'tiêu chí', behind: /^\s(?:NTM|nông thôn|số|\d)/u },
    { words: 'tiêu chí', before: /\d\s*$/u },
  ],
  KV: [{ words: 'khu vực', behind: /^\s(?:\d|[IVX]{1,3}(?!\p{L})|\p{Ll}|TDP)/u }],
  HT: [{ words: 'hội trường', behind: /^\s(?:tầng|UBND|xã|lớn|nhà|trường|trung tâm|thôn|xóm)/u }],
  SN: [{ words: 'sinh năm', behind: /^\s?:?\s?(?:19|20)\d{2}(?!\d)/u }],
  KĐ: [{ words: 'khởi điểm', before: /giá\s*$/iu }],
  TK: [{ words: 'tài khoản', behind: /^\s?:?\s?(?:số\s)?\d{3}/u }],
  NH: [{ words: 'ngân hàng', behind: /^\s\p{Lu}/u }],
  CA: [{ words: 'Công an', behind: /^\s(?:xã|tỉnh|huyện|phường|khu vực|viên)/u }],
  VX: [{ words: 'vắc xin', before: /(?:tiêm|liều|mũi|loại|lịch tiêm|uống|phòng)\s*$/iu }],
  TN: [
    { words: 'Tây Nam', before: WIND_BEFORE },
    { words: 'thanh niên', before: /\d\s*$/u },
  ],
  VP: [{ words: 'văn phòng', behind: ORGAN_BEHIND }],
  DA: [{ words: 'dự án', before: /(?:BQL|quản lý|thực hiện)\s*$/u }],
  KP: [
    // KP 3 is a quarter of a town, KP 3,5 tỷ are expenses.
    { words: 'khu phố', behind: /^\s?\d{1,2}(?!\d|[.,]\d|\s?(?:tỷ|tr|triệu|nghìn|đ|%))/u },
    { words: 'kinh phí' },
  ],
  DT: [{ words: 'diện tích', behind: /^\s?:?\s?[\d.,]+\s?(?:m2|m²|ha|sào|mẫu|km2|km²)/u }],
  NS: [{ words: 'năng suất', behind: /^\s?:?\s?[\d.,–-]+\s?(?:tấn|tạ|kg)/u }],
  SL: [
    { words: 'sản lượng', behind: WEIGHT_BEHIND },
    { words: 'số lượng', behind: NUMBER_BEHIND },
  ],
  ĐH: [{ words: 'đại hội', behind: /^\s(?:Đảng|đại biểu|chi bộ|Hội|Đoàn)/u }],
};
const LETTERS = Object.keys(MEANINGS).join('|');
const PERSONS: Readonly<Record<string, string>> = { a: 'anh', c: 'chị', ô: 'ông' };
const PERSON_BEFORE = /(?:liên hệ|lh|gặp|gọi|hỏi|số|của|với|cho|đt|sđt)\s*:?\s*$/iu;
const AGE_BEFORE = /(?:trẻ|bé|cháu)(?:\s+\p{L}+){0,2}\s*$/iu;
const LOAD_BEFORE = /(?:xe|tải|trọng)(?:\s+\p{L}+){0,2}\s*$/iu;
const WINDS: Readonly<Record<string, string>> = { Đ: 'Đông', T: 'Tây', N: 'Nam', B: 'Bắc' };
/** Behind these, letters with a number count something: NV1, QK4, BĐII, KP3. */
const COUNTED: Readonly<Record<string, string>> = {
  NV: 'nguyện vọng',
  QK: 'Quân khu',
  BĐ: 'báo động',
  KP: 'khu phố',
};

/** Letters that mean one thing here and another there. Before the other abbreviations. */
export const CONTEXT_RULES: readonly Rule[] = [
  {
    pattern: pattern(`(${LETTERS})`),
    read: ([, letters = ''], { before, behind }) =>
      MEANINGS[letters]?.find(
        (meaning) => (meaning.before?.test(before) ?? true) && (meaning.behind?.test(behind) ?? true),
      )?.words,
  },
  {
    // gặp a. Hùng, LH c.Hoa
    pattern: /([acô])\. ?(?=\p{Lu}\p{Ll})/uy,
    read: ([, letter = ''], { before }) => (PERSON_BEFORE.test(before) ? `${PERSONS[letter]} ` : undefined),
  },
  {
    // xe trên 5T, trẻ dưới 1T
    pattern: pattern('({N})T'),
    read: ([, number = ''], { before, dialect }) => {
      if (AGE_BEFORE.test(before)) return `${readNumber(number, dialect)} tuổi`;
      return LOAD_BEFORE.test(before) ? `${readNumber(number, dialect)} tấn` : undefined;
    },
  },
  {
    // gió TTB, hướng ĐĐN
    pattern: pattern('[ĐTNB]{2,3}'),
    read: ([winds = ''], { before }) =>
      WIND_BEFORE.test(before) ? [...winds].map((letter) => WINDS[letter]).join(' ') : undefined,
  },
  {
    // BĐII, QK4
    pattern: pattern(`(${Object.keys(COUNTED).join('|')})\\.?(\\d{1,2}|[IVX]{1,4})`),
    read: ([, letters = '', written = ''], { dialect }) => {
      const number = /\d/.test(written) ? Number(written) : romanValue(written);
      return number === undefined ? undefined : `${COUNTED[letters]} ${readWhole(String(number), dialect)}`;
    },
  },
];
