// pure
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { TextKey } from '../i18n/say.ts';

/** Longest relay the gateway takes (protocol/api/broadcast, which brings zod along). */
export const LONGEST_RELAY_MINUTES = 180;
const USUAL_MINUTES = 30;

/** What is passed on, as typed. */
export interface TypedRelay {
  readonly station: string;
  readonly minutes: string;
  /** The recording that sounds while the station is away. */
  readonly fallback: string;
}
export interface RelaySaid {
  readonly relay: { readonly station: string; readonly minutes: number };
  readonly recording: string;
}
export interface RelayFault {
  readonly field: 'relay-station' | 'relay-minutes' | 'relay-fallback';
  readonly word: TextKey;
}

export const EMPTY_RELAY: TypedRelay = { station: '', minutes: String(USUAL_MINUTES), fallback: '' };

export function typedRelay({ relay, recording }: Pick<Bulletin, 'relay' | 'recording'>): TypedRelay {
  return relay
    ? { station: relay.station, minutes: String(relay.minutes), fallback: recording }
    : { ...EMPTY_RELAY, fallback: recording };
}

/** A station brings its own fallback along, unless the person chose another already. */
export function withStation(
  before: TypedRelay,
  station: { readonly id: string; readonly fallback?: string | undefined } | undefined,
  former: { readonly fallback?: string | undefined } | undefined,
): TypedRelay {
  const own = before.fallback !== '' && before.fallback !== former?.fallback;
  return { ...before, station: station?.id ?? '', fallback: own ? before.fallback : (station?.fallback ?? '') };
}

export function readRelay({ station, minutes, fallback }: TypedRelay): { said: RelaySaid } | { faults: RelayFault[] } {
  const number = /^\s*\d+\s*$/.test(minutes) ? Number(minutes) : 0;
  const faults: RelayFault[] = [
    ...(station ? [] : [{ field: 'relay-station', word: 'relay.bad.station' } as const]),
    ...(number >= 1 && number <= LONGEST_RELAY_MINUTES
      ? []
      : [{ field: 'relay-minutes', word: 'relay.bad.minutes' } as const]),
    ...(fallback ? [] : [{ field: 'relay-fallback', word: 'relay.bad.fallback' } as const]),
  ];
  return faults.length > 0 ? { faults } : { said: { relay: { station, minutes: number }, recording: fallback } };
}
