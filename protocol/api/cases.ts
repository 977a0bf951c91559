import { z } from 'zod';
import { CASE_CAUSES, EXCUSALS, MAINTENANCE_REASONS, MAINTENANCE_STATES, REPAIR_ORDERS, SUPPLIES } from '../faults.ts';
import { areaId, instant, nodeId, sha256, ulid } from '../messages/fields.ts';
import { day, pageQuery } from './common.ts';
import { verdictWord } from './coverage.ts';
import { caseState, faultKind, incident, severity } from './faults.ts';

const text = (most: number) => z.string().trim().max(most);
const who = z.object({ at: z.number(), by: z.string(), byName: z.string().optional() });
const keeper = z.object({ name: z.string(), phone: z.string() });

/** One step of a case. `key` is made on the phone: sent twice, stored once. */
export const caseEvent = z.object({
  key: ulid,
  ...who.shape,
  /** When it happened by the phone's own clock; `at` is when the gateway took it. */
  happenedAt: z.number(),
  kind: z.enum(['opened', 'acknowledged', 'note', 'resolved', 'closed', 'reopened', 'assigned', 'confirmed', 'fault']),
  note: z.string(),
  photos: z.array(sha256),
  /** Of a case that was given to somebody: to whom. */
  toName: z.string().optional(),
});
export type CaseEvent = z.infer<typeof caseEvent>;

/** Sự cố: new → acknowledged → resolved → closed; opens again by itself when the same comes back within 24 h. */
export const repairCase = z.object({
  id: ulid,
  /** SC-2026-0012, counted in each commune and year. */
  number: z.string(),
  state: caseState,
  kind: faultKind,
  severity,
  /** Absent for a common cause and for what belongs to a place. */
  node: nodeId.optional(),
  nodeCode: z.string().optional(),
  place: z.string().optional(),
  incident: ulid.optional(),
  /** Name of the common cause, and how many nodes it holds. */
  incidentName: z.string().optional(),
  nodes: z.number().int(),
  hamlet: areaId.optional(),
  hamletName: z.string().optional(),
  commune: areaId,
  communeName: z.string(),
  keeper: keeper.optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  /** The fault began; when it ended by the node's own word. */
  since: z.number(),
  faultUntil: z.number().optional(),
  detail: z.string().optional(),
  reporter: z.string().optional(),
  opened: who,
  acknowledged: who.optional(),
  resolved: who.optional(),
  closed: who.optional(),
  reopened: z.number().int(),
  assignee: z.string().optional(),
  assigneeName: z.string().optional(),
  cause: z.enum(CASE_CAUSES).optional(),
  /** Biện pháp; vật tư, kinh phí; time of work. */
  measure: z.string(),
  parts: z.string(),
  costVnd: z.number().int().min(0).optional(),
  workMinutes: z.number().int().min(0).optional(),
  /** Did somebody hear it after the repair? */
  soundHeard: z.boolean().optional(),
  photos: z.array(sha256),
  /** Trưởng thôn xác nhận. */
  confirmed: who.optional(),
  /** Sessions since it began that were owed and not heard. */
  sessionsLost: z.number().int(),
  version: z.number().int(),
});
export type Case = z.infer<typeof repairCase>;
/** `GET /cases`; `GET /cases/{id}` adds its events. */
export const caseWithEvents = repairCase.extend({ events: z.array(caseEvent) });
export const caseQuery = pageQuery.extend({
  cursor: ulid.optional(),
  area: areaId.optional(),
  node: nodeId.optional(),
  state: z.enum(['open', 'new', 'acknowledged', 'resolved', 'closed', 'all']).default('open'),
  assignee: ulid.optional(),
  /** Words that all must stand in number, code, place, cause, hamlet, commune or what was done; accents do not matter. */
  search: text(120).optional(),
});

/** `POST /cases`: «bà con báo loa hỏng» (operator, hamlet head of the own hamlet, technician). */
export const caseReport = z.object({
  key: ulid,
  node: nodeId.optional(),
  hamlet: areaId,
  note: text(1_000).min(1),
  reporter: text(120).default(''),
  happenedAt: instant,
  photos: z.array(sha256).max(8).default([]),
});

const step = {
  key: ulid,
  happenedAt: instant,
  note: text(2_000).default(''),
  photos: z.array(sha256).max(8).default([]),
};
/**
 * `POST /cases/{id}/steps`: one step. A step that the state does not allow answers 409 `case-state` with what it is now; the same
 * key again answers as the first time.
 */
export const caseStep = z.discriminatedUnion('kind', [
  z.object({ ...step, kind: z.literal('acknowledged') }),
  z.object({ ...step, kind: z.literal('note') }),
  z.object({ ...step, kind: z.literal('assigned'), assignee: ulid.optional() }),
  z.object({
    ...step,
    kind: z.literal('resolved'),
    cause: z.enum(CASE_CAUSES),
    measure: text(1_000).default(''),
    parts: text(500).default(''),
    costVnd: z.number().int().min(0).optional(),
    workMinutes: z.number().int().min(0).max(10_080).optional(),
    soundHeard: z.boolean().optional(),
  }),
  z.object({ ...step, kind: z.literal('closed') }),
  z.object({ ...step, kind: z.literal('reopened') }),
  /** The head of the hamlet says that it sounds again. */
  z.object({ ...step, kind: z.literal('confirmed') }),
]);
export type CaseStep = z.infer<typeof caseStep>;

/** `GET /cases/{id}/repairers`: whom it may be given to. `isTold`: a message reaches that person. */
export const repairers = z.object({
  items: z.array(
    z.object({ id: ulid, name: z.string(), role: z.enum(['technician', 'administrator']), isTold: z.boolean() }),
  ),
});
export type Repairer = z.infer<typeof repairers>['items'][number];

/** What a phone keeps of a case for the way: how to find it and whom to call. The rest comes with the case itself. */
export const caseCard = repairCase.omit({
  ...{ opened: true, acknowledged: true, resolved: true, closed: true, confirmed: true, measure: true, parts: true },
  ...{ costVnd: true, workMinutes: true, soundHeard: true, cause: true, photos: true, reopened: true, version: true },
});
export type CaseCard = z.infer<typeof caseCard>;

/** One row of the repair list: what to repair, and what it brings. */
export const repair = z.object({
  rank: z.number().int(),
  case: caseCard,
  incident: incident.optional(),
  /** Hamlets that would be met in the open period with this and all rows above it repaired by `by`. */
  gains: z.array(
    z.object({
      hamlet: areaId,
      name: z.string(),
      now: verdictWord,
      /** First day on which the lower bound passes when everything from tomorrow on is heard; absent: not in this period. */
      met: day.optional(),
      /** Last day on which a repair still brings it over the rule in this period. */
      repairBy: day.optional(),
    }),
  ),
  distanceM: z.number().optional(),
});
export type Repair = z.infer<typeof repair>;
/** `GET /repairs?area&order&latitude&longitude`: at most 200 rows, ≤ 100 kB, without paging so that a phone can keep it. */
export const repairQuery = z.object({
  area: areaId.optional(),
  order: z.enum(REPAIR_ORDERS).default('effect'),
  /** Only what this account has taken or was given; ranks stay those of the whole list. */
  assignee: ulid.optional(),
  latitude: z.coerce.number().min(-90).max(90).optional(),
  longitude: z.coerce.number().min(-180).max(180).optional(),
});
export const repairs = z.object({
  at: z.number(),
  periodTitle: z.string(),
  from: day,
  to: day,
  /** «Sửa `first` cụm đầu thì thêm `hamlets` thôn đạt.» Zero when no repair brings any. */
  first: z.number().int(),
  hamlets: z.number().int(),
  /** Hamlets that are met today and would fall in this period without those repairs. */
  kept: z.number().int(),
  items: z.array(repair),
  /** More than were sent. */
  left: z.number().int(),
  nodes: z.object({ total: z.number().int(), working: z.number().int() }),
});
export type Repairs = z.infer<typeof repairs>;

/** Phiếu bảo trì: keep measuring, tell nobody, count apart. */
export const maintenance = z.object({
  id: ulid,
  areas: z.array(areaId),
  nodes: z.array(nodeId),
  /** What it is about, for people: «TL-009», «Thôn Hạ». */
  title: z.string(),
  from: z.number(),
  to: z.number(),
  state: z.enum(MAINTENANCE_STATES),
  reason: z.enum(MAINTENANCE_REASONS),
  note: z.string(),
  created: who,
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  excusal: z.enum(EXCUSALS),
  excusalBy: who.optional(),
  nodeCount: z.number().int(),
  /** Sessions owed within it. */
  sessions: z.array(z.object({ hamlet: areaId, name: z.string(), day, part: z.string() })),
  version: z.number().int(),
});
export type Maintenance = z.infer<typeof maintenance>;
/** `GET /maintenance`, `POST /maintenance` (technician, administrator). A closed period takes no slip: 409 `period-closed`. */
export const maintenanceQuery = pageQuery.extend({
  cursor: ulid.optional(),
  area: areaId.optional(),
  node: nodeId.optional(),
  state: z.enum(MAINTENANCE_STATES).optional(),
});
export const maintenanceInput = z
  .object({
    key: ulid,
    areas: z.array(areaId).max(200).default([]),
    nodes: z.array(nodeId).max(500).default([]),
    from: instant,
    to: instant,
    reason: z.enum(MAINTENANCE_REASONS),
    note: text(500).default(''),
    askExcusal: z.boolean().default(false),
  })
  .refine(({ from, to }) => to > from && to - from <= 31 * 86_400_000, {
    path: ['to'],
    message: 'must be after from, and at most 31 days',
  })
  .refine(({ areas, nodes }) => areas.length + nodes.length > 0, {
    path: ['nodes'],
    message: 'name a node or an area',
  });
/** `POST /maintenance/{id}/steps`. Excusal: leader of the commune or administrator, never who asked. */
export const maintenanceStep = z.object({
  key: ulid,
  kind: z.enum(['start', 'finish', 'cancel', 'ask-excusal', 'approve-excusal', 'refuse-excusal']),
  note: text(500).default(''),
});

/** What stands there: `GET|PUT /nodes/{id}/asset` (technician, administrator). */
export const asset = z.object({
  node: nodeId,
  assetNumber: z.string(),
  serial: z.string(),
  model: z.string(),
  supply: z.enum(SUPPLIES).optional(),
  keeper: keeper.optional(),
  sim: z
    .object({ iccid: z.string(), phone: z.string(), operator: z.string(), monthlyMb: z.number().int().min(1) })
    .optional(),
  installedOn: day.optional(),
  warrantyTo: day.optional(),
  /** Preventive maintenance every so many months; next by last done or installation. */
  everyMonths: z.number().int().min(1).max(60).optional(),
  servicedOn: day.optional(),
  nextServiceOn: day.optional(),
  note: z.string(),
  /** Mast or fibre, and feeder it hangs on. */
  uplink: ulid.optional(),
  feeder: ulid.optional(),
  version: z.number().int(),
});
export type Asset = z.infer<typeof asset>;
export const assetInput = z.object({
  assetNumber: text(64).default(''),
  serial: text(64).default(''),
  model: text(120).default(''),
  supply: z.enum(SUPPLIES).optional(),
  keeper: z
    .object({ name: text(120), phone: z.string().regex(/^\+?[0-9 .-]{3,20}$/, 'is not a telephone number') })
    .optional(),
  sim: z
    .object({
      iccid: text(22).default(''),
      phone: text(20).default(''),
      operator: text(40).default(''),
      monthlyMb: z.number().int().min(1).max(1_000_000),
    })
    .optional(),
  installedOn: day.optional(),
  warrantyTo: day.optional(),
  everyMonths: z.number().int().min(1).max(60).optional(),
  note: text(1_000).default(''),
  uplink: ulid.optional(),
  feeder: ulid.optional(),
  version: z.number().int().min(0),
});
/** `GET /assets/due?area&before`: preventive maintenance that is due, the longest overdue first. */
export const assetDueQuery = pageQuery.extend({ area: areaId.optional(), before: day.optional() });
export const assetDue = asset.extend({
  nodeCode: z.string(),
  place: z.string(),
  hamlet: areaId,
  hamletName: z.string(),
  communeName: z.string(),
  nextServiceOn: day,
  /** Below zero: overdue. */
  daysLeft: z.number().int(),
});
export type AssetDue = z.infer<typeof assetDue>;
/** `POST /nodes/{id}/asset/serviced`: it was done; settles the reminder. */
export const serviced = z.object({
  key: ulid,
  on: day,
  note: text(1_000).default(''),
  photos: z.array(sha256).max(8).default([]),
});

/** Devices that hung at a place, newest first: `GET /nodes/{id}/devices`. The place keeps its history. */
export const placeDevice = z.object({
  serial: z.string(),
  firmware: z.string().optional(),
  from: z.number(),
  to: z.number().optional(),
  /** Short name of its key. */
  key: z.string(),
  byName: z.string().optional(),
});
export type PlaceDevice = z.infer<typeof placeDevice>;
