// pure
import type { Content, TableCell } from 'pdfmake';
import type { ReportCell, ReportColumn } from '../../protocol/api/reports.ts';
import { cellText, isNumeric } from './cell-text.ts';
import { type Orientation, textWidth } from './pdf-page.ts';
import type { Block, PrintedGrid, ReportTable } from './printed.ts';

type Row = readonly ReportCell[];

/** More columns than these do not fit an upright page. */
const MOST_UPRIGHT = 9;
/** A list of so many rows is looked up in, not read: smaller letters save half the paper. */
const LONG = 150;
/** Width of a common letter or digit, in em. */
const LETTER = 0.53;
const PADDING = 3;
const LINE = 0.5;

export function isWide({ landscape, columns }: ReportTable): boolean {
  return landscape ?? columns.length > MOST_UPRIGHT;
}

export function block(one: Block, orientation: Orientation): Content[] {
  switch (one.kind) {
    case 'text':
      return [
        ...(one.title ? [heading(one.title, 6, 2)] : []),
        ...one.text.split('\n').map((line): Content => ({ text: line, alignment: 'justify', margin: [0, 0, 0, 2] })),
      ];
    case 'table':
      return table(one.table, orientation);
    case 'grid':
      return [grid(one.grid, textWidth(orientation))];
  }
}

function heading(text: string, above: number, below: number): Content {
  return { text, bold: true, margin: [0, above, 0, below] };
}

function remark(text: string): Content {
  return { text, fontSize: 9.5, italics: true, margin: [0, 0, 0, 2] };
}

/** A table whose head comes again on every page; a row is never parted. */
export function table(one: ReportTable, orientation: Orientation): Content[] {
  const { title, columns, rows, foot, empty } = one;
  const fontSize = columns.length > 14 || rows.length > LONG ? 8.5 : columns.length > MOST_UPRIGHT ? 9.5 : 10.5;
  const head = columns.map(
    (column): TableCell => ({ text: column.title, bold: true, alignment: 'center', fillColor: '#EEF0F2' }),
  );
  const line = (cells: readonly ReportCell[], bold = false) =>
    columns.map((column, index) => cell(column, cells[index] ?? null, bold));
  const nothing: TableCell[][] = [
    [
      { text: empty ?? 'Không có.', italics: true, colSpan: columns.length, alignment: 'center' },
      ...columns.slice(1).map((): TableCell => ''),
    ],
  ];
  return [
    ...(title ? [heading(title, 8, 4)] : []),
    {
      fontSize,
      margin: [0, 0, 0, 6],
      table: {
        headerRows: 1,
        dontBreakRows: true,
        keepWithHeaderRows: rows.length > 0 ? 1 : 0,
        widths: widthsOf(columns, [...rows, ...(foot ? [foot] : [])], textWidth(orientation), fontSize),
        body: [
          head,
          ...(rows.length > 0 ? rows.map((cells) => line(cells)) : nothing),
          ...(foot ? [line(foot, true)] : []),
        ],
      },
      layout: {
        hLineWidth: () => LINE,
        vLineWidth: () => LINE,
        paddingLeft: () => PADDING,
        paddingRight: () => PADDING,
        paddingTop: () => 2,
        paddingBottom: () => 2,
      },
    },
  ];
}

function cell({ kind }: ReportColumn, value: ReportCell, bold: boolean): TableCell {
  const alignment = isNumeric(kind) ? 'right' : kind === 'day' || kind === 'instant' ? 'center' : 'left';
  return { text: cellText(kind, value), alignment, ...(bold ? { bold } : {}) };
}

/**
 * Absolute widths: what is left of the page once padding and lines are taken off, by share; but no column narrower than the longest
 * word of its head, or than a date or number in it, as long as there is room at all.
 */
function widthsOf(columns: readonly ReportColumn[], rows: readonly Row[], width: number, fontSize: number): number[] {
  const room = width - columns.length * 2 * PADDING - (columns.length + 1) * LINE;
  const least = columns.map((column, index) => leastWidth(column, rows, index) * fontSize * LETTER);
  const needed = sum(least);
  if (needed >= room) return least.map((one) => (one * room) / needed);
  const wanted = columns.map((column) => column.width ?? 1);
  const fixed = new Set<number>();
  // Whoever gets less than it needs is given just that, and the others share the rest anew.
  for (;;) {
    const free = room - sum(least.filter((_, index) => fixed.has(index)));
    const whole = sum(wanted.filter((_, index) => !fixed.has(index)));
    const widths = columns.map((_, index) =>
      fixed.has(index) ? (least[index] ?? 0) : (free * (wanted[index] ?? 1)) / whole,
    );
    const short = widths.flatMap((one, index) => (!fixed.has(index) && one < (least[index] ?? 0) ? [index] : []));
    if (short.length === 0) return widths;
    for (const index of short) fixed.add(index);
  }
}

/** In letters. */
function leastWidth({ title, kind }: ReportColumn, rows: readonly Row[], index: number): number {
  const inHead = Math.max(...title.split(' ').map((word) => word.length)) * 1.12;
  if (kind === 'text') return inHead;
  const longest = rows.reduce((most, cells) => Math.max(most, longestWord(cellText(kind, cells[index] ?? null))), 0);
  return Math.max(inHead, longest);
}

function longestWord(text: string): number {
  return Math.max(...text.split(' ').map((word) => word.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Every sign of Cousine is as wide, in em. */
const SIGN = 0.601;
const LARGEST_SIGN = 9;

/** What speaks against a hamlet stands out on paper as on the screen, also without colours. */
const LOUD: Readonly<Record<string, string>> = {
  K: '#A61B1B',
  M: '#7A4B00',
  '?': '#495057',
  L: '#5F3DC4',
  H: '#5F3DC4',
};

function grid({ title, note, head, lines }: PrintedGrid, width: number): Content {
  const pad = Math.max(head.label.length, ...lines.map(({ label }) => label.length)) + 2;
  const fontSize = Math.min(LARGEST_SIGN, width / ((pad + head.signs.length) * SIGN));
  const mono = { font: 'Mono', fontSize, preserveLeadingSpaces: true, lineHeight: 1.15 } as const;
  return {
    unbreakable: true,
    margin: [0, 4, 0, 6],
    stack: [
      heading(title, 2, 1),
      ...(note ? [remark(note)] : []),
      { text: spaced(head.label, pad) + solid(head.signs), ...mono, color: '#495057' },
      ...lines.map(
        ({ label, signs }): Content => ({
          text: [spaced(label, pad), ...runsOf(signs)],
          ...mono,
        }),
      ),
    ],
  };
}

/** Runs of one weight and colour: a year of a hamlet is a dozen lines, not seven hundred pieces. */
function runsOf(signs: string): { text: string; bold?: boolean; color?: string }[] {
  return (signs.match(/[^KM?LH]+|K+|M+|\?+|[LH]+/g) ?? []).map((text) => {
    const color = LOUD[text[0] ?? ''];
    return color === undefined ? { text: solid(text) } : { text: solid(text), bold: true, color };
  });
}

function spaced(label: string, pad: number): string {
  return solid(label.padEnd(pad));
}

/** Spaces that no line breaks at and none swallows. */
function solid(text: string): string {
  return text.replaceAll(' ', '\u00A0');
}
