import { z } from 'zod';
import { APPROVAL_STATES, FIELDS, GENRES, RETURN_REASONS } from '../bulletins.ts';
import {
  areaId,
  bulletinClass,
  nodeId,
  percent,
  resumeRule,
  sha256,
  sourceLevel,
  timeOfDay,
  ulid,
} from '../messages/fields.ts';
import { RECEIPT_RESULTS, reason } from '../messages/uplink.ts';
import { HOLIDAY_RULES, MOST_SINGLES } from '../timetable.ts';
import { day } from './common.ts';
import { relayEvent } from './relays.ts';

/** An account, or a system above: `source:{id}`. */
const author = z.string().max(64);

export const recording = z.object({
  /** SHA-256 of the file as uploaded: the recording's name. */
  sha256,
  title: z.string(),
  durationMs: z.number().int(),
  /** Integrated loudness before and after normalising (LUFS). */
  loudnessBefore: z.number(),
  loudnessAfter: z.number(),
  format: z.string(),
  bytes: z.number().int(),
  /** The encoded files, by SHA-256: `/audio/{opus}.opus`, `/audio/{mp3}.mp3`. */
  opus: sha256,
  mp3: sha256,
  uploadedBy: z.string(),
  uploadedAt: z.number(),
});
export type Recording = z.infer<typeof recording>;

/** Who decided, when, over exactly which content (hash of what was approved). */
export const approval = z.object({
  by: z.string(),
  byName: z.string(),
  /** In whose place a deputy approved: «Bình thay Hùng». */
  forName: z.string().optional(),
  at: z.number(),
  contentHash: sha256,
});
export const approvalState = z.enum(APPROVAL_STATES);

/** Sent back to its maker. */
export const returned = z.object({
  at: z.number(),
  byName: z.string(),
  reason: z.enum(RETURN_REASONS),
  note: z.string().optional(),
});

export const bulletin = z.object({
  id: ulid,
  title: z.string(),
  class: bulletinClass,
  field: z.enum(FIELDS),
  genre: z.enum(GENRES).optional(),
  /** BCP 47: vi, hmn, tai, … */
  language: z.string(),
  /** What sounds; of a relay what sounds while the station is lost. */
  recording: sha256,
  /** Another station is passed on for so many minutes (DOMAIN §2, tiếp âm). */
  relay: z.object({ station: ulid, name: z.string(), minutes: z.number().int() }).optional(),
  durationMs: z.number().int(),
  text: z.string().optional(),
  /** The source system above that sent it. */
  fromSource: z.string().optional(),
  area: areaId,
  state: approvalState,
  contentHash: sha256,
  approval: approval.optional(),
  returned: returned.optional(),
  /** Last day on which it may sound. */
  expiresOn: day.optional(),
  /** Programmes that are not over and hold it; said in lists. */
  usedIn: z.number().int().optional(),
  createdBy: author,
  createdByName: z.string(),
  createdAt: z.number(),
});
export type Bulletin = z.infer<typeof bulletin>;
export const bulletinInput = z.object({
  title: z.string().trim().min(1).max(200),
  class: bulletinClass.default('normal'),
  field: z.enum(FIELDS).default('general'),
  genre: z.enum(GENRES).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .default('vi'),
  recording: sha256,
  relay: z.object({ station: ulid, minutes: z.number().int().min(1).max(180) }).optional(),
  text: z.string().max(20_000).optional(),
  expiresOn: day.optional(),
  /** Kept for oneself, not sent for approval yet. */
  draft: z.boolean().optional(),
  /** The area it belongs to; the user's first area when absent. */
  area: areaId.optional(),
});
export type BulletinInput = z.infer<typeof bulletinInput>;

export const target = z.union([z.object({ area: areaId }), z.object({ node: nodeId })]);
export type Target = z.infer<typeof target>;

/** Vietnamese wall-clock times on chosen weekdays (1 Monday … 7 Sunday; empty means every day) within a date range. */
export const recurrence = z.object({
  from: day,
  to: day.optional(),
  times: z.array(timeOfDay).min(1).max(24),
  weekdays: z.array(z.number().int().min(1).max(7)).max(7).default([]),
  /** An RFC 5545 recurrence rule (`FREQ=MONTHLY;BYDAY=1MO`) that gives the days instead of `weekdays`; the times stay `times`. */
  rule: z.string().max(500).optional(),
  /** A lunar day of every month, or of one month every year, instead of `weekdays`; a leap month counts with its month. */
  lunar: z
    .object({ day: z.number().int().min(1).max(30), month: z.number().int().min(1).max(12).optional() })
    .optional(),
  /** What a national holiday or Tết does to it. */
  holidays: z.enum(HOLIDAY_RULES).optional(),
  /** Days on which it does not sound. */
  except: z.array(day).max(400).default([]),
  /** Single runs that are skipped, moved or say something else; `at` is the original instant, the run's identity. */
  exceptions: z
    .array(
      z.discriminatedUnion('do', [
        z.object({ at: z.number().int(), do: z.literal('skip'), reason: z.string().max(200).optional() }),
        z.object({ at: z.number().int(), do: z.literal('move'), to: z.number().int() }),
        z.object({ at: z.number().int(), do: z.literal('replace'), bulletins: z.array(ulid).min(1).max(32) }),
      ]),
    )
    .max(MOST_SINGLES)
    .optional(),
});
export type Recurrence = z.infer<typeof recurrence>;

/** Leave to sound in quiet hours: asked for by one person, confirmed by two others (UX §2). */
export const quietException = z.object({
  reason: z.string(),
  askedBy: author,
  askedByName: z.string(),
  askedAt: z.number(),
  /** Two are needed, at least one of them an approver. */
  confirmed: z.array(z.object({ by: author, byName: z.string(), at: z.number() })),
  /** It holds: both confirmed, and the programme is what they confirmed. */
  granted: z.boolean(),
  /** The runs it is for, and the end of the last. */
  runs: z.array(z.number()),
  until: z.number(),
});
export type QuietExceptionShown = z.infer<typeof quietException>;
/** `GET /exceptions`: those that wait for somebody's word, the soonest first. */
export const waitingException = quietException.extend({
  programme: ulid,
  title: z.string(),
  contentHash: sha256,
  area: areaId,
  /** The reader asked for it or made the programme, or has confirmed already: somebody else does. */
  own: z.boolean(),
});
export type WaitingException = z.infer<typeof waitingException>;

export const programme = z.object({
  id: ulid,
  title: z.string(),
  bulletins: z.array(ulid),
  targets: z.array(target),
  recurrence,
  class: bulletinClass,
  level: sourceLevel,
  resume: resumeRule,
  volume: percent.optional(),
  durationMs: z.number().int(),
  /** Counts as registered sessions (buổi) of the verdict. */
  registered: z.boolean(),
  area: areaId,
  state: approvalState,
  contentHash: sha256,
  approval: approval.optional(),
  returned: returned.optional(),
  /** Grows with every change; a change names the one that was seen. */
  version: z.number().int().optional(),
  exception: quietException.optional(),
  /** Groups whose members are among `targets` as they are at each moment, and the places named beside them. */
  follows: z.object({ groups: z.array(z.object({ id: ulid, name: z.string() })), also: z.array(target) }).optional(),
  createdBy: author,
  createdByName: z.string(),
  createdAt: z.number(),
});
export type Programme = z.infer<typeof programme>;
/** How the user resolves the conflicts with one other programme. */
export const resolution = z.discriminatedUnion('way', [
  z.object({ programme: ulid, way: z.literal('replace') }),
  z.object({ programme: ulid, way: z.literal('after') }),
  /** Which of the two goes first; the other waits for its end. */
  z.object({ programme: ulid, way: z.literal('in-order'), first: z.enum(['new', 'other']) }),
]);
export type Resolution = z.infer<typeof resolution>;

export const programmeInput = z.object({
  title: z.string().trim().min(1).max(200),
  bulletins: z.array(ulid).min(1).max(32),
  /** Places named one by one; none only where `groups` are followed. */
  targets: z.array(target).max(500),
  /** Groups to follow: their members, whoever they are when it sounds. */
  groups: z.array(ulid).max(20).optional(),
  recurrence,
  resume: resumeRule.default('resume'),
  volume: percent.optional(),
  registered: z.boolean().default(true),
  area: areaId.optional(),
  /** Kept for oneself, not sent for approval yet. */
  draft: z.boolean().optional(),
  /** The version that is changed; another one in the meantime answers 409 `changed-meanwhile`. */
  version: z.number().int().optional(),
  /** Some of its runs lie in quiet hours: why they should sound all the same. Two others must confirm. */
  exception: z.object({ reason: z.string().trim().min(10).max(400) }).optional(),
  /** One for each programme it meets; without them a conflict answers 409 `conflict` with `conflicts`, and nothing is saved. */
  resolutions: z.array(resolution).max(100).optional(),
});
export type ProgrammeInput = z.infer<typeof programmeInput>;

/** What the approver has read: an approval of anything else is refused. */
export const approveInput = z.object({ contentHash: sha256.optional() }).nullish();

export const previewItem = z.object({
  programme: ulid,
  /** The run it will be. */
  run: z.string().optional(),
  title: z.string(),
  hamlet: areaId,
  startAt: z.number(),
  durationMs: z.number(),
  class: bulletinClass,
  willSound: z.boolean(),
  /** It sounds in quiet hours, and by whose leave; names in what the gateway answers. */
  exception: z.object({ reason: z.string(), by: z.array(z.string()) }).optional(),
  warnings: z.array(
    z.enum([
      'not-approved',
      'recording-missing',
      'quiet-hours',
      'no-node',
      'node-offline',
      'outranked',
      'will-not-fit',
      /** Nothing but emergencies sounds there then. */
      'silenced',
      /** A bulletin is past its last day. */
      'expired',
      /** Sounds at another instant than its timetable says; a hint, it sounds all the same. */
      'moved',
      /** Taken off by hand, or sounded already. */
      'cancelled',
      /** It ends where quiet hours begin. */
      'trimmed',
      /** A priority bulletin from above and the commune's own: the user has not said which goes first. */
      'order-unresolved',
    ]),
  ),
});
export type PreviewItem = z.infer<typeof previewItem>;

export const runInput = z.object({
  bulletin: ulid,
  targets: z.array(target).min(1).max(500),
  volume: percent.optional(),
});
export const runState = z.enum(['planned', 'on-air', 'ended', 'cancelled']);
export const DELIVERY_STATES = [
  'planned',
  'sent',
  'received',
  'playing',
  ...RECEIPT_RESULTS,
  'unknown',
  'cancelled',
] as const;
export const deliveryState = z.enum(DELIVERY_STATES);
export type DeliveryState = z.infer<typeof deliveryState>;

export const delivery = z.object({
  node: nodeId,
  code: z.string(),
  place: z.string(),
  hamlet: areaId,
  hamletName: z.string(),
  horns: z.number().int(),
  state: deliveryState,
  reason: reason.optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  playedMs: z.number().optional(),
  expectedMs: z.number().optional(),
  /** Undefined while nothing is known; false means played but not heard. */
  heard: z.boolean().optional(),
  heardMs: z.number().optional(),
  heardBy: z.enum(['microphone', 'current', 'none']).optional(),
  /** Of a relay (or somebody who spoke): how long the station itself sounded, how long its fallback, and when and why it was away. */
  relayMs: z.number().optional(),
  fallbackMs: z.number().optional(),
  breaks: z.array(z.object({ from: z.number(), to: z.number(), why: z.enum(['lost', 'silent']) })).optional(),
  receivedAt: z.number().optional(),
  /** Place of the signed receipt in the evidence log. */
  evidence: z.number().int().optional(),
});
export type Delivery = z.infer<typeof delivery>;

export const runSummary = z.object({
  /** Key in URLs: a ULID, or `{programme}@{original instant}`. */
  id: z.string(),
  title: z.string(),
  programme: ulid.optional(),
  bulletin: ulid.optional(),
  class: bulletinClass,
  level: sourceLevel,
  dueAt: z.number(),
  /** Of a moved run: the instant of the timetable, which its id names. */
  originalAt: z.number().optional(),
  durationMs: z.number().int(),
  state: runState,
  /** Somebody speaks, or spoke; before its end `durationMs` is how long it may last. */
  live: z.literal(true).optional(),
  /** Nodes addressed, and how many reported each state. */
  nodes: z.number().int(),
  counts: z.partialRecord(deliveryState, z.number().int()),
  /** Nodes whose horns were heard for the whole of it. */
  heard: z.number().int(),
});
export type RunSummary = z.infer<typeof runSummary>;
export const run = runSummary.extend({
  /** `relay`: the station that is passed on, as it was called then. */
  contents: z.array(z.object({ sha256, title: z.string(), durationMs: z.number(), relay: z.string().optional() })),
  /** What the gateway itself saw of the stations of this run, oldest first. */
  relayEvents: z.array(relayEvent.extend({ station: z.string() })).optional(),
  /** The second person, where one was needed. */
  confirmedByName: z.string().optional(),
  deliveries: z.array(delivery),
});
export type Run = z.infer<typeof run>;

export const stopInput = z.object({
  run: z.string().max(80).optional(),
  area: areaId.optional(),
  why: z.string().max(200).optional(),
  /** Without a run: emergencies fall silent too (the page has it held for 2 s). Otherwise they go on. */
  emergencies: z.boolean().optional(),
});
export const stopResult = z.object({ command: ulid, nodes: z.number().int() });
