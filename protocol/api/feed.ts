import { z } from 'zod';
import { nodeId } from '../messages/fields.ts';
import { presenceState } from './areas.ts';
import { delivery, runState } from './broadcast.ts';
import { confirmationState } from './people.ts';

/** Kinds of things a listener may hold a copy of. */
export const CHANGED = [
  'areas',
  'nodes',
  'recordings',
  'bulletins',
  'programmes',
  'coverage',
  'emergencies',
  'campaigns',
  'inspections',
  'periods',
  'dossiers',
  'cases',
  'maintenance',
  'actions',
  'firmware',
  'health',
  'listening',
  'live',
  'relays',
  'sources',
] as const;
export type Changed = (typeof CHANGED)[number];

/** What `/api/v1/feed` pushes: JSON text frames, batched at most once a second, only of the listener's own areas. */
export const feedMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), at: z.number() }),
  /** Every 10 s, so that a listener knows the age of what it shows. */
  z.object({ type: z.literal('tick'), at: z.number(), watching: z.boolean() }),
  z.object({
    type: z.literal('presence'),
    at: z.number(),
    changes: z.array(z.object({ node: nodeId, state: presenceState, lastSeenAt: z.number().optional() })),
  }),
  z.object({ type: z.literal('run'), at: z.number(), id: z.string(), state: runState }),
  z.object({
    type: z.literal('deliveries'),
    at: z.number(),
    run: z.string(),
    deliveries: z.array(delivery.partial().required({ node: true, state: true })),
  }),
  z.object({ type: z.literal('fault'), at: z.number(), id: z.string(), kind: z.string(), raised: z.boolean() }),
  /** What waits for a second person moved: told to those who may confirm it and to who asked. */
  z.object({ type: z.literal('confirmation'), at: z.number(), id: z.string(), state: confirmationState }),
  /** Something of this kind changed: fetch it again. */
  z.object({
    type: z.literal('changed'),
    at: z.number(),
    what: z.enum(CHANGED),
  }),
]);
export type FeedMessage = z.infer<typeof feedMessage>;
