import { z } from 'zod';
import { ROLLOUT_NODE_STATES, ROLLOUT_STATES, ROLLOUT_STEPS, UPDATE_REASONS } from '../firmware.ts';
import { areaId, nodeId, sha256, ulid } from '../messages/fields.ts';
import { pageQuery } from './common.ts';

/** A firmware the gateway keeps: `POST /firmwares` (multipart: `manifest`, then `image`). */
export const firmware = z.object({
  /** Of the image: its name in every address. */
  sha256,
  model: z.string(),
  version: z.string(),
  bytes: z.number().int(),
  minFrom: z.string().optional(),
  notes: z.string(),
  createdAt: z.number(),
  releaseCounter: z.number(),
  allowDowngrade: z.boolean(),
  /** The release key that signed it, and who keeps that key. */
  signedBy: z.string(),
  signerName: z.string().optional(),
  /** False when that key has been withdrawn since: nodes refuse it. */
  trusted: z.boolean(),
  /** From then on every node refuses it; absent: never. */
  expiresAt: z.number().optional(),
  expired: z.boolean(),
  uploadedAt: z.number(),
  uploadedByName: z.string().optional(),
});
export type Firmware = z.infer<typeof firmware>;

/** `GET /firmwares`: what is here, which keys may sign, and what runs on the caller's nodes. */
export const firmwareList = z.object({
  items: z.array(firmware),
  keys: z.array(z.object({ kid: z.string(), name: z.string().optional() })),
  fleet: z.array(z.object({ firmware: z.string(), nodes: z.number().int() })),
});
export type FirmwareList = z.infer<typeof firmwareList>;

/** Shares of the nodes in percent, each larger than the one before, the last one all of them. */
const stages = z
  .array(z.number().min(0.1).max(100))
  .min(1)
  .max(6)
  .refine((shares) => shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0)), {
    message: 'each stage must be larger than the one before',
  })
  .refine((shares) => shares.at(-1) === 100, { message: 'the last stage must be 100' });

/** `POST /rollouts`: administrator, freshly proved. */
export const rolloutInput = z.object({
  key: ulid,
  firmware: sha256,
  area: areaId,
  stages: stages.default([1, 10, 100]),
  /** Between one stage and the next. */
  pauseMinutes: z.number().int().min(0).max(10_080).default(60),
});
export type RolloutInput = z.input<typeof rolloutInput>;

/** `POST /rollouts/{id}/steps`. */
export const rolloutStep = z.object({ key: ulid, kind: z.enum(ROLLOUT_STEPS) });

const nodeCounts = z.partialRecord(z.enum(ROLLOUT_NODE_STATES), z.number().int());

export const rolloutStage = z.object({
  share: z.number(),
  nodes: z.number().int(),
  counts: nodeCounts,
  /** Of those that wait: not reachable now, or a broadcast is near. */
  away: z.number().int(),
  held: z.number().int(),
});
export type RolloutStage = z.infer<typeof rolloutStage>;

export const rollout = z.object({
  id: ulid,
  firmware: sha256,
  name: z.string(),
  area: areaId,
  areaName: z.string(),
  state: z.enum(ROLLOUT_STATES),
  stateAt: z.number(),
  /** Why it halted: the first node that failed, in its own word. */
  reason: z.enum(UPDATE_REASONS).optional(),
  /** The stage under way, from 0. */
  stage: z.number().int(),
  /** When the next stage begins. */
  nextAt: z.number().optional(),
  pauseMinutes: z.number().int(),
  stages: z.array(rolloutStage),
  nodes: z.number().int(),
  createdAt: z.number(),
  createdByName: z.string().optional(),
});
export type Rollout = z.infer<typeof rollout>;

/** A node whose firmware did not change as it should. */
export const rolloutFailure = z.object({
  node: nodeId,
  code: z.string(),
  hamletName: z.string(),
  stage: z.number().int(),
  state: z.enum(ROLLOUT_NODE_STATES),
  reason: z.enum(UPDATE_REASONS).optional(),
  at: z.number(),
});
export type RolloutFailure = z.infer<typeof rolloutFailure>;
/** `GET /rollouts/{id}`. At most the first 200 failures. */
export const rolloutDetail = rollout.extend({ failures: z.array(rolloutFailure) });
export type RolloutDetail = z.infer<typeof rolloutDetail>;
export const rolloutQuery = pageQuery.extend({ cursor: ulid.optional() });
