import { RuleError } from '../errors.ts';

const REASONS = {
  'recording-empty': 'The file is empty. Choose another one.',
  'recording-too-large': 'The file is larger than 200 MB. Save it as MP3, or cut it.',
  'recording-not-audio': 'This is not a sound file we take. Send MP3, WAV, OGG, M4A or FLAC.',
  'recording-damaged': 'The sound cannot be read to its end: the file is damaged. Save or export it again.',
  'recording-truncated': 'The file ends before the sound does: it was cut off. Copy or export it again.',
  'recording-silent': 'Nothing can be heard in this file. Check the microphone and record again.',
  'recording-too-short': 'The sound is shorter than one second. Record it again.',
  'recording-too-long': 'The sound is longer than two hours. Cut it into parts.',
  'recording-not-normalised':
    'The loudness cannot be brought to the right level. Record it again, without single loud bangs.',
} as const;
export type AudioRefusal = keyof typeof REASONS;

/** A file that will not be a recording; `code` says why and is translated by the dashboard. */
export class AudioRefusedError extends RuleError {
  override name = 'AudioRefusedError';
  override readonly status: number;

  constructor(reason: AudioRefusal, detail?: string) {
    super(reason, REASONS[reason], detail === undefined ? {} : { why: detail.slice(0, 200) });
    this.status = reason === 'recording-too-large' ? 413 : 422;
  }
}
