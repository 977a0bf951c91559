import type { Readable } from 'node:stream';
import type { SpeechInput } from '../../protocol/api/library.ts';
import type { ToolRun } from './ffmpeg.ts';

/** How something is read. */
export type Manner = Pick<SpeechInput, 'voice' | 'speed'>;

/** What turns words into sound. Another one (a neural voice) takes the place of espeak-ng without anybody noticing. */
export interface SpeechEngine {
  /** Part of a spoken text's key: change it when the same words would sound different. */
  readonly name: string;
  /**
   * Words as they are to be spoken (numbers and abbreviations written out) as a WAV file; the same words give the same bytes.
   * What goes wrong is thrown by the stream.
   */
  speak(words: string, manner: Manner, run: ToolRun): Readable;
}
