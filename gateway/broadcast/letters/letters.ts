import type { Letter } from '../../../protocol/api/library.ts';
import { TooManyRequestsError } from '../../errors.ts';
import { titleFrom } from '../../recordings/title.ts';
import { docxText } from './docx.ts';
import { letterFrom } from './letter-text.ts';
import { pdfText } from './pdf.ts';
import { LetterRefusedError } from './refusal.ts';

export const LARGEST_LETTER_BYTES = 10 * 1024 * 1024;
/** Each holds its file in memory. */
const MOST_AT_ONCE = 4;

/** Official letters made into a proposal for a bulletin. Nothing of them is kept, and nothing leaves this machine. */
export class Letters {
  #reading = 0;

  /** Throws LetterRefusedError for what is no letter, TooManyRequestsError while others are being read. */
  async read(file: Buffer, filename: string | undefined): Promise<Letter> {
    if (this.#reading >= MOST_AT_ONCE)
      throw new TooManyRequestsError('letters-busy', 'Other letters are being read. Send this one again in a moment.');
    this.#reading++;
    try {
      return await readLetter(file, titleFrom(filename));
    } finally {
      this.#reading--;
    }
  }
}

async function readLetter(file: Buffer, title: string): Promise<Letter> {
  switch (kindOf(file)) {
    case 'docx':
      return letterFrom({ ...(await docxText(file)), wrapped: false }, title);
    case 'pdf':
      return letterFrom({ text: await pdfText(file), wrapped: true, tablesLeftOut: false }, title);
  }
}

/** Told by its first bytes, never by its name. */
function kindOf(file: Buffer): 'docx' | 'pdf' {
  if (file.length === 0) throw new LetterRefusedError('letter-empty');
  if (file.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return 'docx';
  // ISO 32000-1, annex H.3.4.1: readers take a header within the first 1024 bytes.
  if (file.subarray(0, 1_024).includes('%PDF-')) return 'pdf';
  if (file.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new LetterRefusedError('letter-old-word');
  throw new LetterRefusedError('letter-not-taken');
}
