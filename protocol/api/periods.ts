import { z } from 'zod';
import { areaId, sha256, ulid } from '../messages/fields.ts';
import { EXCLUSION_CAUSES } from '../verdicts.ts';
import { day } from './common.ts';
import { rule, verdictWord } from './coverage.ts';

/**
 * A period (kỳ) of the province: what is judged in it is frozen when it closes, at the earliest 15 days after its last day, and
 * never written again. Later evidence is an addendum.
 */
export const period = z.object({
  id: ulid,
  /** Quý IV/2026. */
  name: z.string(),
  from: day,
  to: day,
  /** The day after which it closes by itself, in the night that follows; 15 days after `to` (the rule's deadline) or later. */
  closesOn: day,
  closedAt: z.number().optional(),
  closedByName: z.string().optional(),
  /** SHA-256 of the frozen answers, and entries the evidence log held. */
  frozen: z.object({ sha256, treeSize: z.number().int() }).optional(),
});
export type Period = z.infer<typeof period>;
/** `POST /periods`, administrators of the whole province; `POST /periods/{id}/close`, not before `to` + 15 days. */
export const periodInput = z
  .object({ name: z.string().trim().min(1).max(60), from: day, to: day, closesOn: day.optional() })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' });
export type PeriodInput = z.infer<typeof periodInput>;
/** `GET /periods/{id}/addenda`: hamlets whose recomputed verdict is no longer the frozen one. */
export const addendum = z.object({
  hamlet: areaId,
  name: z.string(),
  rule: z.string(),
  frozen: z.object({ verdict: verdictWord, lower: z.number(), upper: z.number() }),
  now: z.object({ verdict: verdictWord, lower: z.number(), upper: z.number() }),
});
export type Addendum = z.infer<typeof addendum>;

/**
 * `GET /rules/{id}`: every version, newest first. A draft is the version after the newest published one; there is at most one.
 * `PUT /rules/{id}/draft` writes it, `DELETE` drops it, `POST /rules/{id}/draft/publish` by another administrator makes it a rule.
 */
export const ruleVersion = z.object({
  rule,
  state: z.enum(['draft', 'published']),
  reason: z.string().optional(),
  byName: z.string(),
  at: z.number(),
  publishedByName: z.string().optional(),
  publishedAt: z.number().optional(),
  /** Why the reader may not publish it now; absent when they may. */
  mayNotPublish: z.enum(['own-draft', 'not-whole-province']).optional(),
});
export type RuleVersion = z.infer<typeof ruleVersion>;
export const ruleDraftInput = rule
  .omit({ id: true, version: true })
  .extend({ name: z.string().trim().min(1).max(200), reason: z.string().trim().min(1).max(500) });
export type RuleDraftInput = z.infer<typeof ruleDraftInput>;
/** `POST /rules/{id}/draft/publish`: `at` of the draft the publisher has read; another one by now is refused. Absent: not compared. */
export const publishInput = z.object({ at: z.number().optional() });
/** `POST /rules/{id}/draft/trial {from,to}`: which hamlets and communes the draft would judge otherwise than the newest version. */
export const trialInput = z.object({ from: day, to: day, area: areaId.optional() });
export const trial = z.object({
  from: day,
  to: day,
  against: z.object({ id: z.string(), version: z.number().int() }),
  judged: z.number().int(),
  changes: z.array(
    z.object({
      hamlet: areaId,
      name: z.string(),
      communeName: z.string(),
      before: verdictWord,
      after: verdictWord,
      lowerBefore: z.number(),
      lowerAfter: z.number(),
    }),
  ),
  communes: z.array(z.object({ commune: areaId, name: z.string(), before: verdictWord, after: verdictWord })),
});
export type Trial = z.infer<typeof trial>;

/**
 * `GET/POST /exclusions`, `POST /exclusions/{id}/revoke`: sessions left out by a decision of the province (DOMAIN §4.7). Never by a
 * commune's own account; at most 15 days after the period's end; never in a closed period.
 */
export const exclusion = z.object({
  id: ulid,
  areas: z.array(z.object({ id: areaId, name: z.string() })),
  from: day,
  to: day,
  /** Only these parts of the day; all when absent. */
  parts: z.array(z.enum(['morning', 'afternoon', 'evening'])).optional(),
  cause: z.enum(EXCLUSION_CAUSES),
  reason: z.string(),
  /** Number and day of the decision, and the signed document. */
  decision: z.object({ number: z.string(), on: day, document: sha256, documentName: z.string() }),
  byName: z.string(),
  at: z.number(),
  revokedAt: z.number().optional(),
  revokedReason: z.string().optional(),
});
export type Exclusion = z.infer<typeof exclusion>;
export const exclusionInput = z
  .object({
    areas: z.array(areaId).min(1).max(500),
    from: day,
    to: day,
    parts: z
      .array(z.enum(['morning', 'afternoon', 'evening']))
      .min(1)
      .max(3)
      .optional(),
    cause: z.enum(EXCLUSION_CAUSES),
    reason: z.string().trim().min(1).max(500),
    decision: z.object({ number: z.string().trim().min(1).max(60), on: day, document: sha256 }),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' });
export type ExclusionInput = z.infer<typeof exclusionInput>;
export const revokeInput = z.object({ reason: z.string().trim().min(1).max(500) });
