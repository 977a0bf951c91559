import { z } from 'zod';
import { areaId, sourceLevel, ulid } from '../messages/fields.ts';
import { ALERT_REASONS, ALERT_STATES, REPORT_KINDS, SOURCE_KINDS } from '../sources.ts';

/**
 * Whoever may speak from above, and where it is reported to: `GET/POST /sources`, `PATCH /sources/{id}`,
 * `POST /sources/{id}/secret` (a new secret, shown once), `POST /sources/{id}/end`. Administrators.
 */
export const source = z.object({
  id: ulid,
  kind: z.enum(SOURCE_KINDS),
  name: z.string(),
  /** How high it stands in the pre-emption table. */
  level: sourceLevel,
  /** It may speak within these areas only. */
  areas: z.array(areaId),
  /** Which dialect its fields and numbers are in: a file of the folder `mappings`. */
  mapping: z.string(),
  /** Reports go here; absent: it fetches them itself. */
  reportUrl: z.string().optional(),
  statusEverySeconds: z.number().int(),
  /** PEM of the certificates or keys that sign its CAP messages; with one, unsigned ones are refused. */
  signers: z.number().int(),
  /** CAP messages below this severity and urgency wait for a person. */
  state: z.enum(['active', 'ended']),
  lastCalledAt: z.number().optional(),
  lastReportAt: z.number().optional(),
  waiting: z.number().int(),
  failure: z.string().optional(),
});
export type Source = z.infer<typeof source>;
export const sourceInput = z.object({
  kind: z.enum(SOURCE_KINDS),
  name: z.string().trim().min(1).max(120),
  level: z.enum(['province', 'central']),
  areas: z.array(areaId).min(1).max(50),
  mapping: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('default'),
  reportUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  /** Sent with each report as Bearer; never shown again. */
  reportSecret: z
    .string()
    .regex(/^[\x21-\x7e]{8,400}$/, 'goes into an HTTP header: no blanks, no accents')
    .optional(),
  statusEverySeconds: z.number().int().min(10).max(3_600).default(60),
  signers: z.array(z.string().max(10_000)).max(8).default([]),
});
export type SourceInput = z.infer<typeof sourceInput>;
/** What is left out stays as it is. */
export const sourcePatch = sourceInput
  .omit({ kind: true })
  .extend({
    mapping: sourceInput.shape.mapping.unwrap(),
    statusEverySeconds: sourceInput.shape.statusEverySeconds.unwrap(),
    signers: sourceInput.shape.signers.unwrap(),
  })
  .partial();
/** Answer of `POST /sources` and `POST /sources/{id}/secret`. */
export const sourceWithSecret = z.object({ source, secret: z.string() });

/** `GET /sources/{id}/calls`: what it asked for and what became of it, newest first. */
export const sourceCall = z.object({
  id: ulid,
  at: z.number(),
  what: z.string(),
  subject: z.string().optional(),
  outcome: z.enum(['done', 'refused']),
  detail: z.string().optional(),
});
export type SourceCall = z.infer<typeof sourceCall>;

/** `GET /sources/{id}/reports`: those that wait and the newest that went. */
export const report = z.object({
  id: ulid,
  kind: z.enum(REPORT_KINDS),
  at: z.number(),
  state: z.enum(['waiting', 'sent', 'given-up']),
  tries: z.number().int(),
  sentAt: z.number().optional(),
  why: z.string().optional(),
});
export type Report = z.infer<typeof report>;

/** `GET /alerts?state&cursor`: CAP messages received, newest first. */
export const alert = z.object({
  id: ulid,
  source: ulid,
  sourceName: z.string(),
  /** CAP identifier, sender, sent. */
  identifier: z.string(),
  sender: z.string(),
  sentAt: z.number(),
  receivedAt: z.number(),
  status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
  messageType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
  headline: z.string(),
  event: z.string(),
  severity: z.string(),
  urgency: z.string(),
  certainty: z.string(),
  expiresAt: z.number().optional(),
  signed: z.boolean(),
  hamlets: z.number().int(),
  areaNames: z.array(z.string()).max(20),
  state: z.enum(ALERT_STATES),
  reason: z.enum(ALERT_REASONS).optional(),
  detail: z.string().optional(),
  /** The emergency it became. */
  emergency: ulid.optional(),
});
export type Alert = z.infer<typeof alert>;
/** `GET /alerts/{id}`: with every block of words and the message as it came. */
export const alertDetail = alert.extend({
  infos: z.array(
    z.object({
      language: z.string(),
      headline: z.string().optional(),
      description: z.string().optional(),
      instruction: z.string().optional(),
      /** What is or was spoken of it. */
      spoken: z.string(),
      areas: z.array(z.string()),
    }),
  ),
  references: z.array(z.string()),
  xml: z.string(),
});
export type AlertDetail = z.infer<typeof alertDetail>;
/** `POST /alerts/{id}/air` and `/dismiss` for one that is `held`: a person decides, with a reason. Roles of POST /emergencies. */
export const alertDecision = z.object({ reason: z.string().trim().min(3).max(200) });
