import { API, everywhere, get, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

const own = everywhere('counts and shows what lies in the caller’s areas alone (test/gateway/nodes/fleet.test.ts)');

/** What nodes measured and used, and the fleet at a glance. */
export const FLEET_ROWS: Rows = {
  [`GET ${API}/nodes/:id/telemetry`]: get(({ node }) => `/nodes/${node}/telemetry?from=0&to=1000`, inHamlet),
  [`GET ${API}/nodes/:id/data-use`]: get(({ node }) => `/nodes/${node}/data-use`, inHamlet),
  [`GET ${API}/nodes/counts`]: get(() => '/nodes/counts', own),
  [`GET ${API}/nodes/map`]: get(() => '/nodes/map', own),
  [`GET ${API}/nodes.csv`]: get(() => '/nodes.csv', own),
};
