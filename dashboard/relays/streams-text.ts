// pure
import type { Delivery } from '../../protocol/api/broadcast.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

const NAMED = 3;

type Told = Pick<Delivery, 'relayMs' | 'fallbackMs' | 'breaks'>;

/**
 * «đài 27 phút · dự phòng 3 phút · mất lúc 06:12–06:15»; of a station that never was away only how long it sounded. Nothing where no
 * stream was. Of somebody who spoke (`relayed` false) only the breaks.
 */
export function streamsText(
  { relayMs, fallbackMs = 0, breaks = [] }: Told,
  relayed: boolean,
  say: Say,
  format: Format,
): string | undefined {
  if (relayMs === undefined) return undefined;
  const spans = breaks.slice(0, NAMED).map(({ from, to, why }) => {
    const span = timeOf(from) === timeOf(to) ? timeOf(from) : `${timeOf(from)}–${timeOf(to)}`;
    return say(`relay.streams.${why}`, { span });
  });
  const more = breaks.length - spans.length;
  const parts = [
    ...(relayed ? [say('relay.streams.relay', { duration: format.duration(relayMs) })] : []),
    ...(fallbackMs > 0 ? [say('relay.streams.fallback', { duration: format.duration(fallbackMs) })] : []),
    ...spans,
    ...(more > 0 ? [say('relay.streams.more', { n: format.number(more) })] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}
