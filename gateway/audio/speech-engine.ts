import type { SpeechInput } from '../../protocol/api/library.ts';
import { UnavailableError } from '../errors.ts';
import type { ToolRun } from './ffmpeg.ts';

/** How something is read. */
export type Manner = Pick<SpeechInput, 'voice' | 'speed'>;
export type VoiceId = SpeechInput['voice'];

/** What turns words into sound. Another one (a neural voice) takes the place of espeak-ng without anybody noticing. */
export interface SpeechEngine {
  /** Part of a spoken text's key: change it when the same words would sound different. */
  readonly name: string;
  /** What it can; never empty. */
  readonly voices: readonly { readonly id: VoiceId; readonly name: string }[];
  /**
   * One sentence as it is to be spoken (numbers and abbreviations written out) as a sound file, WAV or MP3.
   * Throws UnavailableError.
   */
  speak(words: string, manner: Manner, run: ToolRun): Promise<Buffer>;
}

/** No sentence is longer: half an hour at 16 kHz. */
export const LARGEST_SOUND_BYTES = 64 * 1024 * 1024;

/**
 * Words and the marks of sentences, nothing that any engine takes for a command: no markup, no phonemes (`[[…]]` of espeak-ng),
 * no control characters, no hyphen in front (an option). Capitals that were left are words and not letters to spell.
 */
export function plainWords(words: string): string {
  return words
    .replace(/[\p{Cc}\p{Cf}[\]<>{}|\\]+/gu, ' ')
    .replace(/\p{Lu}{2,}/gu, (capitals) => capitals.toLowerCase())
    .replace(/\s+/g, ' ')
    .replace(/^[\s-]+/, '')
    .trim();
}

/** The voice asked for, or the first there is: a commune's south does not fall silent because an engine has only a north. */
export function mannerOf(engine: Pick<SpeechEngine, 'voices'>, { voice, speed }: Manner): Manner {
  const has = engine.voices.some(({ id }) => id === voice);
  return { voice: has ? voice : (engine.voices[0]?.id ?? voice), speed };
}

export function speechFailed(how: string, cause?: unknown): UnavailableError {
  return new UnavailableError('speech-failed', `The voice ${how}. Try again, or record it.`, {}, cause);
}
