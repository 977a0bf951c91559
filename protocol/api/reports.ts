import { z } from 'zod';
import { areaId, sha256, ulid } from '../messages/fields.ts';
import { COLUMN_KINDS, DOSSIER_PARTS, SOURCE_FIGURES } from '../reports.ts';
import { day } from './common.ts';

const column = z.object({
  title: z.string(),
  kind: z.enum(COLUMN_KINDS),
  /** Share of the table's width; 1 when absent. */
  width: z.number().optional(),
});
export type ReportColumn = z.infer<typeof column>;
const cell = z.union([z.string(), z.number(), z.null()]);
export type ReportCell = z.infer<typeof cell>;

/**
 * A document in the manner of a Vietnamese administrative report: one form of data for the page, PDF, XLSX and CSV, so that the
 * numbers of all four are the same. Vietnamese text, as it is printed.
 */
export const reportDocument = z.object({
  form: z.string(),
  /** Upper left: the office above and the office itself. */
  organisation: z.object({ above: z.string(), name: z.string() }),
  number: z.string().optional(),
  place: z.string(),
  madeAt: z.number(),
  title: z.string(),
  subtitle: z.string().optional(),
  /** Căn cứ, Mức, Quy tắc, Kỳ, …: said above the tables. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  tables: z.array(
    z.object({
      title: z.string().optional(),
      landscape: z.boolean().optional(),
      columns: z.array(column),
      rows: z.array(z.array(cell)),
      foot: z.array(cell).optional(),
      /** Said instead of rows when there are none. */
      empty: z.string().optional(),
    }),
  ),
  /** Kiến nghị, Kết luận, what two sources say differently, …: said below. */
  paragraphs: z.array(z.object({ title: z.string(), text: z.string() })),
  signatures: z.array(z.object({ title: z.string(), note: z.string().optional(), name: z.string().optional() })),
});
export type ReportDocument = z.infer<typeof reportDocument>;

/** `GET /reports/{form}` gives the document; `GET /reports/{form}/file?format=` the file of it. */
export const reportQuery = z.object({
  area: areaId.optional(),
  from: day,
  to: day,
  rule: z.string().max(64).optional(),
  period: ulid.optional(),
  round: ulid.optional(),
  /** A second window beside the first. */
  compareFrom: day.optional(),
  compareTo: day.optional(),
});
export type ReportQuery = z.infer<typeof reportQuery>;

export const sourceFigure = z.object({
  area: areaId,
  areaName: z.string(),
  year: z.number().int(),
  figure: z.enum(SOURCE_FIGURES),
  /** What each source says, the oldest import first. */
  said: z.array(z.object({ value: z.number(), source: z.string(), note: z.string(), importedAt: z.number() })),
  /** What the facts in this installation give, where they can. */
  counted: z.number().optional(),
  /** Two values differ. */
  conflict: z.boolean(),
});
export type SourceFigure = z.infer<typeof sourceFigure>;

export const dossierInput = z.object({
  area: areaId,
  from: day,
  to: day,
  rule: z.string().max(64).optional(),
  period: ulid.optional(),
  round: ulid.optional(),
  parts: z
    .array(z.enum(DOSSIER_PARTS))
    .min(1)
    .default([...DOSSIER_PARTS]),
});
export type DossierInput = z.infer<typeof dossierInput>;
export const dossier = z.object({
  id: ulid,
  /** 12/HS-LX-2026, by commune and year. */
  number: z.string(),
  /** Short, printed under the QR: XXXX-XXXX-XXXX. */
  code: z.string(),
  area: areaId,
  areaName: z.string(),
  from: day,
  to: day,
  rule: z.object({ id: z.string(), version: z.number().int(), name: z.string() }),
  state: z.enum(['waiting', 'making', 'ready', 'failed']),
  /** 0 to 1, and what is being made. */
  progress: z.number(),
  step: z.enum(['waiting', 'data', 'evidence', 'pdf', 'xlsx', 'csv', 'page', 'packing', 'done']),
  hamlets: z.number().int(),
  receipts: z.number().int().optional(),
  error: z.string().optional(),
  /** The whole as one ZIP is `dossier.zip`. */
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256 })),
  byName: z.string(),
  createdAt: z.number(),
  readyAt: z.number().optional(),
});
export type Dossier = z.infer<typeof dossier>;
/** `GET /verification/{code}`, for anyone: what the installation says of the dossier with this code. Tells hashes and places, no evidence. */
export const verification = z.object({
  code: z.string(),
  number: z.string(),
  areaName: z.string(),
  from: day,
  to: day,
  ruleName: z.string(),
  madeAt: z.number(),
  origin: z.string(),
  files: z.array(z.object({ name: z.string(), sha256 })),
  /** Checkpoint its evidence rests on. */
  checkpoint: z.object({ size: z.number().int(), rootHash: z.string(), note: z.string() }),
});
export type Verification = z.infer<typeof verification>;
