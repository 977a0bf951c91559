import { type FaultKind, MUTE_KINDS } from './faults.ts';

export const PRESENCE_STATES = ['online', 'offline', 'unobserved', 'maintenance'] as const;

/** What a list of nodes is sorted by. */
export const NODE_SORTS = ['code', 'hamlet', 'last-seen', 'firmware', 'clock', 'fault'] as const;
export type NodeSort = (typeof NODE_SORTS)[number];

/** The chips of the fleet: silent, there but not heard, works but not steadily, in maintenance, no device yet. */
export const NODE_GROUPS = ['all', 'silent', 'mute', 'unsteady', 'maintenance', 'not-enrolled'] as const;
export type NodeGroup = (typeof NODE_GROUPS)[number];
/** A node with one of these works, but not steadily or not for long («Chập chờn»). */
export const UNSTEADY_KINDS: readonly FaultKind[] = ['firmware-failing', 'playback-error', 'on-battery', 'weak-signal'];
/** A clock is off when it is wrong by more than this. */
export const CLOCK_OFF_MS = 5_000;

/** How a node stands on a map and in a list, from the worst (UX §1). */
export const FLEET_MEANINGS = ['bad', 'partial', 'unknown', 'excused', 'planned', 'good'] as const;
export type FleetMeaning = (typeof FLEET_MEANINGS)[number];

export interface NodeStanding {
  readonly presence: (typeof PRESENCE_STATES)[number];
  readonly enrolled: boolean;
  readonly faults?: readonly FaultKind[] | undefined;
  readonly maintenance?: string | undefined;
}

export function isInGroup(node: NodeStanding, group: NodeGroup): boolean {
  switch (group) {
    case 'all':
      return true;
    case 'silent':
      return node.enrolled && node.presence === 'offline';
    case 'mute':
      return node.faults?.some((kind) => MUTE_KINDS.includes(kind)) ?? false;
    case 'unsteady':
      return node.faults?.some((kind) => UNSTEADY_KINDS.includes(kind)) ?? false;
    case 'maintenance':
      return node.maintenance !== undefined;
    case 'not-enrolled':
      return !node.enrolled;
  }
}

/** The one word for a node: maintenance excuses, silence and muteness are bad, unsteadiness is half. */
export function fleetMeaning(node: NodeStanding): FleetMeaning {
  if (!node.enrolled) return 'planned';
  if (node.maintenance !== undefined) return 'excused';
  if (node.presence === 'offline' || isInGroup(node, 'mute')) return 'bad';
  if (node.presence === 'unobserved') return 'unknown';
  return isInGroup(node, 'unsteady') ? 'partial' : 'good';
}

/** IP (CNTT-VT), FM (không dây), wired (hữu tuyến): of a node, not of a station. */
export const TECHNOLOGIES = ['ip', 'fm', 'wired'] as const;
export type Technology = (typeof TECHNOLOGIES)[number];
