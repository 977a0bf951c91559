import { z } from 'zod';
import { areaId, nodeId } from '../messages/fields.ts';
import { FLEET_MEANINGS, NODE_GROUPS, NODE_SORTS, TECHNOLOGIES } from '../nodes.ts';
import { TELEMETRY_FIELDS, TELEMETRY_GAPS } from '../telemetry.ts';
import { presenceState } from './areas.ts';
import { pageQuery } from './common.ts';
import { faultKind } from './faults.ts';

const yes = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();

/** What narrows a list of nodes; the table of an office program (`GET /nodes.csv`) takes the same. */
export const nodeFilter = z.object({
  area: areaId.optional(),
  presence: presenceState.optional(),
  enrolled: yes,
  technology: z.enum(TECHNOLOGIES).optional(),
  search: z.string().max(100).optional(),
  /** One of the chips of the page Cụm loa. */
  group: z.enum(NODE_GROUPS).optional(),
  /** Nodes with an open fault of this kind. */
  fault: faultKind.optional(),
  firmware: z.string().max(64).optional(),
  /** In a maintenance window now. */
  maintenance: yes,
  /** Clock off by more than 5 s. */
  'clock-off': yes,
  /** These nodes alone, by their ids, with commas between. */
  only: z
    .string()
    .max(6_000)
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .optional(),
  sort: z.enum(NODE_SORTS).default('code'),
});
/** `GET /nodes`. */
export const nodeListQuery = pageQuery.extend({
  ...nodeFilter.shape,
  /** Instead of a cursor: rows from this one on (0 is the first), for a list that is scrolled through as a whole. */
  offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
});

/** `GET /nodes/counts?area`: what the chips say, and firmware and clock at a glance. */
export const nodeCounts = z.object({
  total: z.number().int(),
  groups: z.record(z.enum(NODE_GROUPS), z.number().int()),
  states: z.record(presenceState, z.number().int()),
  /** Nodes with an open fault of the kind, most first. */
  faults: z.array(z.object({ kind: faultKind, nodes: z.number().int() })),
  /** Most first; an empty version is a node that never said one. */
  firmware: z.array(z.object({ version: z.string(), nodes: z.number().int() })),
  /** Clock off by more than 5 s. */
  clockOff: z.number().int(),
  /** Nodes that said something of their clock at all. */
  clockKnown: z.number().int(),
});
export type NodeCounts = z.infer<typeof nodeCounts>;

export const fleetMeaning = z.enum(FLEET_MEANINGS);
const degrees = { latitude: z.number(), longitude: z.number() };
export const mapBox = z.object({
  south: z.number().min(-90).max(90),
  west: z.number().min(-180).max(180),
  north: z.number().min(-90).max(90),
  east: z.number().min(-180).max(180),
});
export type MapBox = z.infer<typeof mapBox>;
/** `box` is `south,west,north,east`; without it the answer holds everything and says the box it used. */
export const nodeMapQuery = z.object({
  area: areaId.optional(),
  zoom: z.coerce.number().int().min(0).max(20).optional(),
  box: z.string().max(120).optional(),
});
export const mapCluster = z.object({
  ...degrees,
  nodes: z.number().int(),
  worst: fleetMeaning,
  counts: z.partialRecord(fleetMeaning, z.number().int()),
  /** The hamlet, or the commune, that holds all of them. */
  name: z.string().optional(),
  area: areaId.optional(),
});
export type MapCluster = z.infer<typeof mapCluster>;
export const mapNode = z.object({
  id: nodeId,
  code: z.string(),
  ...degrees,
  meaning: fleetMeaning,
  hamletName: z.string(),
});
export type MapNode = z.infer<typeof mapNode>;
/** Clusters where many nodes are in view, the nodes themselves where few are. */
export const nodeMap = z.object({
  zoom: z.number().int(),
  box: mapBox,
  inView: z.number().int(),
  /** In the area, without coordinates. */
  unplaced: z.number().int(),
  clusters: z.array(mapCluster),
  nodes: z.array(mapNode),
});
export type NodeMap = z.infer<typeof nodeMap>;

/** `GET /nodes/{id}/telemetry?from&to&fields&points`. */
export const telemetryQuery = z.object({
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(0),
  /** Separated by commas; all of them when absent. */
  fields: z
    .string()
    .max(200)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(TELEMETRY_FIELDS)))
    .optional(),
  points: z.coerce.number().int().min(2).max(1_000).default(240),
});
/** One step of a series; a step of which nothing is known is left out. */
export const telemetryPoint = z.object({ at: z.number(), min: z.number(), mean: z.number(), max: z.number() });
export type TelemetryPoint = z.infer<typeof telemetryPoint>;
export const telemetry = z.object({
  from: z.number(),
  to: z.number(),
  /** Each point stands for the time from its `at` to `at + stepMs`. */
  stepMs: z.number().int(),
  series: z.array(z.object({ field: z.enum(TELEMETRY_FIELDS), points: z.array(telemetryPoint) })),
  /** At most `points` of them, no shorter than a step. */
  gaps: z.array(z.object({ from: z.number(), to: z.number(), why: z.enum(TELEMETRY_GAPS) })),
});
export type TelemetryAnswer = z.infer<typeof telemetry>;

/** `GET /nodes/{id}/data-use`: bytes over the mobile network, by Vietnamese month, newest first; at most 24 months. */
export const dataUse = z.object({
  budgetMb: z.number().optional(),
  months: z.array(
    z.object({
      month: z.string().regex(/^\d{4}-\d{2}$/),
      sentBytes: z.number().int(),
      receivedBytes: z.number().int(),
    }),
  ),
});
export type DataUseAnswer = z.infer<typeof dataUse>;
