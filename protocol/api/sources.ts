import { z } from 'zod';
import { areaId, sha256, sourceLevel, ulid } from '../messages/fields.ts';
import {
  ALERT_REASONS,
  ALERT_STATES,
  ALERT_WEIGHTS,
  CERTAINTIES,
  LOG_PER,
  REPORT_KINDS,
  SEVERITIES,
  SOURCE_KINDS,
  URGENCIES,
} from '../sources.ts';
import { emptied } from './common.ts';

/** The first row whose words all hold decides; a row without a word of a kind holds for every one. */
export const weightRow = z.strictObject({
  severity: z.array(z.enum(SEVERITIES)).min(1).optional(),
  urgency: z.array(z.enum(URGENCIES)).min(1).optional(),
  certainty: z.array(z.enum(CERTAINTIES)).min(1).optional(),
  weight: z.enum(ALERT_WEIGHTS),
});
export type WeightRow = z.infer<typeof weightRow>;

/** `radio.example.vn`, `*.example.vn` (what lies below it), an address. */
const host = z
  .string()
  .toLowerCase()
  .regex(/^(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$|^\[[0-9a-f:.]{2,45}\]$/, 'is no name of a host');

/**
 * Where alerts of a sender of CAP are fetched from: an index (Atom, RSS), a list of addresses, or one alert. `hosts`: what its links may lead
 * to besides its own host.
 */
export const capFeed = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), 'must hold no user name and password'),
  everySeconds: z.number().int().min(60).max(86_400).default(60),
  hosts: z.array(host).max(20).default([]),
});
export type CapFeed = z.infer<typeof capFeed>;
/** How fetching goes: last tried, last answered, what is not fetched yet, and since when it fails, in a word. */
export const feedState = z.object({
  triedAt: z.number().optional(),
  fetchedAt: z.number().optional(),
  nextAt: z.number(),
  waiting: z.number().int(),
  failure: z.string().optional(),
  failingSince: z.number().optional(),
});
export type FeedState = z.infer<typeof feedState>;

/** What it may do and what it is told. */
const settings = {
  /** Hosts of which it may name live and relayed streams; none: it may not. */
  streamHosts: z.array(host).max(20),
  /** Of what its log is made. */
  logPer: z.array(z.enum(LOG_PER)).min(1).max(LOG_PER.length),
  /** What its alerts become; without any row as the installation says (LOAXA_CAP_SETTINGS). */
  weights: z.array(weightRow).max(20),
};

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
  ...settings,
  failure: z.string().optional(),
  feed: capFeed.optional(),
  feedState: feedState.optional(),
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
  ...z.object(settings).partial().shape,
  /** Senders of CAP only. */
  feed: capFeed.optional(),
});
export type SourceInput = z.infer<typeof sourceInput>;
/** No defaults: what a patch does not name stays as it is, the signers above all. null (or '') empties an address. */
const { mapping, statusEverySeconds, signers, reportUrl, reportSecret } = sourceInput.shape;
export const sourcePatch = sourceInput
  .omit({ kind: true })
  .extend({
    mapping: mapping.unwrap(),
    statusEverySeconds: statusEverySeconds.unwrap(),
    signers: signers.unwrap(),
    reportUrl: emptied(reportUrl.unwrap()),
    reportSecret: emptied(reportSecret.unwrap()),
    feed: capFeed.nullable(),
  })
  .partial();
export type SourcePatch = z.infer<typeof sourcePatch>;
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
  /** The emergency it became, or the bulletin. */
  emergency: ulid.optional(),
  bulletin: ulid.optional(),
  /** Hamlets that its outlines could not be compared with, since nobody knows where they lie: how many, and the first. */
  unplaced: z.object({ n: z.number().int(), names: z.array(z.string()) }).optional(),
});
export type Alert = z.infer<typeof alert>;
/** `GET /alerts/unreadable`: messages that do not even say who they are, with who sent them, newest first; the last 50 of each source. */
export const unreadableAlert = z.object({
  id: ulid,
  source: ulid,
  sourceName: z.string(),
  receivedAt: z.number(),
  reason: z.enum(['malformed', 'unsigned', 'bad-signature']),
  detail: z.string(),
  bytes: z.number().int(),
  sha256,
  begins: z.string(),
});
export type UnreadableAlert = z.infer<typeof unreadableAlert>;
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
