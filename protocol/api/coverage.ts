import { z } from 'zod';
import { areaId, ulid } from '../messages/fields.ts';
import { TECHNOLOGIES } from '../nodes.ts';
import { PARTS_OF_DAY, SESSION_STATES } from '../sessions.ts';
import { BASES } from '../verdicts.ts';
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
    /** Where it is valid: a region's or the province's own set. */
    region: z.string().default(''),
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
    floorPerWeek: z.object({ normal: z.number(), regionIII: z.number(), byDecision: z.number().default(1) }),
    /** Least number of consecutive misses that fails a hamlet; one week's sessions when that is more. */
    minConsecutiveMisses: z.number().int(),
    minSessions: z.number().int(),
    /** Share of the sessions that may be cancelled ahead and leave the ratio; more count as not heard (DOMAIN §4.6). */
    cancelledShare: z.number().min(0).max(1).default(0.1),
    /** How long ahead a session is cancelled at the latest. */
    cancelAheadMs: z.number().int().min(0).default(3_600_000),
    /** A live announcement of at least this ends a run of silence; it never enters the ratio (DOMAIN §4.5). */
    liveEndsSilenceMs: z.number().int().min(0).default(60_000),
    /** Above this share excluded the result is insufficient (DOMAIN §4.7). */
    excludedShare: z.number().min(0).max(1).default(0.25),
    /** The province decides an exclusion at most this long after the period's end (DOMAIN §4.7). */
    exclusionDeadlineDays: z.number().int().min(0).max(90).default(15),
    /** Too few sessions in the window: so many days are looked at (DOMAIN §4.10). */
    lookBackDays: z.number().int().min(1).max(731).default(180),
    /** FM and wired stations are judged by visits (DOMAIN §4.9). */
    inspection: z
      .object({
        visits: z.number().int().min(1).max(12),
        apartDays: z.number().int().min(0).max(180),
        /** Share of the horns there that sound. */
        hornsShare: z.number().min(0).max(1),
        unannounced: z.boolean(),
        /** By somebody whose account reaches beyond the commune. */
        fromOutside: z.boolean(),
        duringSession: z.boolean(),
        /** Share of the sessions owed that stand in the broadcast log kept by hand. */
        logShare: z.number().min(0).max(1),
      })
      .default({
        ...{ visits: 2, apartDays: 30, hornsShare: 0.8 },
        ...{ unannounced: true, fromOutside: true, duringSession: true, logShare: 0.8 },
      }),
    /** A failing solar supply is never a reason to exclude (DOMAIN §4.8). */
    solarFailureCounts: z.boolean().default(true),
    /** What a hamlet made of others takes over of their sessions (DOMAIN §4.11). */
    inheritance: z.enum(['households', 'none']).default('households'),
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
    /** `share` of the sessions is excluded, more than `allowed`: insufficient. */
    'excluded-too-much',
    /** The gateway itself did not watch between `from` and `to` (ms UTC); `sessions` of the unknown ones lie there. */
    'unknown-unobserved',
    /** Nodes were offline between `from` and `to` and have not reported yet; `sessions` lie there. */
    'unknown-offline',
    /** Played on nodes without a sensor for which nothing vouches; `sessions`. */
    'unknown-unvouched',
    /** Judged by `visits` of `required` inspections that count, `apart` days apart, `log` share of the log kept. */
    'by-inspection',
    'visits-missing',
    'log-missing',
    /** `sessions` come from predecessors of this hamlet, by weight of households. */
    'inherited',
    /** The longest run of silence was ended by a live announcement at `at`. */
    'live-ended-silence',
    /** The window before was looked at too: `days` in all. */
    'looked-back',
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
    /** By a decision of the province. */
    excluded: z.number(),
    /** Cancelled ahead within the share the rule allows. */
    cancelled: z.number(),
  }),
  /** Sessions that are owed: those due, or the floor of the rule when that is more. */
  owed: z.number(),
  /** The same as if nothing had been excluded: both figures are always printed (DOMAIN §4.7). */
  without: z.object({ verdict: verdictWord, due: z.number(), heard: z.number(), lower: z.number(), upper: z.number() }),
  /** What it rests on: receipts of nodes, inspections, part by part both, nothing. */
  basis: z.enum(BASES),
  /** Is it the inspection that makes it met: «Đạt (theo kiểm tra)». */
  byInspection: z.boolean(),
  technologies: z.array(z.enum(TECHNOLOGIES)),
  households: z.number().int().optional(),
  /** Days judged: the rule's window, or the longer one looked back on. */
  days: z.number().int(),
  /** What is missing to pass: further sessions heard (0: none), visits that count. Absent when met. */
  missing: z.object({ sessions: z.number().int(), visits: z.number().int() }).optional(),
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
  /** The closed period it was frozen with; such an answer never changes. */
  period: z.object({ id: ulid, name: z.string(), closedAt: z.number() }).optional(),
  /** The area asked for, when it is a commune or above: over its hamlets, and over the communes of a province. */
  whole: areaVerdict
    .extend({
      communes: z
        .object({ total: z.number(), met: z.number(), notMet: z.number(), insufficient: z.number() })
        .optional(),
    })
    .optional(),
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
  period: z.object({ id: ulid, name: z.string(), closedAt: z.number() }).optional(),
  from: day,
  to: day,
  verdict: hamletVerdict,
  /**
   * Sessions in maintenance slips that were approved, counted apart: they stay in the ratio, which only the province's exclusion
   * changes (DOMAIN §4.7). Absent when there are none.
   */
  maintenanceSessions: z.number().int().optional(),
  sessions: z.array(sessionDetail),
});
export type HamletCoverage = z.infer<typeof hamletCoverage>;

/** `GET /coverage/{area}/trend?rule&months`: month by month, oldest first; `area` a hamlet, commune or province. */
export const trend = z.object({
  rule,
  months: z.array(
    z.object({
      /** 2026-11. */
      month: z.string(),
      due: z.number(),
      heard: z.number(),
      unknown: z.number(),
      lower: z.number(),
      upper: z.number(),
      /** Of the hamlets that existed at its end. */
      hamlets: z.number().int(),
      met: z.number().int(),
    }),
  ),
});
export type Trend = z.infer<typeof trend>;

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
