import { expect, it } from 'vitest';
import { createLog } from '../../firmware-sim/log.ts';
import { LOCAL_STATION_PATH, LocalStation } from '../../firmware-sim/station/local-station.ts';
import { AddressGuard } from '../../gateway/outside/address-guard.ts';
import { checkStation } from '../../gateway/relays/check.ts';
import { openStation } from '../../gateway/relays/open-station.ts';
import { freePort } from '../flows/processes.ts';

it('the demo’s own station is one that the gateway’s check finds sounding, as loud as others', async () => {
  const port = await freePort();
  const station = new LocalStation(createLog('fleet', 'silent'));
  station.start(port);
  // A second demo on the same machine goes without, and runs.
  const second = new LocalStation(createLog('fleet', 'silent'));
  second.start(port);
  const url = `http://127.0.0.1:${port}${LOCAL_STATION_PATH}`;
  const guard = new AddressGuard(['127.0.0.1']);
  const checked = await checkStation((signal) => openStation({ url, format: 'icecast' }, { guard, signal }));
  expect(checked).toMatchObject({ state: 'ok', found: { codec: 'mp3', kbps: 64 } });
  station.stop();
  second.stop();
});
