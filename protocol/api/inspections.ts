import { z } from 'zod';
import { FIELDS, GENRES } from '../bulletins.ts';
import { PART_CONDITIONS, POWER_SOURCES, SOUND_QUALITIES } from '../inspections.ts';
import { areaId, instant, nodeId, sha256, timeOfDay, ulid } from '../messages/fields.ts';
import { TECHNOLOGIES } from '../nodes.ts';
import { day } from './common.ts';

/** `POST /attachments` (multipart `file`: PDF, JPEG, PNG, WebP, at most 10 MB), `GET /attachments/{sha256}`. Named by content. */
export const attachment = z.object({
  sha256,
  name: z.string(),
  type: z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/webp']),
  bytes: z.number().int(),
});
export type Attachment = z.infer<typeof attachment>;

const horns = z.number().int().min(0).max(500);
/** One place of a hamlet, with the columns of the biên bản (DOMAIN §6). */
const line = z.object({
  hamlet: areaId,
  node: nodeId.optional(),
  place: z.string().trim().max(120).default(''),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  technology: z.enum(TECHNOLOGIES),
  households: z.number().int().min(0).optional(),
  hornsThere: horns,
  hornsSounding: horns,
  quality: z.enum(SOUND_QUALITIES),
  amplifier: z.enum(PART_CONDITIONS),
  wiring: z.enum(PART_CONDITIONS),
  power: z.enum(POWER_SOURCES),
  /** A registered session sounded meanwhile. */
  duringSession: z.boolean(),
  photos: z.array(sha256).max(8).default([]),
  shortcomings: z.string().trim().max(1_000).default(''),
});
export const inspectionLine = line.refine(({ hornsThere, hornsSounding }) => hornsSounding <= hornsThere, {
  path: ['hornsSounding'],
  message: 'cannot be more than hornsThere',
});
export type InspectionLine = z.infer<typeof inspectionLine>;

/** What a phone sends, now or later: `id` is made on the phone, so that sending twice gives one record. */
export const inspectionInput = z.object({
  id: ulid,
  commune: areaId,
  /** Căn cứ. */
  basis: z.string().trim().max(500).default(''),
  /** Thành phần: who was there. */
  present: z.string().trim().max(500).default(''),
  at: instant,
  unannounced: z.boolean(),
  frequencyMhz: z.number().min(0).max(2_000).optional(),
  licence: z.string().trim().max(120).optional(),
  lines: z.array(inspectionLine).min(1).max(60),
  /** Kiến nghị; Kết luận. */
  proposals: z.string().trim().max(2_000).default(''),
  conclusion: z.string().trim().max(2_000).default(''),
  /** A visit of an appraisal round, and the item of a draw that it answers. */
  round: ulid.optional(),
  /** The record this one corrects; it stands in its place. */
  corrects: ulid.optional(),
});
export type InspectionInput = z.infer<typeof inspectionInput>;
/**
 * `GET /inspections?area&from&to`, `GET /inspections/{id}`, `POST /inspections` (role inspector; a technician may too, but is never from
 * outside; an appraiser in a round of the own). Sent again word for word it is answered with the record (200), otherwise refused.
 */
export const inspection = inspectionInput.extend({
  communeName: z.string(),
  lines: z.array(
    line.extend({
      hamletName: z.string(),
      nodeCode: z.string().optional(),
      /** The hamlet head's word, given in the own account or on paper (photo). */
      confirmed: z
        .object({ name: z.string(), at: z.number(), agrees: z.boolean(), note: z.string(), photo: sha256.optional() })
        .optional(),
    }),
  ),
  byName: z.string(),
  /** The inspector's account reaches beyond the commune: decided by the gateway. */
  fromOutside: z.boolean(),
  recordedAt: z.number(),
  correctedBy: ulid.optional(),
});
export type Inspection = z.infer<typeof inspection>;
/** `POST /inspections/{id}/confirm`: by the hamlet's head in the own account, or by the inspector with a photo of the signed paper. */
export const confirmInput = z.object({
  hamlet: areaId,
  name: z.string().trim().min(1).max(120),
  agrees: z.boolean(),
  note: z.string().trim().max(500).default(''),
  photo: sha256.optional(),
});
export type ConfirmInput = z.infer<typeof confirmInput>;

/** `GET/POST /hand-log?area&from&to`: what FM and wired stations broadcast, kept by hand; never changed, only cancelled. */
export const handLogInput = z
  .object({
    id: ulid,
    commune: areaId,
    /** Hamlets that could hear it; all of the commune when absent. */
    hamlets: z.array(areaId).max(100).optional(),
    day,
    from: timeOfDay,
    to: timeOfDay,
    title: z.string().trim().min(1).max(200),
    field: z.enum(FIELDS).default('general'),
    genre: z.enum(GENRES).default('news'),
    language: z.string().max(32).default('vi'),
    /** Whose programme was relayed: VOV, tỉnh. */
    relayed: z.string().trim().max(120).optional(),
    onDuty: z.string().trim().max(120).default(''),
    note: z.string().trim().max(500).default(''),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' });
export type HandLogInput = z.infer<typeof handLogInput>;
export const handLogEntry = z.object({
  ...handLogInput.shape,
  communeName: z.string(),
  byName: z.string(),
  recordedAt: z.number(),
  cancelledAt: z.number().optional(),
  cancelReason: z.string().optional(),
});
/** `POST /hand-log/{id}/cancel`. */
export const handLogCancel = z.object({ reason: z.string().trim().min(1).max(300) });
export type HandLogEntry = z.infer<typeof handLogEntry>;

/** `GET /licences?area`, `PUT /licences/{commune}`: the frequency an FM station may use, and until when. */
export const licenceInput = z.object({
  number: z.string().trim().min(1).max(60),
  frequencyMhz: z.number().min(54).max(108),
  issuedBy: z.string().trim().max(120).default(''),
  from: day,
  to: day,
  document: sha256.optional(),
});
export const licence = licenceInput.extend({
  commune: areaId,
  communeName: z.string(),
  /** Days until it ends; negative when it has. */
  daysLeft: z.number().int(),
});
export type Licence = z.infer<typeof licence>;
export type LicenceInput = z.infer<typeof licenceInput>;
/** `GET /inspections/due?area`: FM and wired hamlets by how soon another visit is owed, stations without any record among them. */
export const dueInspection = z.object({
  hamlet: areaId,
  name: z.string(),
  commune: areaId,
  communeName: z.string(),
  technologies: z.array(z.enum(TECHNOLOGIES)),
  /** Visits of the last 90 days that count, and how many are asked for. */
  visits: z.number().int(),
  required: z.number().int(),
  lastAt: z.number().optional(),
  /** The next one counts from this day on. */
  nextFrom: day.optional(),
});
export type DueInspection = z.infer<typeof dueInspection>;
