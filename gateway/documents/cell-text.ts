// pure
import type { ReportCell, ReportColumn } from '../../protocol/api/reports.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { type Day, dayOf, timeOf } from '../../protocol/vietnam-time.ts';

type ColumnKind = ReportColumn['kind'];

/** A cell as it is printed in Vietnam: 1.234,5; 88,7%; 23/11/2026; never a year of two digits (UX §1, formats). */
export function cellText(kind: ColumnKind, cell: ReportCell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return kind === 'day' ? dayText(cell) : cell.normalize('NFC');
  switch (kind) {
    case 'percent':
      return `${shareText(cell)}%`;
    case 'duration':
      return durationText(cell);
    case 'instant':
      return instantText(cell);
    case 'decimal':
      return numberText(cell, 1);
    case 'count':
    case 'money':
      return numberText(cell, 0);
    case 'text':
    case 'day':
      return String(cell);
  }
}

/** Of these the digits stand below each other. */
export function isNumeric(kind: ColumnKind): boolean {
  return kind === 'count' || kind === 'percent' || kind === 'money' || kind === 'decimal' || kind === 'duration';
}

/** 1234.5 → «1.234,5». */
export function numberText(value: number, decimals: number): string {
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.');
  const sign = value < 0 ? '−' : '';
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped},${fraction}`;
}

/** A share (0 to 1) with one decimal: 0.887 → «88,7». Never rounded up to 100, as on the screen. */
export function shareText(share: number): string {
  return numberText(roundedShare(share), 1);
}

/** The same number as the text says, of 100. */
export function roundedShare(share: number): number {
  const rounded = Math.round(share * 1000) / 10;
  return share < 1 && rounded >= 100 ? 99.9 : rounded;
}

/** 2026-11-23 → «23/11/2026»; anything else as it is. */
export function dayText(day: Day): string {
  const [year, month, date] = day.split('-');
  return date === undefined ? day : `${date}/${month}/${year}`;
}

/** «05:30, 23/11/2026», Vietnamese time. */
export function instantText(instant: number): string {
  return `${timeOf(instant)}, ${dayText(dayOf(instant))}`;
}

/** «Hưng Đạo, ngày 06 tháng 01 năm 2026»: days below 10 and the months 1 and 2 with a zero before (NĐ 30/2020, II.4). */
export function placeAndDate(place: string, instant: number): string {
  const [year, month = '', date] = dayOf(instant).split('-');
  const spoken = Number(month) < 3 ? month : String(Number(month));
  return `${place}, ngày ${date} tháng ${spoken} năm ${year}`;
}

/** «1 giờ 20 phút», «15 phút 20 giây». */
export function durationText(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((ms % MINUTE_MS) / 1000);
  const parts = [
    ...(hours > 0 ? [`${numberText(hours, 0)} giờ`] : []),
    ...(minutes > 0 ? [`${minutes} phút`] : []),
    ...(seconds > 0 && hours === 0 ? [`${seconds} giây`] : []),
  ];
  return parts.join(' ') || '0 phút';
}
