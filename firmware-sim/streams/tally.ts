// pure
import type { ReceiptBody } from '../../protocol/messages/uplink.ts';

export type StreamTold = NonNullable<ReceiptBody['streams']>[number];
type Why = StreamTold['breaks'][number]['why'];

/** A shorter stutter is not told as a break; its silence counts all the same. */
const LEAST_BREAK_MS = 500;
/** What the schema allows; the last ones are told as one. */
const MOST_BREAKS = 32;
export const MOST_STREAMS = 8;

/** What one stream part came to: its own sound, its fallback's, and neither. */
export class Tally {
  readonly #sha256: string;
  #ownMs = 0;
  #fallbackMs = 0;
  #silentMs = 0;
  #breaks: StreamTold['breaks'] = [];
  #backAt = Number.NEGATIVE_INFINITY;
  #away: { from: number; why: Why } | undefined;

  constructor(sha256: string) {
    this.#sha256 = sha256;
  }

  /** Time in which nothing sounded that should have. */
  get silentMs(): number {
    return this.#silentMs;
  }

  own(ms: number): void {
    this.#ownMs += ms;
  }

  fallback(ms: number): void {
    this.#fallbackMs += ms;
  }

  silent(ms: number): void {
    this.#silentMs += ms;
  }

  /** What was taken for sound is known now to have been silence. */
  wasSilent(ms: number): void {
    const taken = Math.min(ms, this.#ownMs);
    this.#ownMs -= taken;
    this.#silentMs += taken;
  }

  /**
   * It is away since `at`, but never since before it was last back. Said again it changes nothing, but that a loss may turn out to have
   * been the beginning of a silence, or to have ended in one.
   */
  away(at: number, why: Why): void {
    const known = this.#away;
    if (known && (why === known.why || known.why === 'silent')) return;
    if (known && at - known.from >= LEAST_BREAK_MS) this.back(at);
    this.#away = { from: Math.max(Math.min(at, this.#away?.from ?? at), this.#backAt), why };
  }

  back(at: number): void {
    this.#breaks = this.#told(at);
    this.#away = undefined;
    this.#backAt = at;
  }

  /** As it stands at `at`; a break that goes on is told up to then. */
  told(at: number): StreamTold {
    return {
      sha256: this.#sha256,
      playedMs: Math.round(this.#ownMs),
      fallbackMs: Math.round(this.#fallbackMs),
      breaks: this.#told(at),
    };
  }

  #told(at: number): StreamTold['breaks'] {
    const away = this.#away;
    if (!away || at - away.from < LEAST_BREAK_MS) return this.#breaks;
    return joined([...this.#breaks, { from: Math.round(away.from), to: Math.round(at), why: away.why }]);
  }
}

/** Of one part in several stretches one account. */
export function joinTold(before: readonly StreamTold[], more: readonly StreamTold[]): StreamTold[] {
  const bySha = new Map(before.map((told) => [told.sha256, told]));
  for (const told of more) {
    const known = bySha.get(told.sha256);
    bySha.set(
      told.sha256,
      known
        ? {
            sha256: told.sha256,
            playedMs: known.playedMs + told.playedMs,
            fallbackMs: known.fallbackMs + told.fallbackMs,
            breaks: joined([...known.breaks, ...told.breaks]),
          }
        : told,
    );
  }
  return [...bySha.values()].slice(0, MOST_STREAMS);
}

function joined(breaks: StreamTold['breaks']): StreamTold['breaks'] {
  if (breaks.length <= MOST_BREAKS) return breaks;
  const kept = breaks.slice(0, MOST_BREAKS - 1);
  const rest = breaks.slice(MOST_BREAKS - 1);
  const [first] = rest;
  const last = rest.at(-1);
  return first && last ? [...kept, { ...first, to: last.to }] : kept;
}
