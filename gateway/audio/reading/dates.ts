// pure
import type { Dialect } from './numbers.ts';
import { readWhole } from './numbers.ts';
import { endsWith, lastWord, pattern, type Rule } from './rule.ts';

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const TO = '\\s?[-–—]\\s?';
const DAY_MONTH = '(\\d{1,2})[/](\\d{1,2})';
const YEAR = '[/](\\d{4})';

/** Words before or behind `2/3` that make it a part of something, not the second of March. */
const SHARE_BEFORE = lastWord(
  ...['chiếm', 'hơn', 'gần', 'đạt', 'tăng', 'giảm', 'thiểu', 'nhất', 'quá', 'bằng', 'lệ', 'đa'],
  ...['khoảng', 'chừng', 'giao', 'hoàn thành', 'còn'],
  // the number of a house
  ...['ngõ', 'ngách', 'hẻm', 'kiệt', 'số nhà'],
);
const SHARE_BEHIND =
  /^\s*(số|tổng|diện tích|dân số|xã|thôn|xóm|bản|khối|phường|hộ|người|đơn vị|trường|tiêu chí|cụm|trạm|đại biểu|thành viên|ủy viên|chỉ tiêu|phiếu|huyện|thị trấn|cơ quan|giá trị|thời gian|chiều|mức|trận|loa|thanh niên|công dân|em|học sinh|học phí|cháu|trẻ|ca|mẫu|hồ sơ|việc|vụ|lương|con|máy|lớp|công trình|dự án|nội dung|nhiệm vụ|nhà|ấp|điểm|chi bộ|đảng viên|cử tri|hội viên|đoàn viên|suất|gia đình|kinh phí|chi phí|quân số|tuyến|ngày(?!\s*\d)|buổi|giờ)(?!\p{L})|^[,;]?\s*(?:đạt|chiếm)?\s*\(?\s*\d+(?:,\d+)?\s?%/iu;
/** The other end of a range of shares. */
const SHARES_ON = /^\s?[-–—]\s?\d{1,3}\/\d{1,3}/u;
/** Words before `2/3` that leave no doubt that it is a day. */
const DAY_BEFORE = lastWord(
  ...['ngày', 'sáng', 'trưa', 'chiều', 'tối', 'đêm', 'hôm', 'từ', 'đến', 'tới', 'trước', 'sau', 'dịp', 'lễ', 'm[ùồ]ng'],
);
const TENTH_BEFORE = lastWord('m[ùồ]ng');
/** Also of "lớp 10 ngày 3 và 4/6", where a month follows. */
const CALLED_BEFORE = lastWord('ngày');
const MONTH_BEFORE = lastWord('tháng');
const NAMED_BEFORE = lastWord('(?<!\\d\\s*|mỗi\\s+|hằng\\s+|hàng\\s+)ngày');
/** Behind these T6 is Friday and CN Sunday. */
const WEEKDAY_BEFORE = /(?:ngày|sáng|trưa|chiều|tối|đêm|\d ?(?:h|g|giờ)|T\d ?(?:,|và))\s*$/iu;
/** T4, 9/12 */
const DAY_BEHIND = /^,?\s*(?:ngày\s*)?\d{1,2}\/\d{1,2}(?!\d)/iu;
/** Behind "ngày 5" where it is the fifth, and not "five times a day". */
const OF_MONTH_BEHIND = /^\s*(?:$|[,.;)(\n]|[-–]\s|(?:tháng|hằng|hàng|âm|dương|đến|tới|và|này|tết)(?!\p{L}))/iu;
const DAYS = '((?:\\d{1,2}(?:, ?| và | ?& ?)){1,8})';
/** T2, T4 và CN */
const WEEKDAYS = 'T[2-7](?:(?:, ?| và | ?& ?)(?:T[2-7]|CN)){1,6}';

/** Days, months and years as they are written with strokes, and ranges of them. */
export const DATE_RULES: readonly Rule[] = [
  {
    // các ngày 5, 6, 7/12
    pattern: pattern(`${DAYS}${DAY_MONTH}(?:${YEAR})?`),
    read: ([, days = '', d, m, y], { dialect, before }) => {
      const last = day(d, m, y, dialect, '');
      if (last === undefined || !endsWith(before, CALLED_BEFORE)) return undefined;
      return listed(days, (one) => dayOfMonth(one, dialect, '')) + last;
    },
  },
  {
    // ngày 2, 7, 12 âm lịch
    pattern: pattern(`${DAYS}(\\d{1,2})`),
    read: ([, days = '', last], { dialect, before, behind }) =>
      endsWith(before, NAMED_BEFORE) &&
      OF_MONTH_BEHIND.test(behind) &&
      days.split(/\D+/).every((one) => Number(one) <= 31)
        ? listed(days, (one) => dayOfMonth(one, dialect, '')) + dayOfMonth(last, dialect, '')
        : undefined,
  },
  {
    // 25/12/2026-05/01/2027
    pattern: pattern(`${DAY_MONTH}${YEAR}${TO}${DAY_MONTH}${YEAR}`),
    read: ([, d1, m1, y1, d2, m2, y2], { dialect, before }) =>
      range(day(d1, m1, y1, dialect, before), day(d2, m2, y2, dialect, '')),
  },
  {
    // 25/12-05/01 and 25/12-30/12/2026
    pattern: pattern(`${DAY_MONTH}${TO}${DAY_MONTH}(?:${YEAR})?`),
    read: ([, d1, m1, d2, m2, y], { dialect, before, behind }) =>
      y === undefined && isShare(before, behind)
        ? undefined
        : range(day(d1, m1, undefined, dialect, before), day(d2, m2, y, dialect, '')),
  },
  {
    // 25-30/12 and 25-30/12/2026
    pattern: pattern(`(\\d{1,2})${TO}${DAY_MONTH}(?:${YEAR})?`),
    read: ([, d1, d2, m, y], { dialect, before }) =>
      day(d1, m, undefined, dialect, before) && Number(d1) < Number(d2)
        ? range(dayOfMonth(d1, dialect, before), day(d2, m, y, dialect, ''))
        : undefined,
  },
  {
    // 30/12/2026, 30-12-2026, 30.12.2026
    pattern: pattern('(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4})'),
    read: ([, d, , m, y], { dialect, before }) => day(d, m, y, dialect, before),
  },
  {
    // 2026-12-30
    pattern: pattern('(\\d{4})-(\\d{2})-(\\d{2})'),
    read: ([, y, m, d], { dialect, before }) => day(d, m, y, dialect, before),
  },
  {
    // 30/12
    pattern: pattern(DAY_MONTH),
    read: ([, d, m], { dialect, before, behind }) => {
      const certain = endsWith(before, DAY_BEFORE);
      // Round the clock; who means the day in July says "ngày".
      if (!certain && d === '24' && m === '7') return undefined;
      if (!certain && isShare(before, SHARES_ON.test(behind) ? behind.replace(SHARES_ON, '') : behind))
        return undefined;
      return day(d, m, undefined, dialect, before);
    },
  },
  {
    // ngày 20-11: the first number is larger, or it is a range
    pattern: pattern('(\\d{1,2})-(\\d{1,2})(?!/)'),
    read: ([, d, m], { dialect, before }) =>
      Number(d) > Number(m) && endsWith(before, NAMED_BEFORE) ? day(d, m, undefined, dialect, before) : undefined,
  },
  {
    // ngày 27.11
    pattern: pattern('(\\d{1,2})\\.(\\d{1,2})'),
    read: ([, d, m], { dialect, before, behind }) =>
      endsWith(before, NAMED_BEFORE) && !/^\s*(?:lần|%)/u.test(behind)
        ? day(d, m, undefined, dialect, before)
        : undefined,
  },
  {
    // ngày 05 tháng 4, ngày 8 hằng tháng
    pattern: pattern('\\d{1,2}'),
    read: ([d = ''], { dialect, before, behind }) =>
      Number(d) >= 1 && Number(d) <= 10 && endsWith(before, NAMED_BEFORE) && OF_MONTH_BEHIND.test(behind)
        ? dayOfMonth(d, dialect, before)
        : undefined,
  },
  {
    // T10/2026, T1-T6/2026
    pattern: pattern(`T(\\d{1,2})(?:${TO}T?(\\d{1,2}))?${YEAR}`),
    read: ([, from, to, y], { dialect }) => months(from, to, y, dialect, ''),
  },
  {
    // T2, T4 và CN hằng tuần
    pattern: pattern(WEEKDAYS),
    read: ([written = '']) => listed(written, (one) => (one === 'CN' ? 'Chủ nhật' : weekday(one.slice(1))), /T\d|CN/g),
  },
  {
    // T2-T6, sáng T7
    pattern: pattern(`T([2-7])${TO}(?:T([2-7])|CN)`),
    read: ([, from = '', to]) => `${weekday(from)} đến ${to === undefined ? 'Chủ nhật' : weekday(to)}`,
  },
  {
    pattern: pattern('(?:T([2-7])|CN)'),
    read: ([, number], { before, behind }) => {
      if (!WEEKDAY_BEFORE.test(before) && !DAY_BEHIND.test(behind)) return undefined;
      return number === undefined ? 'Chủ nhật' : weekday(number);
    },
  },
  {
    // 9/2024 - 8/2025
    pattern: pattern(`(\\d{1,2})${YEAR}${TO}(\\d{1,2})${YEAR}`),
    read: ([, m1, y1, m2, y2], { dialect, before }) =>
      range(months(m1, undefined, y1, dialect, before), months(m2, undefined, y2, dialect, '')),
  },
  {
    // tháng 10-12/2026
    pattern: pattern(`(\\d{1,2})${TO}(\\d{1,2})${YEAR}`),
    read: ([, m1, m2, y], { dialect, before }) =>
      endsWith(before, MONTH_BEFORE) ? months(m1, m2, y, dialect, before) : undefined,
  },
  {
    // 12/2026
    pattern: pattern('(\\d{1,2})/((?:19|20)\\d{2})'),
    read: ([, m, y], { dialect, before }) => months(m, undefined, y, dialect, before),
  },
  {
    // tháng 4, thứ 4, quý 4: "tư", not "bốn"
    pattern: pattern('(tháng|thứ|quý) 0?4(?!\\s?[-–/:,.]\\s?\\d)', 'i'),
    read: ([, word]) => `${word} tư`,
  },
];

/** `12` of `30` in words, with the year where there is one; undefined when the calendar has no such day. */
function day(
  d: string | undefined,
  m: string | undefined,
  y: string | undefined,
  dialect: Dialect,
  before: string,
): string | undefined {
  const [date, month] = [Number(d), Number(m)];
  if (!(month >= 1 && month <= 12 && date >= 1 && date <= (DAYS_IN_MONTH[month - 1] ?? 0))) return undefined;
  const year = y === undefined ? '' : ` năm ${readWhole(y, dialect)}`;
  return `${dayOfMonth(d, dialect, before)} tháng ${monthName(m, dialect)}${year}`;
}

/** A month, or two with "đến" between, of a year; undefined when there is no such month. */
function months(
  from: string | undefined,
  to: string | undefined,
  year: string | undefined,
  dialect: Dialect,
  before: string,
): string | undefined {
  const isMonth = (month: string | undefined) => Number(month) >= 1 && Number(month) <= 12;
  if (!isMonth(from) || (to !== undefined && !isMonth(to))) return undefined;
  const first = `${endsWith(before, MONTH_BEFORE) ? '' : 'tháng '}${monthName(from, dialect)}`;
  const last = to === undefined ? '' : ` đến tháng ${monthName(to, dialect)}`;
  return `${first}${last} năm ${readWhole(year ?? '', dialect)}`;
}

/** Each of a list in words, what stands between as it is, but "&" as "và". */
function listed(written: string, say: (one: string) => string, one = /\d+/g): string {
  return written.replace(one, say).replace(/ ?& ?/g, ' và ');
}

/** A part of something, by the words around it: "chiếm 2/3", "3/3 thanh niên". */
function isShare(before: string, behind: string): boolean {
  return endsWith(before, SHARE_BEFORE) || SHARE_BEHIND.test(behind);
}

/** The first ten days are "mùng". */
function dayOfMonth(d: string | undefined, dialect: Dialect, before: string): string {
  const words = readWhole(d ?? '', dialect);
  return Number(d) <= 10 && !endsWith(before, TENTH_BEFORE) ? `mùng ${words}` : words;
}

function weekday(number: string): string {
  return `thứ ${['hai', 'ba', 'tư', 'năm', 'sáu', 'bảy'][Number(number) - 2]}`;
}

function monthName(m: string | undefined, dialect: Dialect): string {
  return Number(m) === 4 ? 'tư' : readWhole(m ?? '', dialect);
}

function range(from: string | undefined, to: string | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : `${from} đến ${to}`;
}
