import type { ToolRun } from './ffmpeg.ts';
import { trimmed } from './joined.ts';
import { pcmOf } from './pcm.ts';
import type { Utterance } from './reading/sentences.ts';
import { type Manner, mannerOf, type SpeechEngine, speechFailed } from './speech-engine.ts';
import { silence, wavHeader } from './wav.ts';

/** Horns swallow the first syllable, and a single word is still a recording of a second. */
const LEAD_MS = 250;
const TAIL_MS = 750;

/**
 * Sentences spoken one by one by any engine and put together with the pauses between them, as one WAV file of unknown length.
 * What goes wrong is thrown on the way; an engine that says nothing is wrong.
 */
export async function* speakTogether(
  utterances: readonly Utterance[],
  engine: SpeechEngine,
  manner: Manner,
  run: ToolRun,
): AsyncGenerator<Buffer> {
  // The time is for all sentences together.
  const signal = AbortSignal.any([AbortSignal.timeout(run.timeLimitMs), ...(run.signal ? [run.signal] : [])]);
  const limits = { timeLimitMs: run.timeLimitMs, signal };
  const possible = mannerOf(engine, manner);
  let rate: number | undefined;
  let isSilent = true;
  for (const { words, pauseMs } of utterances) {
    const pcm = await pcmOf(await engine.speak(words, possible, limits), rate, limits);
    if (rate === undefined) yield Buffer.concat([wavHeader(pcm.rate), silence(pcm.rate, LEAD_MS)]);
    rate = pcm.rate;
    const said = trimmed(pcm);
    if (said) yield Buffer.from(said.buffer, said.byteOffset, said.byteLength);
    isSilent &&= said === undefined;
    if (pauseMs > 0) yield silence(rate, pauseMs);
  }
  if (isSilent || rate === undefined) throw speechFailed('said nothing');
  yield silence(rate, TAIL_MS);
}
