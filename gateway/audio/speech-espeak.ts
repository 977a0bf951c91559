import type { ToolRun } from './ffmpeg.ts';
import { type Manner, plainWords, type SpeechEngine } from './speech-engine.ts';
import { runVoice } from './speech-program.ts';

const VOICES = { north: 'vi', central: 'vi-vn-x-central', south: 'vi-vn-x-south' } as const;
/** Words a minute: a syllable is a word here; out of a horn that echoes from the next hill slow is well understood. */
const WORDS_A_MINUTE = { slow: 125, normal: 150, fast: 180 } as const;

/** espeak-ng, a program of its own (its licence is the GPL): words on its standard input, a WAV file on its standard output. */
export class EspeakEngine implements SpeechEngine {
  readonly name = 'espeak-ng/2';
  readonly voices = [
    { id: 'north', name: 'Miền Bắc' },
    { id: 'central', name: 'Miền Trung' },
    { id: 'south', name: 'Miền Nam' },
  ] as const;
  readonly #program: string;

  constructor(program = 'espeak-ng') {
    this.#program = program;
  }

  speak(words: string, { voice, speed }: Manner, run: ToolRun): Promise<Buffer> {
    // `-b 1`: UTF-8. Without a shell, and never with markup (`-m`), so that a text is only ever read.
    const args = ['-v', VOICES[voice], '-s', String(WORDS_A_MINUTE[speed]), '-b', '1', '--stdin', '--stdout'];
    return runVoice(this.#program, args, `${plainWords(words)}\n`, run);
  }
}
