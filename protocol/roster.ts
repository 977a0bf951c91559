import { z } from 'zod';
import { areaId, counter, instant, nodeId, sha256 } from './messages/fields.ts';

/** Paths on the gateway's HTTP port that only the broker calls, with the launcher's token as bearer (DESIGN §8, roster). */
export const ROSTER_PATH = '/internal/roster';
export const ALARMS_PATH = '/internal/alarms';

/** One node that may connect: SHA-256 of each credential (its text, see sign-in.ts) valid now (two while one is being rotated), and its groups. */
export const rosterNode = z.object({
  node: nodeId,
  credentials: z.array(sha256).min(1).max(4),
  groups: z.array(areaId).max(16),
  /** SHA-256 of each client certificate (DER) valid now: taking one off here revokes it, no list of revocations is needed. */
  certificates: z.array(sha256).max(4).optional(),
});
export type RosterNode = z.infer<typeof rosterNode>;

/**
 * Answer to `GET /internal/roster?since={version}`; held up to 25 s when nothing is newer (then `nodes` and `removed` are empty).
 * `full` replaces everything known; otherwise `nodes` are added or replaced and `removed` taken out.
 */
export const roster = z.object({
  version: counter,
  full: z.boolean(),
  nodes: z.array(rosterNode),
  removed: z.array(nodeId),
});
export type Roster = z.infer<typeof roster>;

export const ALARM_KINDS = [
  'bad-credential',
  'duplicate-id',
  'denied-publish',
  'denied-subscribe',
  'oversized-packet',
  'malformed-packet',
  'too-many-connections',
] as const;

/** What the broker refused or noticed; batched, counted, best effort. `node` only when the name is on the roster. */
export const brokerAlarm = z.object({
  kind: z.enum(ALARM_KINDS),
  node: nodeId.optional(),
  address: z.string().max(64).optional(),
  detail: z.string().max(200).optional(),
  count: counter,
  at: instant,
});
export type BrokerAlarm = z.infer<typeof brokerAlarm>;
export const brokerAlarms = z.object({ alarms: z.array(brokerAlarm).max(500) });
