import { RELAY_SILENCE_DB } from '../../protocol/streams.ts';
import { causeOf, OutsideError } from '../outside/outside-error.ts';
import type { Piece } from './hls.ts';
import { LevelMeter, levelOf, READING_MS } from './level.ts';
import { type Said, Sound } from './sound.ts';

/** What a check found. */
export type Checked =
  | { readonly state: 'ok' | 'silent'; readonly found: { codec: string; kbps: number; levelDb: number } }
  | { readonly state: 'lost'; readonly why: string };

/** So much sound is enough, and nobody waits longer for it. */
const CHECK_MS = 6_000;
const CHECK_LIMIT_MS = 15_000;

/** Listens some seconds: is it there, what does it send, is there sound in it? */
export async function checkStation(
  open: (signal: AbortSignal) => AsyncIterable<Piece>,
  silenceDb = RELAY_SILENCE_DB,
): Promise<Checked> {
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(new OutsideError('timeout')), CHECK_LIMIT_MS);
  const readings: number[] = [];
  const meter = new LevelMeter();
  let sound: Sound | undefined;
  let said: Said | undefined;
  let bytes = 0;
  const enough = () => readings.length * READING_MS >= CHECK_MS;
  const kill = () => sound?.kill();
  stopping.signal.addEventListener('abort', kill);
  const onSamples = (samples: Buffer) => {
    readings.push(...meter.take(samples));
    if (enough()) stopping.abort();
  };
  let why: string | undefined;
  try {
    for await (const piece of open(stopping.signal)) {
      if (piece.fresh) {
        await sound?.finish();
        said = sound?.said ?? said;
        sound = new Sound({ demuxer: piece.demuxer, paced: false, onMp3: () => undefined, onSamples });
      }
      if (!sound) continue;
      bytes += piece.bytes.length;
      await sound.write(piece.bytes);
      said = sound.said ?? said;
      if (stopping.signal.aborted) break;
    }
    if (!stopping.signal.aborted) await sound?.finish();
    said = sound?.said ?? said;
  } catch (error) {
    if (!enough()) why = stopping.signal.aborted ? 'timeout' : causeOf(error);
  } finally {
    clearTimeout(timer);
    said = sound?.said ?? said;
    sound?.kill();
    stopping.abort();
    await sound?.ended;
  }
  if (why !== undefined && readings.length * READING_MS < CHECK_MS / 2) return { state: 'lost', why };
  if (!said || readings.length === 0) return { state: 'lost', why: why ?? 'not-decodable' };
  const levelDb = levelOf(readings.slice(-(CHECK_MS / READING_MS)));
  const kbps = said.kbps ?? Math.round((bytes * 8) / (readings.length * READING_MS));
  return { state: levelDb < silenceDb ? 'silent' : 'ok', found: { codec: said.codec, kbps, levelDb } };
}
