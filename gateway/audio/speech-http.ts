import { createHash } from 'node:crypto';
import { AddressGuard } from '../outside/address-guard.ts';
import { callHttp } from '../outside/http-call.ts';
import { causeOf } from '../outside/outside-error.ts';
import type { ToolRun } from './ffmpeg.ts';
import { LARGEST_SOUND_BYTES, type Manner, plainWords, type SpeechEngine, speechFailed } from './speech-engine.ts';
import type { SpeechSetting } from './speech-setting.ts';

type HttpSetting = Extract<SpeechSetting, { engine: 'http' }>;

/** A neural voice behind an address: the words go there as JSON or as text, a WAV or MP3 file comes back. */
export class HttpEngine implements SpeechEngine {
  readonly name: string;
  readonly voices: SpeechEngine['voices'];
  readonly #setting: HttpSetting;
  readonly #guard: AddressGuard;

  constructor(setting: HttpSetting) {
    this.#setting = setting;
    this.#guard = new AddressGuard(setting.allowed);
    this.voices = setting.voices.map(({ id, name }) => ({ id, name }));
    // The address itself is the operator's affair and stays out of what anybody reads.
    this.name = `http/${shortHash([setting.url, ...setting.voices.map(({ id, voice }) => `${id}=${voice}`)])}`;
  }

  async speak(words: string, { voice, speed }: Manner, run: ToolRun): Promise<Buffer> {
    const { url, body, token, voices, timeoutMs } = this.#setting;
    const text = plainWords(words);
    const asked = voices.find(({ id }) => id === voice)?.voice ?? voice;
    const isJson = body === 'json';
    try {
      const { status, bytes } = await callHttp({
        ...{ url, method: 'POST', guard: this.#guard, maxBytes: LARGEST_SOUND_BYTES },
        timeoutMs: Math.min(timeoutMs, run.timeLimitMs),
        ...(run.signal ? { signal: run.signal } : {}),
        headers: {
          accept: 'audio/wav, audio/mpeg',
          'content-type': isJson ? 'application/json' : 'text/plain; charset=utf-8',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: isJson ? JSON.stringify({ text, voice: asked, speed }) : text,
      });
      if (status !== 200) throw speechFailed(`answered ${status}`);
      return bytes;
    } catch (error) {
      if (error instanceof Error && error.name === 'UnavailableError') throw error;
      throw speechFailed(`cannot be reached (${causeOf(error)})`, error);
    }
  }
}

export function shortHash(of: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12);
}
