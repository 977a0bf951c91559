import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const rows = z.array(z.object({ commune: z.string().min(1), kind: z.string().min(1) }));

/** The table of communes lies beside the source; the built generator reads it there too. */
export function readTable(): { bytes: Uint8Array; communes: { name: string; unit: string }[] } {
  const beside = new URL('./hung-nguyen.csv', import.meta.url);
  const source = new URL('../../../launch/demo/hung-nguyen.csv', import.meta.url);
  const bytes = readFileSync(existsSync(beside) ? beside : source);
  const table = rows.parse(parse(bytes, { columns: true, bom: true, trim: true }));
  return { bytes, communes: table.map(({ commune, kind }) => ({ name: commune, unit: kind })) };
}
