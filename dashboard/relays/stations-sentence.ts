// pure
import type { RelayStation } from '../../protocol/api/relays.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

/** «6/8 đài nghe được. Mất nguồn: VOV2. Không có tiếng: Đài huyện.» */
export function stationsSentence(
  stations: readonly Pick<RelayStation, 'name' | 'state'>[],
  say: Say,
  format: Format,
): string {
  if (stations.length === 0) return say('relay.sentence-none');
  const named = (state: RelayStation['state']) => stations.filter((one) => one.state === state).map(({ name }) => name);
  const [lost, silent, unknown] = [named('lost'), named('silent'), named('unknown')];
  return [
    say('relay.sentence', { ok: format.number(named('ok').length), total: format.number(stations.length) }),
    ...(lost.length > 0 ? [say('relay.sentence-lost', { names: lost.join(', ') })] : []),
    ...(silent.length > 0 ? [say('relay.sentence-silent', { names: silent.join(', ') })] : []),
    ...(unknown.length > 0 ? [say('relay.sentence-unknown', { names: unknown.join(', ') })] : []),
  ].join(' ');
}
