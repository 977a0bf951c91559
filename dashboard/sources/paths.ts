import type { AlertState } from '../../protocol/sources.ts';

export const SOURCES_PATH = '/quan-tri/he-thong-nguon';
export const ALERTS_PATH = '/canh-bao';
export const alertPath = (alert: string) => `${ALERTS_PATH}/${alert}`;
export const emergencyPath = (emergency: string) => `/khan-cap/${emergency}`;
/** The list, narrowed to one state. */
export const alertsOf = (state: AlertState) => `${ALERTS_PATH}?muc=${state}`;
