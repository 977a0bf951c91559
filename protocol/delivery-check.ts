import type { KnownReceipt } from './evidence-check.ts';
import type { Finding } from './finding.ts';

/** What deliveries.csv must say to be held against the receipts. */
const COLUMNS = [
  'run',
  'node',
  'state',
  'started_at',
  'played_ms',
  'heard_ms',
  'heard_by',
  'clock',
  'evidence',
] as const;
type Column = (typeof COLUMNS)[number];

interface CitedRow {
  readonly row: number;
  readonly says: Readonly<Record<Column, string>>;
}

/** Every delivery that cites a receipt, held against the receipt it cites. */
export class DeliveryCheck {
  /** Rows that cite a receipt, and those whose receipt was purged and can say nothing any more. */
  readonly counts = { rows: 0, cited: 0, purged: 0 };
  readonly #report: (finding: Finding) => void;
  readonly #file: string;
  #columns: readonly string[] | undefined;
  #row = 0;
  readonly #cited: CitedRow[] = [];

  constructor(parts: { report: (finding: Finding) => void; file: string }) {
    this.#report = parts.report;
    this.#file = parts.file;
  }

  line(text: string): void {
    this.#row++;
    const cells = csvCells(text);
    if (this.#columns === undefined) {
      this.#columns = cells;
      for (const field of COLUMNS)
        if (!cells.includes(field)) this.#report({ code: 'columns-missing', file: this.#file, field });
      return;
    }
    const { length } = this.#columns;
    if (cells.length !== length) {
      this.#report({ code: 'row-unreadable', file: this.#file, row: this.#row });
      return;
    }
    this.counts.rows++;
    const named: Record<string, string> = Object.fromEntries(
      cells.map((cell, index) => [this.#columns?.[index], cell]),
    );
    const says = Object.fromEntries(COLUMNS.map((column) => [column, named[column] ?? ''])) as Record<Column, string>;
    if (says.evidence !== '') this.#cited.push({ row: this.#row, says });
  }

  /** When the evidence has been read whole. */
  compare(receipts: ReadonlyMap<number, KnownReceipt>): void {
    for (const { row, says } of this.#cited) {
      this.counts.cited++;
      const position = Number(says.evidence);
      const receipt = receipts.get(position);
      const at = { file: this.#file, row, position };
      if (receipt === 'purged') this.counts.purged++;
      else if (receipt === undefined) this.#report({ code: 'receipt-missing', ...at });
      else {
        const field = COLUMNS.find((column) => !agrees(column, says[column], receipt));
        if (field !== undefined)
          this.#report({ code: 'receipt-differs', ...at, field, here: says[field], proved: provedOf(field, receipt) });
      }
    }
  }
}

type Words = Exclude<KnownReceipt, 'purged'>;

function agrees(column: Column, here: string, receipt: Words): boolean {
  // Without a sensor there is nothing to be heard by: no figure, or none.
  if (column === 'heard_ms' && receipt.heardBy === 'none') return here === '' || here === '0';
  return column === 'evidence' || here === provedOf(column, receipt);
}

/** What a delivery says after this receipt (DESIGN §8: one whose time cannot be proved leaves it unknown). */
function provedOf(column: Column, receipt: Words): string {
  switch (column) {
    case 'run':
      return receipt.run;
    case 'node':
      return receipt.node;
    case 'state':
      return receipt.clock === 'trusted' ? receipt.result : 'unknown';
    case 'started_at':
      return receipt.startedAt === undefined ? '' : String(receipt.startedAt);
    case 'played_ms':
      return String(receipt.playedMs);
    case 'heard_ms':
      return receipt.heardBy === 'none' ? '' : String(receipt.heardMs);
    case 'heard_by':
      return receipt.heardBy;
    case 'clock':
      return receipt.clock;
    case 'evidence':
      return '';
  }
}

/** The cells of one line of CSV (RFC 4180, no line breaks within a cell), with or without the mark of UTF-8 and a carriage return. */
export function csvCells(line: string): string[] {
  const text = line.replace(/^\uFEFF/, '').replace(/\r$/, '');
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const match of text.matchAll(pattern)) cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return cells;
}
