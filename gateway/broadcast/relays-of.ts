// pure
import type { ApprovalItem } from '../../protocol/api/library.ts';
import type { StoredBulletin } from './bulletin-store.ts';

/** The stations that would be passed on: nobody can hear beforehand what they will say, only what stands in for them. */
export function relaysOf(
  said: readonly Pick<StoredBulletin, 'relay' | 'recording'>[],
  nameOf: (station: string) => string | undefined,
): Pick<ApprovalItem, 'relays'> {
  const relays = said.flatMap(({ relay, recording }) =>
    relay
      ? [{ station: relay.station, name: nameOf(relay.station) ?? '', minutes: relay.minutes, fallback: recording }]
      : [],
  );
  return relays.length === 0 ? {} : { relays };
}
