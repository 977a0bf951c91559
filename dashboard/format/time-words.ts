import { minutesOf, type TimeOfDay } from '../../protocol/vietnam-time.ts';
import type { Language } from './number.ts';

const UNITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

/** «15:15» → «ba giờ mười lăm chiều», so that a wrong half of the day is heard while reading. */
export function timeInWords(time: TimeOfDay, language: Language): string {
  const minutes = minutesOf(time);
  const hour = Math.floor(minutes / 60);
  const minute = minutes % 60;
  return language === 'vi' ? inVietnamese(hour, minute) : inEnglish(hour, minute);
}

function inVietnamese(hour: number, minute: number): string {
  const spoken = `${numberWords(hour % 12 || 12)} giờ`;
  const rest = minute === 0 ? '' : minute < 10 ? ` ${numberWords(minute)} phút` : ` ${numberWords(minute)}`;
  return `${spoken}${rest} ${vietnamesePart(hour)}`;
}

function vietnamesePart(hour: number): string {
  if (hour === 0 || hour >= 22) return 'đêm';
  if (hour < 11) return 'sáng';
  if (hour < 13) return 'trưa';
  return hour < 19 ? 'chiều' : 'tối';
}

function inEnglish(hour: number, minute: number): string {
  const part = hour < 12 ? 'in the morning' : hour < 18 ? 'in the afternoon' : 'in the evening';
  return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${part}`;
}

/** Numbers 0 to 59 as they are said: 15 «mười lăm», 21 «hai mươi mốt», 24 «hai mươi tư», 55 «năm mươi lăm». */
function numberWords(value: number): string {
  const tens = Math.floor(value / 10);
  const unit = value % 10;
  if (tens === 0) return UNITS[unit] ?? '';
  const head = tens === 1 ? 'mười' : `${UNITS[tens]} mươi`;
  if (unit === 0) return head;
  if (unit === 5) return `${head} lăm`;
  if (tens > 1 && unit === 1) return `${head} mốt`;
  if (tens > 1 && unit === 4) return `${head} tư`;
  return `${head} ${UNITS[unit]}`;
}
