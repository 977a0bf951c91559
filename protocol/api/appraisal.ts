import { z } from 'zod';
import { areaId, instant, sha256, ulid } from '../messages/fields.ts';
import { PARTS_OF_DAY } from '../sessions.ts';
import { OTHER_PARTS } from '../verdicts.ts';
import { day } from './common.ts';
import { areaVerdict, hamletVerdict, rule, verdictWord } from './coverage.ts';

/** DOMAIN §4: nông thôn mới, nâng cao, kiểu mẫu. */
export const ROUND_LEVELS = ['ntm', 'advanced', 'model'] as const;
/** Recognised for the first time, or looked at again. */
export const ROUND_KINDS = ['new', 'review'] as const;

const title = z.string().trim().min(1).max(200);
const communes = z.array(areaId).min(1).max(500);
const members = z.array(ulid).max(64);
const inOrder = ({ from, until }: { from?: number | undefined; until?: number | undefined }) =>
  from === undefined || until === undefined || from < until;
const ORDER = { path: ['until'], message: 'must be after from' };

/** Đợt thẩm định: which communes registered, and who of the council may write about them from when until when (ms UTC). */
export const round = z.object({
  id: ulid,
  year: z.number().int(),
  level: z.enum(ROUND_LEVELS),
  kind: z.enum(ROUND_KINDS),
  title: z.string(),
  communes: z.array(areaId),
  members: z.array(z.object({ id: ulid, name: z.string() })),
  from: z.number(),
  /** The first instant at which nothing more is taken. */
  until: z.number(),
  createdAt: z.number(),
  /** Closed for good; nothing is written to it any more. */
  closedAt: z.number().optional(),
});
export type Round = z.infer<typeof round>;

export const roundInput = z
  .object({
    year: z.number().int().min(2010).max(2100),
    level: z.enum(ROUND_LEVELS),
    kind: z.enum(ROUND_KINDS),
    title,
    communes,
    members: members.default([]),
    from: instant,
    until: instant,
  })
  .refine(inOrder, ORDER);
export type RoundInput = z.infer<typeof roundInput>;
/** Absent leaves a field as it is. `closed` ends the round for good. */
export const roundPatch = z
  .object({
    title: title.optional(),
    communes: communes.optional(),
    members: members.optional(),
    from: instant.optional(),
    until: instant.optional(),
    closed: z.literal(true).optional(),
  })
  .refine(inOrder, ORDER);
export type RoundPatch = z.infer<typeof roundPatch>;

const horns = z.number().int().min(0).max(500);

/** What a member saw and heard in a hamlet. Never changed: a correction is a new visit that names the old one. */
export const visit = z.object({
  id: ulid,
  round: ulid,
  hamlet: areaId,
  hamletName: z.string(),
  /** When the member was there, ms UTC. */
  at: z.number(),
  hornsThere: z.number().int(),
  hornsSounding: z.number().int(),
  duringSession: z.boolean(),
  unannounced: z.boolean(),
  note: z.string(),
  /** The item of a draw that it answers. */
  draw: z.object({ id: ulid, item: z.number().int() }).optional(),
  /** The visit this one corrects. */
  corrects: ulid.optional(),
  /** The visit that corrects this one: it stands in its place. */
  correctedBy: ulid.optional(),
  by: ulid,
  byName: z.string(),
  recordedAt: z.number(),
});
export type Visit = z.infer<typeof visit>;
export const visitInput = z
  .object({
    hamlet: areaId,
    at: instant,
    hornsThere: horns,
    hornsSounding: horns,
    duringSession: z.boolean(),
    unannounced: z.boolean(),
    note: z.string().trim().max(2_000).default(''),
    draw: z.object({ id: ulid, item: z.number().int().min(0) }).optional(),
    corrects: ulid.optional(),
  })
  .refine(({ hornsThere, hornsSounding }) => hornsSounding <= hornsThere, {
    path: ['hornsSounding'],
    message: 'cannot be more than hornsThere',
  });
export type VisitInput = z.infer<typeof visitInput>;

/** The council's own opinion on a commune or hamlet, beside the computed verdict and never mixed with it. Every version is kept. */
export const conclusion = z.object({
  area: areaId,
  areaName: z.string(),
  version: z.number().int(),
  verdict: verdictWord,
  text: z.string(),
  by: ulid,
  byName: z.string(),
  at: z.number(),
});
export type Conclusion = z.infer<typeof conclusion>;
export const conclusionInput = z.object({
  verdict: verdictWord,
  text: z.string().trim().max(10_000).default(''),
  /** The version the writer has read, 0 for none; another one by now is refused. Absent: not compared. */
  replaces: z.number().int().min(0).optional(),
});
export type ConclusionInput = z.infer<typeof conclusionInput>;

/**
 * What the commune thinks of itself, `PUT /rounds/{id}/self-assessments/{commune}` by its approver; every version is kept, and none is
 * ever mixed with the computed verdict.
 */
export const selfAssessmentInput = z.object({
  hamlets: z
    .array(z.object({ hamlet: areaId, verdict: verdictWord, note: z.string().trim().max(500).default('') }))
    .max(200),
  text: z.string().trim().max(10_000).default(''),
  replaces: z.number().int().min(0).optional(),
});
export type SelfAssessmentInput = z.infer<typeof selfAssessmentInput>;
export const selfAssessment = z.object({
  commune: areaId,
  version: z.number().int(),
  hamlets: z.array(z.object({ hamlet: areaId, name: z.string(), verdict: verdictWord, note: z.string() })),
  text: z.string(),
  byName: z.string(),
  at: z.number(),
});
export type SelfAssessment = z.infer<typeof selfAssessment>;

/** The other parts of the criterion, entered by hand with evidence: `PUT /rounds/{id}/parts/{commune}/{part}` by approver or administrator. */
export const otherPartInput = z.object({
  verdict: verdictWord,
  text: z.string().trim().min(1).max(2_000),
  documents: z.array(sha256).max(20).default([]),
});
export type OtherPartInput = z.infer<typeof otherPartInput>;
export const otherPart = otherPartInput.extend({
  commune: areaId,
  part: z.enum(OTHER_PARTS),
  version: z.number().int(),
  byName: z.string(),
  at: z.number(),
});
export type OtherPart = z.infer<typeof otherPart>;

/** `GET /rounds/{id}/communes/{commune}?rule&period&from&to`: the three opinions side by side, never mixed (DOMAIN §4). */
export const sideBySide = z.object({
  round,
  commune: z.object({ id: areaId, name: z.string() }),
  rule,
  from: day,
  to: day,
  computed: areaVerdict,
  hamlets: z.array(
    z.object({
      computed: hamletVerdict,
      self: verdictWord.optional(),
      council: z.object({ verdict: verdictWord, text: z.string(), byName: z.string(), at: z.number() }).optional(),
      visits: z.number().int(),
    }),
  ),
  self: selfAssessment.optional(),
  council: conclusion.optional(),
  parts: z.array(otherPart),
});
export type SideBySide = z.infer<typeof sideBySide>;

/**
 * A spot check: hamlets and times drawn from a recorded seed, `POST /rounds/{id}/draws`, `GET /rounds/{id}/draws`. Anybody can
 * repeat it: the items are a pure function of seed, day range, parts of the day and the sorted list of candidates, all of which are
 * stored (docs/appraisal.md).
 */
export const drawInput = z.object({
  /** Said aloud before, for example the day's lottery; made by the gateway when absent. */
  seed: z.string().trim().min(4).max(120).optional(),
  communes: z.array(areaId).min(1).max(500),
  hamlets: z.number().int().min(1).max(50),
  from: day,
  to: day,
  /** Parts of the day that are drawn from; morning and afternoon when absent. */
  parts: z.array(z.enum(PARTS_OF_DAY)).min(1).max(3).optional(),
});
export type DrawInput = z.infer<typeof drawInput>;
export const draw = z.object({
  id: ulid,
  round: ulid,
  seed: z.string(),
  from: day,
  to: day,
  /** Parts of the day it was drawn from, in the order of the day; the gateway always says them. */
  parts: z.array(z.enum(PARTS_OF_DAY)).optional(),
  /** Every hamlet that could have been drawn, sorted by id. */
  candidates: z.array(areaId),
  items: z.array(
    z.object({
      hamlet: areaId,
      hamletName: z.string(),
      communeName: z.string(),
      day,
      part: z.enum(PARTS_OF_DAY),
      /** The visit that answered it. */
      visit: ulid.optional(),
    }),
  ),
  byName: z.string(),
  at: z.number(),
});
export type Draw = z.infer<typeof draw>;
