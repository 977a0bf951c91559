import type { RelayEvent, RelayStation, RelayStationInput } from '../../protocol/api/relays.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

const SOON_MS = 30_000;

export const useRelays = (enabled = true) =>
  useGet<{ items: RelayStation[] }>(paths.relays, {}, { enabled, everyMs: SOON_MS });
export const useSaveRelay = (id: string | undefined) =>
  useChange(
    (client, input: RelayStationInput) =>
      id === undefined
        ? client.send<RelayStation>('POST', paths.relays, input)
        : client.send<RelayStation>('PATCH', paths.relay(id), input),
    [paths.relays],
  );
export const useRemoveRelay = () =>
  useChange((client, id: string) => client.send<void>('DELETE', paths.relay(id)), [paths.relays]);
/** The gateway listens for some seconds and answers the station as it found it. */
export const useCheckRelay = (id: string) =>
  useChange((client) => client.send<RelayStation>('POST', paths.checkRelay(id)), [paths.relays, paths.relayEvents(id)]);
export const useRelayEvents = (id: string) =>
  useGet<{ items: RelayEvent[] }>(paths.relayEvents(id), {}, { everyMs: SOON_MS });
