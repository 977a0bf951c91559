import type { Knex } from 'knex';
import type { Attachment } from '../../protocol/api/inspections.ts';
import type { Transaction } from '../database/database.ts';

/** Who brought a file, and what the account reached then. */
export interface Upload {
  readonly by: string;
  readonly name: string;
  readonly areas: readonly string[];
}

export interface StoredAttachment {
  readonly sha256: string;
  readonly type: Attachment['type'];
  readonly bytes: number;
  readonly uploads: readonly Upload[];
  /** Areas of what cites it. */
  readonly cited: readonly string[];
}

export async function addAttachment(
  transaction: Transaction,
  file: Pick<StoredAttachment, 'sha256' | 'type' | 'bytes'>,
  { by, name, areas }: Upload,
  at: number,
): Promise<void> {
  const { sha256, type, bytes } = file;
  await transaction('attachments').insert({ sha256, type, bytes }).onConflict('sha256').ignore();
  const row = { sha256, by, name, areas: JSON.stringify(areas), at };
  await transaction('attachment_uploads').insert(row).onConflict(['sha256', 'by']).ignore();
}

export async function addCitations(
  transaction: Transaction,
  citedBy: string,
  cited: readonly { readonly sha256: string; readonly area: string }[],
): Promise<void> {
  if (cited.length === 0) return;
  const rows = cited.map(({ sha256, area }) => ({ sha256, cited_by: citedBy, area_id: area }));
  await transaction('attachment_citations').insert(rows).onConflict(['sha256', 'cited_by', 'area_id']).ignore();
}

/** Those of the names that there are. */
export async function readAttachments(read: Knex, names: readonly string[]): Promise<StoredAttachment[]> {
  const files: { sha256: string; type: Attachment['type']; bytes: number }[] = await read('attachments').whereIn(
    'sha256',
    [...names],
  );
  const uploads: { sha256: string; by: string; name: string; areas: string }[] = await read('attachment_uploads')
    .whereIn('sha256', [...names])
    .orderBy('at');
  const cited: { sha256: string; area_id: string }[] = await read('attachment_citations')
    .whereIn('sha256', [...names])
    .distinct('sha256', 'area_id');
  return files.map((file) => ({
    ...file,
    uploads: uploads
      .filter(({ sha256 }) => sha256 === file.sha256)
      .map(({ by, name, areas }) => ({ by, name, areas: JSON.parse(areas) as string[] })),
    cited: cited.filter(({ sha256 }) => sha256 === file.sha256).map((row) => row.area_id),
  }));
}
