import { z } from 'zod';
import { areaId, instant, nodeId, percent, timeOfDay, ulid } from '../messages/fields.ts';
import { ACTION_STATES, ACTION_TYPES, TEST_RESULTS } from '../remote.ts';
import { pageQuery } from './common.ts';

/** `POST /nodes/{id}/actions`: technician, administrator; `volume` also operator, and hamlet head of the own hamlet. */
export const actionInput = z.discriminatedUnion('type', [
  /** Current and line only, nothing is heard: at any hour. */
  z.object({ key: ulid, type: z.literal('silent-test') }),
  /** A second of tone at low level: refused in quiet hours with 409 `quiet-hours`. */
  z.object({ key: ulid, type: z.literal('tone-test') }),
  /** The tone of now becomes the reference: only by somebody who stands there and hears it. */
  z.object({ key: ulid, type: z.literal('calibrate'), hearsIt: z.literal(true) }),
  z.object({ key: ulid, type: z.literal('volume'), percent }),
  z.object({ key: ulid, type: z.literal('reboot') }),
  z.object({ key: ulid, type: z.literal('fetch-log') }),
  z.object({ key: ulid, type: z.literal('resync') }),
]);
export type ActionInput = z.infer<typeof actionInput>;

/** One remote action: «Đã gửi → Đã nhận → Xong / Không được». `GET /nodes/{id}/actions`, `GET /actions/{id}`. */
export const action = z.object({
  id: ulid,
  node: nodeId,
  nodeCode: z.string(),
  type: z.enum(ACTION_TYPES),
  state: z.enum(ACTION_STATES),
  /** Of a refusal: the node's own word (uplink REASONS). */
  reason: z.string().optional(),
  /** Of a test: what it found. Of others: the node's words. */
  result: z.string().optional(),
  by: z.string(),
  byName: z.string().optional(),
  at: instant,
  answeredAt: instant.optional(),
  expiresAt: instant,
});
export type Action = z.infer<typeof action>;
export const actionQuery = pageQuery.extend({ cursor: ulid.optional() });

/** One self-test as the node signed it: `GET /nodes/{id}/self-tests?from&to`. */
export const selfTest = z.object({
  at: instant,
  mode: z.enum(['silent', 'tone', 'calibrate']),
  attempt: z.number().int().min(1).max(3),
  result: z.enum(TEST_RESULTS),
  levelDb: z.number().optional(),
  referenceDb: z.number().optional(),
  /** Place in the evidence log. */
  position: z.number().int(),
});
export type SelfTest = z.infer<typeof selfTest>;

/** `GET|PUT /areas/{commune}/self-test`: when the nodes of a commune test themselves; operator, technician, administrator. */
export const selfTestSettings = z.object({
  area: areaId,
  enabled: z.boolean(),
  /** Allowed hours only. */
  at: timeOfDay,
  volume: percent,
  /** Days between two tests. */
  everyDays: z.number().int().min(1).max(30),
  version: z.number().int().min(0),
});
export type SelfTestSettings = z.infer<typeof selfTestSettings>;
/** `version` is the one it was made from: another by now is a clash. */
export const selfTestSettingsInput = selfTestSettings.omit({ area: true });
export type SelfTestSettingsInput = z.infer<typeof selfTestSettingsInput>;
/** Test tones are quiet: nobody is called by them. */
export const LOUDEST_TEST = 40;

/** What a node said of its own horns, and when it should have: `due` is absent where nobody set a timetable. */
export const selfTestList = z.object({
  items: z.array(selfTest),
  /** The newest of all that answered, whatever was asked for. */
  last: selfTest.optional(),
  due: instant.optional(),
  overdue: z.boolean(),
});
export type SelfTestList = z.infer<typeof selfTestList>;
export const selfTestQuery = z.object({ from: z.coerce.number().int().min(0), to: z.coerce.number().int().min(0) });

/** `GET /nodes/{id}/log`: the device's own diagnostic lines, fetched by an action. */
export const deviceLog = z.object({ action: ulid, at: instant, lines: z.array(z.string()) });
/** The newest first, at most five. */
export const deviceLogs = z.object({ items: z.array(deviceLog) });
export type DeviceLog = z.infer<typeof deviceLog>;
