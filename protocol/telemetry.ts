/** What is kept of a node's measurements over hours and months, in the order of the columns. */
export const TELEMETRY_FIELDS = [
  'rssiDbm',
  'mainsVolts',
  'celsius',
  'levelDb',
  'freeBytes',
  'outputWatts',
  'clockErrorMs',
] as const;
export type TelemetryField = (typeof TELEMETRY_FIELDS)[number];

/** Why a stretch of a chart is empty: the node was silent, or the gateway did not watch. */
export const TELEMETRY_GAPS = ['silent', 'unobserved'] as const;
