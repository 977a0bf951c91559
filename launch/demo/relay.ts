import { LOCAL_STATION_PATH } from '../../firmware-sim/station/local-station.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Staff } from './on-air.ts';

/** How long the morning passes it on; a session of a commune has twenty minutes. */
const MINUTES = 5;

/** The demo's own station (firmware-sim/station), and an approved bulletin that passes it on; `fallback` is a bulletin whose recording fills in. */
export async function makeRelay(
  gateway: Gateway,
  { operator, approver }: Staff,
  { area, port, fallback }: { readonly area: string; readonly port: number; readonly fallback: string },
): Promise<string> {
  const { bulletins } = gateway.broadcast;
  const { recording } = await bulletins.get(fallback);
  const station = await gateway.relays.stations.create(operator, {
    ...{ name: 'Đài tỉnh (mô phỏng)', url: `http://127.0.0.1:${port}${LOCAL_STATION_PATH}`, area },
    ...{ format: 'icecast', way: 'gateway', fallback: recording },
  });
  const bulletin = await bulletins.create(operator, {
    ...{ title: 'Tiếp âm thời sự đài tỉnh', class: 'normal', field: 'general', language: 'vi', recording, area },
    relay: { station: station.id, minutes: MINUTES },
  });
  await bulletins.approve(approver, bulletin.id);
  return bulletin.id;
}
