// pure
import type { Delivery } from '../../protocol/api/broadcast.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

const NAMED = 3;

/** «đài 27 phút · dự phòng 3 phút · mất lúc 06:12–06:15»; a station that never was away says only how long it sounded. */
export function streamsText(
  { relayMs, fallbackMs, breaks }: NonNullable<Delivery['streams']>,
  say: Say,
  format: Format,
): string {
  const spans = breaks.slice(0, NAMED).map(({ from, to, why }) => {
    const span = timeOf(from) === timeOf(to) ? timeOf(from) : `${timeOf(from)}–${timeOf(to)}`;
    return say(`relay.streams.${why}`, { span });
  });
  const more = breaks.length - spans.length;
  return [
    say('relay.streams.relay', { duration: format.duration(relayMs) }),
    ...(fallbackMs > 0 ? [say('relay.streams.fallback', { duration: format.duration(fallbackMs) })] : []),
    ...spans,
    ...(more > 0 ? [say('relay.streams.more', { n: format.number(more) })] : []),
  ].join(' · ');
}
