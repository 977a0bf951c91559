import { z } from 'zod';
import { areaId, nodeId } from '../messages/fields.ts';
import { PRESENCE_STATES, TECHNOLOGIES } from '../nodes.ts';
import { MAX_BEAT_MS, MIN_BEAT_MS } from '../units.ts';
import { day } from './common.ts';
import { faultKind } from './faults.ts';

export const AREA_KINDS = ['province', 'commune', 'hamlet'] as const;
export const areaKind = z.enum(AREA_KINDS);
export type AreaKind = z.infer<typeof areaKind>;

/** What a commune or a hamlet is called: xã, phường, đặc khu, thị trấn; thôn, xóm, bản, ấp, … Free text within 32 characters. */
const unitName = z.string().min(1).max(32);

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
/** A ring of `[latitude, longitude]`; the last point need not be the first again. Left out of lists. */
const outline = z
  .array(z.tuple([latitude, longitude]))
  .min(3)
  .max(200);

export const area = z.object({
  id: areaId,
  kind: areaKind,
  /** xã, phường, thôn, xóm, … */
  unit: unitName.optional(),
  name: z.string(),
  /** Official code (mã ĐVHC) where there is one. */
  code: z.string().optional(),
  parent: areaId.optional(),
  validFrom: day,
  /** Last day, included; absent while it exists. */
  validTo: day.optional(),
  formerDistrict: z.string().optional(),
  region: z.enum(['I', 'II', 'III']).optional(),
  /** Class of a commune for grants (xã loại 1, 2, 3). */
  class: z.number().int().min(1).max(3).optional(),
  /** A decision of the province lowers its floor of sessions to the rule's `byDecision` (DOMAIN §4.3). */
  floorDecision: z.string().max(200).optional(),
  households: z.number().int().optional(),
  inhabitants: z.number().int().optional(),
  /** Where it lies, and how far it reaches: alerts for an outline look here first. */
  latitude: latitude.optional(),
  longitude: longitude.optional(),
  outline: outline.optional(),
  predecessors: z.array(areaId),
});
export type Area = z.infer<typeof area>;

export const areaInput = area.omit({ id: true, predecessors: true }).extend({
  name: z.string().trim().min(1).max(120),
  validFrom: day.default('2025-07-01'),
  predecessors: z.array(areaId).default([]),
});
export type AreaInput = z.infer<typeof areaInput>;
/** Absent leaves a field as it is; null empties it. (A partial of areaInput would fill in its defaults.) */
export const areaPatch = z.object({
  unit: unitName.nullish(),
  name: z.string().trim().min(1).max(120).optional(),
  code: z.string().max(32).nullish(),
  parent: areaId.optional(),
  validFrom: day.optional(),
  validTo: day.nullish(),
  formerDistrict: z.string().max(120).nullish(),
  region: z.enum(['I', 'II', 'III']).nullish(),
  class: z.number().int().min(1).max(3).nullish(),
  floorDecision: z.string().trim().max(200).nullish(),
  households: z.number().int().min(0).nullish(),
  inhabitants: z.number().int().min(0).nullish(),
  latitude: latitude.nullish(),
  longitude: longitude.nullish(),
  outline: outline.nullish(),
  predecessors: z.array(areaId).max(32).optional(),
});
export type AreaPatch = z.infer<typeof areaPatch>;

export const UPGRADE_STATES = ['none', 'planned', 'in-progress', 'done'] as const;

export const investment = z.object({
  year: z.number().int().min(1950).max(2100),
  source: z.string().max(120),
  amountVnd: z.number().int().min(0),
});
export const station = z.object({
  area: areaId,
  name: z.string(),
  upgrade: z.enum(UPGRADE_STATES),
  /** Technology the station sends with, as its source says; nodes have their own. */
  technology: z.enum(TECHNOLOGIES).optional(),
  decision: z.string().optional(),
  /** Quy chế hoạt động. */
  regulation: z.string().optional(),
  licence: z.string().optional(),
  note: z.string().optional(),
  investments: z.array(investment),
});
export type Station = z.infer<typeof station>;
export type StationInput = z.infer<typeof stationInput>;
export const stationInput = station
  .omit({ area: true, investments: true })
  .extend({ name: z.string().trim().min(1).max(120), investments: z.array(investment).default([]) });

/** One row that could not be taken, counted as a spreadsheet does (the header is row 1). */
export const importError = z.object({ row: z.number().int(), column: z.string().optional(), message: z.string() });
export const importResult = z.object({
  rows: z.number().int(),
  imported: z.number().int(),
  errors: z.array(importError),
});
export type ImportResult = z.infer<typeof importResult>;

export const presenceState = z.enum(PRESENCE_STATES);
export type PresenceState = z.infer<typeof presenceState>;
export const presencePeriod = z.object({ from: z.number(), to: z.number(), state: presenceState });
export type PresencePeriod = z.infer<typeof presencePeriod>;

export const node = z.object({
  id: nodeId,
  hamlet: areaId,
  hamletName: z.string(),
  commune: areaId,
  communeName: z.string(),
  /** Short code people use, e.g. TL-017. */
  code: z.string(),
  /** Where it hangs: nhà văn hóa, cột 12, … */
  place: z.string(),
  technology: z.enum(TECHNOLOGIES),
  horns: z.number().int(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  enrolled: z.boolean(),
  /** Since when its credential is valid, ms UTC. */
  credentialSince: z.number().optional(),
  presence: presenceState,
  /** Last sign of life, ms UTC; always shown. */
  lastSeenAt: z.number().optional(),
  firmware: z.string().optional(),
  sensor: z.enum(['microphone', 'current', 'none']).optional(),
  rssiDbm: z.number().optional(),
  mainsVolts: z.number().optional(),
  celsius: z.number().optional(),
  volume: z.number().optional(),
  /** Its own limit on loudness at every hour, emergencies excepted (percent). */
  loudest: z.number().int().optional(),
  /** Title of what is sounding now. */
  playing: z.string().optional(),
  /** Plan it holds, and the newest made for it. */
  planVersion: z.number().optional(),
  planWanted: z.number().optional(),
  /** How far its clock is off (ms; positive: ahead). */
  clockErrorMs: z.number().optional(),
  /** Worst open faults, worst first; maintenance that holds it. */
  faults: z.array(faultKind).optional(),
  maintenance: z.string().optional(),
});
export type Node = z.infer<typeof node>;

export const nodeInput = z.object({
  hamlet: areaId,
  code: z.string().trim().min(1).max(32),
  place: z.string().trim().max(120).default(''),
  technology: z.enum(TECHNOLOGIES).default('ip'),
  horns: z.number().int().min(0).max(64),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
});
export type NodeInput = z.infer<typeof nodeInput>;
/** Absent leaves a field as it is; null empties it. */
export const nodePatch = z.object({
  hamlet: areaId.optional(),
  code: z.string().trim().min(1).max(32).optional(),
  place: z.string().trim().max(120).optional(),
  technology: z.enum(TECHNOLOGIES).optional(),
  horns: z.number().int().min(0).max(64).optional(),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  beatMs: z.number().int().min(MIN_BEAT_MS).max(MAX_BEAT_MS).nullish(),
  loudest: z.number().int().min(1).max(100).nullish(),
});
export type NodePatch = z.infer<typeof nodePatch>;
