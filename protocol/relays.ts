/** How a station sends. `auto`: found out by the check. */
export const RELAY_FORMATS = ['auto', 'icecast', 'hls'] as const;
export type RelayFormat = (typeof RELAY_FORMATS)[number];

/** Once per commune through the gateway, or each node from the station itself. */
export const RELAY_WAYS = ['gateway', 'direct'] as const;
export type RelayWay = (typeof RELAY_WAYS)[number];

export const RELAY_STATES = ['unknown', 'ok', 'silent', 'lost'] as const;
export type RelayState = (typeof RELAY_STATES)[number];

/** Each planned relay is checked so long before it starts. */
export const RELAY_CHECK_BEFORE_MS = 5 * 60_000;
