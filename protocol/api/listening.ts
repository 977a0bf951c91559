import { z } from 'zod';
import { HEARING_STATES, LISTENING_RESULTS } from '../listening.ts';
import { areaId, nodeId, sha256 } from '../messages/fields.ts';
import { presenceState } from './areas.ts';

/** A listening node (cụm nghe): `hamlet` is the one it hears, which need not be the one it hangs in. */
export const listener = z.object({
  node: nodeId,
  code: z.string(),
  place: z.string(),
  hamlet: areaId,
  hamletName: z.string(),
  presence: presenceState,
  since: z.number(),
  byName: z.string(),
  /** Its last word; absent when it has not spoken yet. */
  last: z.object({ at: z.number(), result: z.enum(LISTENING_RESULTS) }).optional(),
});
export type Listener = z.infer<typeof listener>;
export const listenerInput = z.object({ hamlet: areaId });
export const listenerList = z.object({ items: z.array(listener) });

/** One session of the registered timetable that is over, and what was heard of it. */
export const listenedSession = z.object({
  from: z.number(),
  to: z.number(),
  state: z.enum(HEARING_STATES),
  /** Whose word it is, and its place in the evidence log; absent when nobody listened. */
  node: nodeId.optional(),
  code: z.string().optional(),
  position: z.number().int().optional(),
  against: z.enum(['recording', 'relay', 'nothing']).optional(),
  content: z.array(sha256).optional(),
  dueMs: z.number().int().optional(),
  soundMs: z.number().int().optional(),
  matchedMs: z.number().int().optional(),
  matched: z.array(z.object({ from: z.number(), to: z.number() })).optional(),
  levelDb: z.number().optional(),
  noiseDb: z.number().optional(),
});
export type ListenedSession = z.infer<typeof listenedSession>;

/** Sessions due and over, by what was heard; they add up to `due`. Beside the verdict, never in it (DOMAIN §4.9). */
export const hearingCounts = z.object({
  due: z.number().int(),
  heard: z.number().int(),
  partial: z.number().int(),
  sound: z.number().int(),
  otherSound: z.number().int(),
  silent: z.number().int(),
  deaf: z.number().int(),
  notListened: z.number().int(),
});
export type HearingCounts = z.infer<typeof hearingCounts>;

export const listeningQuery = z
  .object({ from: z.coerce.number().int().min(0), to: z.coerce.number().int().min(0) })
  .refine(({ from, to }) => to > from && to - from <= 200 * 86_400_000, {
    path: ['to'],
    message: 'must lie after from, at most 200 days',
  });
export const listeningOfHamlet = z.object({
  hamlet: areaId,
  from: z.number(),
  to: z.number(),
  listeners: z.array(listener),
  counts: hearingCounts,
  /** Newest first, at most 400. */
  sessions: z.array(listenedSession),
});
export type ListeningOfHamlet = z.infer<typeof listeningOfHamlet>;
