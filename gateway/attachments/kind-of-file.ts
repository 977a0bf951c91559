// pure
import type { Attachment } from '../../protocol/api/inspections.ts';

/** How many bytes from the beginning tell. */
export const HEAD_BYTES = 16;

/** What a file is, told from how it begins and never from its name; undefined for what is not taken. */
export function kindOfFile(head: Uint8Array): Attachment['type'] | undefined {
  const begins = (at: number, text: string) =>
    Buffer.from(head.subarray(at, at + text.length)).toString('latin1') === text;
  if (begins(0, '%PDF-')) return 'application/pdf';
  if (begins(0, '\xff\xd8\xff')) return 'image/jpeg';
  if (begins(0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (begins(0, 'RIFF') && begins(8, 'WEBP')) return 'image/webp';
  return undefined;
}
