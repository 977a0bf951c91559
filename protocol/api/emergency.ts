import { z } from 'zod';
import { EMERGENCY_EVENTS } from '../emergency-events.ts';
import { areaId, nodeId, sha256, ulid } from '../messages/fields.ts';
import { delivery, target } from './broadcast.ts';
import { day } from './common.ts';

/** As CAP 1.2 §3.2.1 says it: the real thing, or a drill that must never read like it. */
export const emergencyStatus = z.enum(['actual', 'exercise']);
export type EmergencyStatus = z.infer<typeof emergencyStatus>;

export const emergencyEvent = z.enum(EMERGENCY_EVENTS);
export type EmergencyEvent = z.infer<typeof emergencyEvent>;

/** A prepared message with its sound. Those of drills begin with «Đây là diễn tập». */
export const emergencyTemplate = z.object({
  id: ulid,
  status: emergencyStatus,
  event: emergencyEvent,
  title: z.string(),
  text: z.string(),
  recording: sha256,
  durationMs: z.number().int(),
  area: areaId,
  /** Shipped with LoaXã and not changed yet. */
  shipped: z.boolean(),
});
export type EmergencyTemplate = z.infer<typeof emergencyTemplate>;
export const emergencyTemplateInput = z.object({
  status: emergencyStatus,
  event: emergencyEvent,
  title: z.string().trim().min(1).max(120),
  text: z.string().trim().min(1).max(600),
  area: areaId.optional(),
});
export type EmergencyTemplateInput = z.infer<typeof emergencyTemplateInput>;

/** Exactly one of template, text (spoken by the machine) and recording. `key` makes a repeated send one emergency. */
export const emergencyInput = z.object({
  key: ulid,
  status: emergencyStatus,
  template: ulid.optional(),
  event: emergencyEvent.optional(),
  text: z.string().trim().min(1).max(600).optional(),
  recording: sha256.optional(),
  targets: z.array(target).min(1).max(500),
  /** How long it is repeated, and until when a node that comes back still plays it. */
  forMinutes: z.number().int().min(1).max(120).default(10),
  /** Who ordered it, in words (DOMAIN §6). */
  orderedBy: z.string().trim().max(120).optional(),
  /** The drill of the calendar that this is. */
  drill: ulid.optional(),
});
export type EmergencyInput = z.infer<typeof emergencyInput>;

/** `siren`: the first seconds, nothing is said yet. */
export const emergencyState = z.enum(['siren', 'speaking', 'cleared', 'cancelled', 'retracted', 'expired']);
export type EmergencyState = z.infer<typeof emergencyState>;

export const emergency = z.object({
  id: ulid,
  /** The run that carries its deliveries; the same id. */
  run: z.string(),
  status: emergencyStatus,
  event: emergencyEvent,
  title: z.string(),
  text: z.string().optional(),
  state: emergencyState,
  area: areaId,
  areaNames: z.array(z.string()),
  hamlets: z.number().int(),
  startedAt: z.number(),
  /** Until then the siren alone sounds and `cancel` leaves no words. */
  speaksAt: z.number(),
  expiresAt: z.number(),
  endedAt: z.number().optional(),
  byName: z.string(),
  endedByName: z.string().optional(),
  orderedBy: z.string().optional(),
  nodes: z.number().int(),
  /** Heard, confirmed that they play or played, not answering though online, and offline. */
  heard: z.number().int(),
  confirmed: z.number().int(),
  silent: z.number().int(),
  offline: z.number().int(),
  /** The review within 24 hours that an emergency without approval needs; drills need none. */
  review: z
    .object({
      dueAt: z.number(),
      at: z.number().optional(),
      byName: z.string().optional(),
      note: z.string().optional(),
    })
    .optional(),
});
export type Emergency = z.infer<typeof emergency>;

/** `GET /emergencies/{id}`: those that have not confirmed come first. */
export const emergencyDetail = emergency.extend({
  deliveries: z.array(delivery.extend({ online: z.boolean(), confirmed: z.boolean() })),
  byHamlet: z.array(
    z.object({
      hamlet: areaId,
      name: z.string(),
      nodes: z.number().int(),
      confirmed: z.number().int(),
      heard: z.number().int(),
    }),
  ),
});
export type EmergencyDetail = z.infer<typeof emergencyDetail>;

export const emergencyReviewInput = z.object({ note: z.string().trim().min(1).max(1_000) });
/** `POST /emergencies/{id}/clear`: it falls silent. `retract`: it falls silent and the correction is spoken once. */
export const emergencyEndInput = z.object({ why: z.string().trim().max(200).optional() }).nullish();

/** A drill of the calendar. */
export const drill = z.object({
  id: ulid,
  title: z.string(),
  area: areaId,
  day,
  template: ulid,
  note: z.string().optional(),
  byName: z.string(),
  /** The exercise that it became. */
  emergency: ulid.optional(),
  result: z.object({ hamlets: z.number().int(), heard: z.number().int() }).optional(),
});
export type Drill = z.infer<typeof drill>;
export const drillInput = drill.pick({ title: true, day: true, template: true, note: true }).extend({
  area: areaId.optional(),
});
export type DrillInput = z.infer<typeof drillInput>;

/** `GET /emergency-contacts`: whom to call when this machine has no network; `area` is whose list it stands in. */
export const emergencyContact = z.object({
  name: z.string(),
  role: z.string(),
  telephone: z.string(),
  area: areaId.optional(),
});
export type EmergencyContact = z.infer<typeof emergencyContact>;

/** `GET /stops/{command}`: which nodes have fallen silent. */
export const stopProgress = z.object({
  command: ulid,
  at: z.number(),
  nodes: z.number().int(),
  silent: z.number().int(),
  /** Time from the command to the last confirmation so far (ms). */
  tookMs: z.number().int().optional(),
  /** Those that have not confirmed, the unconnected last. */
  open: z.array(
    z.object({
      node: nodeId,
      code: z.string(),
      hamletName: z.string(),
      online: z.boolean(),
      lastSeenAt: z.number().optional(),
    }),
  ),
});
export type StopProgress = z.infer<typeof stopProgress>;
