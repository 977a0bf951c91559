import { RuleError } from '../../errors.ts';

const REASONS = {
  'letter-empty': 'The file is empty. Choose another one.',
  'letter-too-large': 'The file is larger than 10 MB. Save it without pictures, or copy the text.',
  'letter-not-taken': 'This is neither DOCX nor PDF. Save the letter as one of them, or copy the text.',
  'letter-old-word': 'This is the old Word format. Open it and save it as DOCX, or copy the text.',
  'letter-damaged': 'The letter cannot be read: it is damaged or protected. Save it again, or copy the text.',
  'letter-too-long': 'The letter unpacks to more than a letter can be. Copy the text that is to be read.',
} as const;
export type LetterRefusal = keyof typeof REASONS;

/** A file that will not be a letter; `code` says why and is translated by the dashboard. */
export class LetterRefusedError extends RuleError {
  override name = 'LetterRefusedError';
  override readonly status: number;

  constructor(reason: LetterRefusal, cause?: unknown) {
    super(reason, REASONS[reason], {}, cause);
    this.status = reason === 'letter-too-large' ? 413 : 422;
  }
}
