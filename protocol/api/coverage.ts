import { z } from 'zod';
import { areaId, ulid } from '../messages/fields.ts';
import { PARTS_OF_DAY, SESSION_STATES } from '../sessions.ts';
import { day } from './common.ts';

export const VERDICTS = ['met', 'not-met', 'insufficient'] as const;
export const verdictWord = z.enum(VERDICTS);
export type VerdictWord = z.infer<typeof verdictWord>;

export const sessionState = z.enum(SESSION_STATES);
export type SessionState = z.infer<typeof sessionState>;

/** A versioned definition of "working regularly". Every number is editable; the defaults are ours, not law (DOMAIN §4). */
export const rule = z.object({
  id: z.string(),
  version: z.number().int(),
  name: z.string(),
  /** Criteria set, level and the code it belongs to, always printed with the verdict. */
  criterion: z.object({
    set: z.string(),
    level: z.enum(['base', 'advanced', 'model']),
    code: z.string(),
    basis: z.string(),
  }),
  validFrom: day,
  validTo: day.optional(),
  numbers: z.object({
    windowDays: z.number().int().min(1).max(731),
    /** Share of a session's minutes that must have sounded. */
    sessionMinutesShare: z.number().min(0).max(1),
    /** Share of the hamlet's horns on the nodes that sounded it. */
    hornsShare: z.number().min(0).max(1),
    /** Share of sessions heard. */
    sessionsShare: z.number().min(0).max(1),
    /** Sessions a week that count even when fewer are registered. */
    floorPerWeek: z.object({ normal: z.number(), regionIII: z.number() }),
    /** Least number of consecutive misses that fails a hamlet; one week's sessions when that is more. */
    minConsecutiveMisses: z.number().int(),
    minSessions: z.number().int(),
    /** Share of the sessions that may be cancelled ahead and leave the ratio; more count as not heard (DOMAIN §4.6). */
    cancelledShare: z.number().min(0).max(1).default(0.1),
    /** How early and how late a session's sound may begin. */
    earlyMs: z.number().int(),
    /** An inspection or self-test vouches this long for horns without a sensor. */
    vouchDays: z.number().int(),
    /** Share of hamlets that must be met for the commune. */
    communeShare: z.number().min(0).max(1),
  }),
});
export type Rule = z.infer<typeof rule>;

/** Why a verdict is what it is; the UI makes sentences of them. */
export const verdictReason = z.object({
  code: z.enum([
    'no-nodes',
    'too-few-sessions',
    'heard-share',
    'consecutive-misses',
    'unknown-sessions',
    'below-floor',
    'cancelled-too-often',
    'bounds-disagree',
    'hamlets-share',
  ]),
  figures: z.record(z.string(), z.number()),
});
export type VerdictReason = z.infer<typeof verdictReason>;

export const hamletVerdict = z.object({
  hamlet: areaId,
  name: z.string(),
  commune: areaId,
  communeName: z.string(),
  verdict: verdictWord,
  sessions: z.object({
    due: z.number(),
    heard: z.number(),
    partial: z.number(),
    notHeard: z.number(),
    unknown: z.number(),
    excluded: z.number(),
  }),
  /** Share heard with unknown as not heard, and with unknown as heard; 0 to 1. */
  lower: z.number(),
  upper: z.number(),
  longestMiss: z.number().int(),
  nodes: z.number().int(),
  horns: z.number().int(),
  /** The last 14 days, oldest first: worst state of each day, undefined when nothing was registered. */
  strip: z.array(z.object({ day, state: sessionState.optional() })),
  reasons: z.array(verdictReason),
});
export type HamletVerdict = z.infer<typeof hamletVerdict>;

export const areaVerdict = z.object({
  area: areaId,
  name: z.string(),
  verdict: verdictWord,
  hamlets: z.number().int(),
  met: z.number().int(),
  notMet: z.number().int(),
  insufficient: z.number().int(),
  withoutNodes: z.number().int(),
  required: z.number().int(),
});
export type AreaVerdict = z.infer<typeof areaVerdict>;

export const coverage = z.object({
  rule: rule,
  from: day,
  to: day,
  computedAt: z.number(),
  /** Entries in the evidence log that this answer saw. */
  treeSize: z.number().int(),
  communes: z.array(areaVerdict),
  hamlets: z.array(hamletVerdict),
});
export type Coverage = z.infer<typeof coverage>;

export const sessionDetail = z.object({
  day,
  part: z.enum(PARTS_OF_DAY),
  state: sessionState,
  dueMs: z.number(),
  heardLowMs: z.number(),
  heardHighMs: z.number(),
  runs: z.array(z.string()),
});
export type SessionDetail = z.infer<typeof sessionDetail>;
export const hamletCoverage = z.object({
  rule,
  from: day,
  to: day,
  verdict: hamletVerdict,
  sessions: z.array(sessionDetail),
});
export type HamletCoverage = z.infer<typeof hamletCoverage>;

/** First page: what is on air, what comes, how the morning went. */
export const overview = z.object({
  at: z.number(),
  area: areaId,
  name: z.string(),
  nodes: z.object({
    total: z.number(),
    online: z.number(),
    offline: z.number(),
    unobserved: z.number(),
    maintenance: z.number(),
    notEnrolled: z.number(),
  }),
  horns: z.number(),
  hamlets: z.object({ total: z.number(), met: z.number(), notMet: z.number(), insufficient: z.number() }),
  communes: z.array(areaVerdict.extend({ nodes: z.number(), online: z.number() })),
  onAir: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      dueAt: z.number(),
      endsAt: z.number(),
      nodes: z.number(),
      playing: z.number(),
      /** Nodes whose receipt is there already. */
      done: z.number(),
    }),
  ),
  next: z.array(z.object({ id: z.string(), title: z.string(), dueAt: z.number(), nodes: z.number() })),
  today: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      dueAt: z.number(),
      nodes: z.number(),
      heard: z.number(),
      ended: z.boolean(),
    }),
  ),
  /** Is the gateway's own watch open. */
  watching: z.boolean(),
});
export type Overview = z.infer<typeof overview>;

export const FAULT_KINDS = [
  'offline',
  'duplicate-id',
  'bad-credential',
  'forged-message',
  'denied-publish',
  'rotation-unfinished',
  'node-fault',
  'refusal',
  'order-unresolved',
  'emergency-not-reviewed',
] as const;
export const fault = z.object({
  id: ulid,
  kind: z.enum(FAULT_KINDS),
  node: z.string().optional(),
  nodeCode: z.string().optional(),
  hamletName: z.string().optional(),
  since: z.number(),
  until: z.number().optional(),
  count: z.number().int(),
  detail: z.string().optional(),
});
export type Fault = z.infer<typeof fault>;

export const auditEntry = z.object({
  id: z.number(),
  at: z.number(),
  by: z.string(),
  byName: z.string().optional(),
  action: z.string(),
  subject: z.string().optional(),
  outcome: z.enum(['done', 'refused', 'failed']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const checkpoint = z.object({
  origin: z.string(),
  size: z.number().int(),
  rootHash: z.string(),
  at: z.number(),
  note: z.string(),
  publicKey: z.string(),
});
