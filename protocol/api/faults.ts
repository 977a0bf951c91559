import { z } from 'zod';
import { CASE_STATES, FAULT_KINDS, INCIDENT_KINDS, PARENT_KINDS, SEVERITIES } from '../faults.ts';
import { areaId, nodeId, ulid } from '../messages/fields.ts';
import { pageQuery } from './common.ts';

export const faultKind = z.enum(FAULT_KINDS);
export const severity = z.enum(SEVERITIES);
export const caseState = z.enum(CASE_STATES);

/** One thing that is wrong with one node, place or the system itself. */
export const fault = z.object({
  id: ulid,
  kind: faultKind,
  severity,
  node: z.string().optional(),
  nodeCode: z.string().optional(),
  hamlet: areaId.optional(),
  hamletName: z.string().optional(),
  communeName: z.string().optional(),
  /** When it began, back-dated to the first sign that failed to come (ms UTC). */
  since: z.number(),
  /** When it was shown. */
  detectedAt: z.number(),
  until: z.number().optional(),
  count: z.number().int(),
  /** How often it came and went within this one fault (flapping). */
  flaps: z.number().int(),
  /** Figures and words of the device, not translated. */
  detail: z.string().optional(),
  /** Hidden behind a common cause: the node's own state is unknown because of it. */
  incident: ulid.optional(),
  /** A maintenance window holds it: measured, nobody is told. */
  maintenance: ulid.optional(),
  case: ulid.optional(),
  caseState: caseState.optional(),
});
export type Fault = z.infer<typeof fault>;
/** `GET /faults`: who may read nodes of the area. */
export const faultQuery = pageQuery.extend({
  cursor: ulid.optional(),
  area: areaId.optional(),
  node: nodeId.optional(),
  kind: faultKind.optional(),
  open: z.enum(['true', 'false']).default('false'),
});

/** One cause, one message: a mast, a feeder, a commune, or a single node. Children within 120 s belong to it. */
export const incident = z.object({
  id: ulid,
  kind: z.enum(INCIDENT_KINDS),
  /** What most of its faults are. */
  cause: faultKind,
  severity,
  /** Name of the mast or feeder, of the commune, code of the node. */
  name: z.string(),
  area: areaId.optional(),
  areaName: z.string().optional(),
  since: z.number(),
  until: z.number().optional(),
  /** Nodes it holds, over the whole time. */
  nodes: z.number().int(),
  hamlets: z.number().int(),
  /** Codes of the first fifty. */
  codes: z.array(z.string()),
  case: ulid.optional(),
  caseState: caseState.optional(),
});
export type Incident = z.infer<typeof incident>;
/** `GET /incidents`, newest first. */
export const incidentQuery = pageQuery.extend({
  cursor: ulid.optional(),
  area: areaId.optional(),
  open: z.enum(['true', 'false']).default('true'),
});

/** What many nodes hang on, named by people (technician, administrator): `GET|POST /parents`, `PATCH|DELETE /parents/{id}`. */
export const parent = z.object({
  id: ulid,
  kind: z.enum(PARENT_KINDS),
  name: z.string(),
  area: areaId,
  nodes: z.array(nodeId),
});
export type Parent = z.infer<typeof parent>;
export const parentInput = z.object({
  kind: z.enum(PARENT_KINDS),
  name: z.string().trim().min(1).max(120),
  area: areaId,
  nodes: z.array(nodeId).max(2_000).default([]),
});
export const parentPatch = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  add: z.array(nodeId).max(2_000).default([]),
  remove: z.array(nodeId).max(2_000).default([]),
});
