// pure
import { PRINT_RATE } from '../../protocol/fingerprint/print.ts';

/** What lies between a transmitter and the ear of a listening node. Figures of ours, for simulation. */
export interface Room {
  /** Horns further away: how much later, and how much of the first one's amplitude. */
  readonly echoes: readonly { readonly ms: number; readonly share: number }[];
  /** Noise below the sound, dB. */
  readonly snrDb: number;
  /** A transmitter's limiter: peaks above this many times the mean are pressed down; absent: none. */
  readonly limiter?: number | undefined;
  /** A player whose clock is off: 1.003 plays three in a thousand faster. */
  readonly speed?: number | undefined;
  readonly seed: number;
}

export const QUIET_ROOM: Room = { echoes: [], snrDb: 20, seed: 1 };
/** Three horns along a road, traffic, an old transmitter. */
export const ROADSIDE: Room = {
  echoes: [
    { ms: 73, share: 0.7 },
    { ms: 180, share: 0.6 },
    { ms: 390, share: 0.4 },
  ],
  snrDb: 10,
  limiter: 1.5,
  seed: 2,
};

/** Level of the sound at the ear, as a share of full scale. */
const HEARD_RMS = 0.05;

/**
 * What the ear hears of `sound` (8 kHz, −1 to 1) broadcast over FM: 300 Hz to 3 kHz, limited, from several horns, in noise of this room.
 * `beforeMs` of noise alone stand before it, `afterMs` behind. With `undefined` there is noise only, as loud as it would be beside sound.
 */
export function heardIn(
  room: Room,
  sound: Float64Array | undefined,
  { beforeMs, afterMs }: { readonly beforeMs: number; readonly afterMs: number },
): Float64Array {
  const played = sound && overFm(atSpeed(sound, room.speed ?? 1), room);
  const before = Math.round((beforeMs * PRINT_RATE) / 1_000);
  const after = Math.round((afterMs * PRINT_RATE) / 1_000);
  const out = noise(room.seed, before + (played?.length ?? 0) + after, HEARD_RMS * 10 ** (-room.snrDb / 20));
  played?.forEach((sample, n) => {
    out[before + n] = (out[before + n] as number) + sample;
  });
  return out;
}

function overFm(sound: Float64Array, { echoes, limiter }: Room): Float64Array {
  const band = filtered(filtered(sound, 'high', 300), 'low', 3_000);
  const horns = withEchoes(band, echoes);
  const level = rmsOf(horns);
  if (level === 0) return horns;
  const most = limiter === undefined ? undefined : level * limiter;
  return horns.map((sample) => ((most === undefined ? sample : Math.tanh(sample / most) * most) / level) * HEARD_RMS);
}

function withEchoes(sound: Float64Array, echoes: Room['echoes']): Float64Array {
  const out = Float64Array.from(sound);
  for (const { ms, share } of echoes) {
    const late = Math.round((ms * PRINT_RATE) / 1_000);
    for (let n = late; n < out.length; n++) out[n] = (out[n] as number) + share * (sound[n - late] as number);
  }
  return out;
}

function atSpeed(sound: Float64Array, speed: number): Float64Array {
  if (speed === 1) return sound;
  return Float64Array.from({ length: Math.floor((sound.length - 1) / speed) }, (_, n) => {
    const at = n * speed;
    const whole = Math.floor(at);
    const rest = at - whole;
    return (sound[whole] as number) * (1 - rest) + (sound[whole + 1] ?? 0) * rest;
  });
}

/** Second order, Butterworth (the cookbook of R. Bristow-Johnson). */
function filtered(sound: Float64Array, pass: 'low' | 'high', hertz: number): Float64Array {
  const angle = (2 * Math.PI * hertz) / PRINT_RATE;
  const cosine = Math.cos(angle);
  const alpha = Math.sin(angle) / Math.SQRT2;
  const edge = pass === 'high' ? (1 + cosine) / 2 : (1 - cosine) / 2;
  const middle = pass === 'high' ? -(1 + cosine) : 1 - cosine;
  const whole = 1 + alpha;
  const out = new Float64Array(sound.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  sound.forEach((x, n) => {
    const y = (edge * x + middle * x1 + edge * x2 + 2 * cosine * y1 - (1 - alpha) * y2) / whole;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    out[n] = y;
  });
  return out;
}

/** Wind and motors are louder below: half of it white, half of it low. */
export function noise(seed: number, length: number, rms: number): Float64Array {
  const out = new Float64Array(length);
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  let low = 0;
  for (let n = 0; n < length; n++) {
    const white = random() + random() + random();
    low = 0.7 * low + 0.3 * white;
    out[n] = 0.5 * white + low;
  }
  const level = rmsOf(out);
  return level === 0 ? out : out.map((sample) => (sample / level) * rms);
}

function rmsOf(sound: Float64Array): number {
  return sound.length === 0 ? 0 : Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length);
}
