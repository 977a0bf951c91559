export const PRESENCE_STATES = ['online', 'offline', 'unobserved', 'maintenance'] as const;

/** What a list of nodes is sorted by. */
export const NODE_SORTS = ['code', 'hamlet', 'last-seen'] as const;
export type NodeSort = (typeof NODE_SORTS)[number];

/** IP (CNTT-VT), FM (không dây), wired (hữu tuyến): of a node, not of a station. */
export const TECHNOLOGIES = ['ip', 'fm', 'wired'] as const;
export type Technology = (typeof TECHNOLOGIES)[number];
