import { z } from 'zod';
import { areaId, instant, ulid } from '../messages/fields.ts';
import { verdictWord } from './coverage.ts';

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
