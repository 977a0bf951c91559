// pure
import type { Content, TextContent } from 'pdfmake';

/** Millimetres in points. */
const MM = 72 / 25.4;
/** NĐ 30/2020, annex I: A4; above and below 20-25 mm, left 30-35 mm, right 15-20 mm. */
const MARGINS = { left: 30 * MM, top: 22 * MM, right: 16 * MM, bottom: 22 * MM };
/** A wide table needs the room. */
const LANDSCAPE_MARGINS = { left: 20 * MM, top: 22 * MM, right: 15 * MM, bottom: 20 * MM };
const A4 = { width: 595.28, height: 841.89 };

export type Orientation = 'portrait' | 'landscape';

function marginsOf(orientation: Orientation) {
  return orientation === 'landscape' ? LANDSCAPE_MARGINS : MARGINS;
}

export function textWidth(orientation: Orientation): number {
  const { left, right } = marginsOf(orientation);
  return (orientation === 'landscape' ? A4.height : A4.width) - left - right;
}

export function pageMargins(orientation: Orientation): [number, number, number, number] {
  const { left, top, right, bottom } = marginsOf(orientation);
  return [left, top, right, bottom];
}

/** Number of the page in the middle above, not on the first (NĐ 30/2020, I.7). */
export function pageNumber(page: number): Content {
  return page === 1 ? '' : { text: String(page), alignment: 'center', fontSize: 12, margin: [0, 30, 0, 0] };
}

export function footer(text: string | undefined, page: number, pages: number): Content {
  const line: TextContent = { text: `${text ?? ''}`, fontSize: 8, color: '#444444' };
  return {
    columns: [line, { text: `Trang ${page}/${pages}`, fontSize: 8, color: '#444444', alignment: 'right', width: 70 }],
    margin: [LANDSCAPE_MARGINS.left, 14, LANDSCAPE_MARGINS.right, 0],
  };
}

/** A rule below the middle of a line, so many points long. */
export function rule(length: number, width: number, below = 0): Content {
  const from = (width - length) / 2;
  return {
    canvas: [{ type: 'line', x1: from, y1: 0, x2: from + length, y2: 0, lineWidth: 0.7 }],
    margin: [0, 2, 0, below],
  };
}
