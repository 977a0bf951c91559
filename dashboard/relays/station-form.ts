// pure
import type { RelayStation, RelayStationInput } from '../../protocol/api/relays.ts';
import { RELAY_FORMATS, type RelayFormat, type RelayWay } from '../../protocol/relays.ts';
import type { TextKey } from '../i18n/say.ts';

/** As typed; empty fallback: none. */
export interface TypedStation {
  readonly name: string;
  readonly url: string;
  readonly format: RelayFormat;
  readonly way: RelayWay;
  readonly fallback: string;
}
export interface StationFault {
  readonly field: 'station-name' | 'station-url';
  readonly word: TextKey;
}

export function typedStation(one: RelayStation | undefined): TypedStation {
  const { name = '', url = '', format = 'auto', way = 'gateway', fallback = '' } = one ?? {};
  return { name, url, format, way, fallback };
}

export const formatOf = (text: string): RelayFormat => RELAY_FORMATS.find((one) => one === text) ?? 'auto';

/** What is sent, or what must be mended first. `area`: where a new one belongs. */
export function readStation(
  typed: TypedStation,
  area: string | undefined,
): { input: RelayStationInput } | { faults: StationFault[] } {
  const name = typed.name.trim().normalize('NFC');
  const url = typed.url.trim();
  const faults: StationFault[] = [
    ...(name === '' ? [{ field: 'station-name', word: 'relay.bad.name' } as const] : []),
    ...(/^https?:\/\/[^\s/]+\S*$/i.test(url) ? [] : [{ field: 'station-url', word: 'relay.bad.url' } as const]),
  ];
  if (faults.length > 0) return { faults };
  const { format, way, fallback } = typed;
  return { input: { name, url, format, way, ...(fallback ? { fallback } : {}), ...(area ? { area } : {}) } };
}
