import { createHash } from 'node:crypto';
import type { Part } from '../../protocol/messages/fields.ts';
import type { RelayWay } from '../../protocol/relays.ts';
import { RELAY_SILENCE_DB, RELAY_SILENCE_MS, relayStreamPath, streamContentWords } from '../../protocol/streams.ts';
import { MINUTE_MS } from '../../protocol/units.ts';

/** A station as far as what sounds depends on it. */
export interface Relayed {
  readonly id: string;
  readonly url: string;
  readonly way: RelayWay;
}

/** The name of what sounds, where there is no file to name: what receipts cite. */
export function relayContent(station: string): string {
  return createHash('sha256').update(streamContentWords('relay', station)).digest('hex');
}

/** Which address was meant, as a hash: what an approval of a relay is bound to (docs/decisions/0039). */
export function sourceOf({ url }: Pick<Relayed, 'url'>): string {
  return createHash('sha256').update(url).digest('hex');
}

/**
 * A station as a piece of a run: it sounds for so many minutes by the clock, itself or its fallback. Keys stand in the order of
 * the protocol's schema, so that what was stored and what is made anew are the same text.
 */
export function relayPart(
  { id, url, way }: Relayed,
  minutes: number,
  fallback: Part,
): Part & Pick<Required<Part>, 'stream'> {
  const { sha256, durationMs, opus, mp3 } = fallback;
  return {
    sha256: relayContent(id),
    durationMs: minutes * MINUTE_MS,
    stream: {
      kind: 'relay',
      url: way === 'gateway' ? relayStreamPath(id) : url,
      silenceMs: RELAY_SILENCE_MS,
      silenceDb: RELAY_SILENCE_DB,
      fallback: [{ sha256, durationMs, ...(opus && { opus }), ...(mp3 && { mp3 }) }],
    },
  };
}
