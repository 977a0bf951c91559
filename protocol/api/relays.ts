import { z } from 'zod';
import { areaId, sha256, ulid } from '../messages/fields.ts';
import { RELAY_FORMATS, RELAY_STATES, RELAY_WAYS } from '../relays.ts';
import { emptied } from './common.ts';

/** A station that may be passed on: `GET /relays` (those of the reader's areas and of the areas above). */
export const relayStation = z.object({
  id: ulid,
  name: z.string(),
  url: z.string(),
  format: z.enum(RELAY_FORMATS),
  way: z.enum(RELAY_WAYS),
  area: areaId,
  areaName: z.string(),
  /** What sounds while it is lost, unless the bulletin says another. */
  fallback: sha256.optional(),
  state: z.enum(RELAY_STATES),
  checkedAt: z.number().optional(),
  /** What the last check found: codec, kbit/s, level (dB), or why not. */
  found: z.object({ codec: z.string(), kbps: z.number(), levelDb: z.number() }).optional(),
  why: z.string().optional(),
  /** The gateway passes it on now, to so many listeners. */
  listeners: z.number().int(),
  /** Programmes that are not over and hold it. */
  usedIn: z.number().int(),
});
export type RelayStation = z.infer<typeof relayStation>;

/** `POST /relays`, `PATCH /relays/{id}`, `DELETE /relays/{id}` (refused while used); operators of a commune, administrators. */
export const relayStationInput = z.object({
  name: z.string().trim().min(1).max(80),
  url: z.url({ protocol: /^https?$/ }).max(1_000),
  format: z.enum(RELAY_FORMATS).default('auto'),
  way: z.enum(RELAY_WAYS).default('gateway'),
  fallback: sha256.optional(),
  area: areaId.optional(),
});
export type RelayStationInput = z.infer<typeof relayStationInput>;
/** No defaults: what a patch does not name stays as it is; null (or '') leaves it without a fallback of its own. */
const { format, way, fallback } = relayStationInput.shape;
export const relayStationPatch = relayStationInput
  .omit({ area: true })
  .extend({ format: format.unwrap(), way: way.unwrap(), fallback: emptied(fallback.unwrap()) })
  .partial();

/** `POST /relays/{id}/check`: listens some seconds now and answers the station. `GET /relays/{id}/events`: what happened, newest first. */
export const relayEvent = z.object({
  id: ulid,
  at: z.number(),
  what: z.enum(['checked', 'lost', 'silent', 'back', 'began', 'ended']),
  why: z.string().optional(),
  /** The run in which it happened. */
  run: z.string().optional(),
});
export type RelayEvent = z.infer<typeof relayEvent>;
