import type { AudioEncoding } from '../../protocol/api/paths.ts';
import { isCutOff } from './completeness.ts';
import { encode, encodeQuickly, louder } from './encode.ts';
import type { SoundFile, ToolRun } from './ffmpeg.ts';
import { FORMATS, type Format } from './format.ts';
import { nextGain, type Try } from './gain.ts';
import { type Loudness, measure } from './loudness.ts';
import { type Probe, probe } from './probe.ts';
import { AudioRefusedError } from './refusal.ts';

export const TARGET_LUFS = -16;
export const TOLERANCE_LU = 1;
/** Below this there is only noise; to lift it by 40 dB would be to broadcast the hiss of the recorder. */
const SILENT_LUFS = -55;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 2 * 3_600_000;
const ATTEMPTS = 6;
/** What is this close is not encoded once more: a measured share of the tolerance is left to decoders. */
const CLOSE_LU = TOLERANCE_LU * 0.6;

export interface Normalised {
  readonly durationMs: number;
  readonly loudnessBefore: number;
  readonly loudnessAfter: number;
}

/**
 * Makes a foreign file of a known format into Opus and MP3 at −16 LUFS ± 1. The gain is constant, with a limiter above:
 * speech keeps its shape; what the limiter takes away is measured and given back in a further pass.
 * Throws AudioRefusedError with the reason.
 */
export async function normalise(
  source: { readonly path: string; readonly format: Format },
  to: { readonly opus: string; readonly mp3: string },
  run: ToolRun,
): Promise<Normalised> {
  const demuxer = FORMATS[source.format].demuxer;
  const found = await probe(source.path, source.format, run);
  // Said by the file itself: that much need not be decoded to be believed.
  if ((found.declaredMs ?? 0) > LONGEST_MS) throw new AudioRefusedError('recording-too-long');
  const input = { path: source.path, demuxer, codec: found.codec };
  const before = await measure(input, LONGEST_MS + 1_000, run);
  refuseWhatIsNotWhole(found, before, await isCutOff(source.path, source.format));
  return levelled(input, before, to, run);
}

/**
 * The same for what our own voice has just spoken: nothing foreign to look into. What the limiter takes is found without
 * encoding, and the loudness is measured while encoding: somebody waits for an emergency's words. A voice that still misses
 * is levelled like any other sound.
 */
export async function normaliseVoice(
  source: { readonly path: string; readonly format: Format },
  to: { readonly opus: string; readonly mp3: string },
  run: ToolRun,
): Promise<Normalised> {
  const input = { path: source.path, demuxer: FORMATS[source.format].demuxer };
  const before = await measure(input, LONGEST_MS + 1_000, run);
  refuseWhatIsNotWhole({}, before, false);
  const firstDb = TARGET_LUFS - before.lufs;
  const limited = await measure(input, LONGEST_MS + 1_000, run, louder(firstDb));
  const gainDb = nextGain(TARGET_LUFS, [{ gainDb: firstDb, lufs: limited.lufs }]);
  const [after] = await Promise.all([
    encodeQuickly(input, gainDb, { path: to.opus, encoding: 'opus' }, run),
    encodeQuickly(input, gainDb, { path: to.mp3, encoding: 'mp3' }, run),
  ]);
  if (Math.abs(TARGET_LUFS - after.lufs) > CLOSE_LU) return levelled(input, before, to, run);
  return { durationMs: after.durationMs, loudnessBefore: before.lufs, loudnessAfter: after.lufs };
}

async function levelled(
  input: SoundFile,
  before: Loudness,
  to: { readonly opus: string; readonly mp3: string },
  run: ToolRun,
): Promise<Normalised> {
  const gainDb = TARGET_LUFS - before.lufs;
  // Side by side: the two do not need each other.
  const [after] = await Promise.all([
    level(input, gainDb, { path: to.opus, encoding: 'opus' }, run),
    level(input, gainDb, { path: to.mp3, encoding: 'mp3' }, run),
  ]);
  return { durationMs: after.durationMs, loudnessBefore: before.lufs, loudnessAfter: after.lufs };
}

/** Encodes, listens to the result and corrects: a codec and the limiter each take their own share of the loudness. */
async function level(
  source: SoundFile,
  startDb: number,
  to: { readonly path: string; readonly encoding: AudioEncoding },
  run: ToolRun,
): Promise<Loudness> {
  const made = { path: to.path, ...(to.encoding === 'opus' ? { demuxer: 'ogg', codec: 'opus' } : { demuxer: 'mp3' }) };
  const tries: Try[] = [];
  let gainDb = startDb;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await encode(source, gainDb, to, run);
    const after = await measure(made, LONGEST_MS + 2_000, run);
    if (Math.abs(TARGET_LUFS - after.lufs) <= CLOSE_LU) return after;
    tries.push({ gainDb, lufs: after.lufs });
    gainDb = nextGain(TARGET_LUFS, tries);
  }
  throw new AudioRefusedError('recording-not-normalised');
}

function refuseWhatIsNotWhole({ declaredMs }: Pick<Probe, 'declaredMs'>, heard: Loudness, cutOff: boolean): void {
  if (heard.durationMs > LONGEST_MS) throw new AudioRefusedError('recording-too-long');
  const short = declaredMs !== undefined && heard.durationMs < declaredMs * 0.98 - 250;
  if (cutOff || short) throw new AudioRefusedError('recording-truncated');
  if (heard.complaints > 10) throw new AudioRefusedError('recording-damaged');
  if (heard.durationMs < SHORTEST_MS) throw new AudioRefusedError('recording-too-short');
  if (heard.lufs < SILENT_LUFS) throw new AudioRefusedError('recording-silent');
}
