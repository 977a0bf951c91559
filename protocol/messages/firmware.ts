import { z } from 'zod';
import { MODEL, MOST_FIRMWARE_BYTES, VERSION } from '../firmware.ts';
import { counter, instant, sha256, version } from './fields.ts';

export const modelName = z.string().regex(MODEL, 'is not a model: lower-case letters, digits, dots, dashes');
export const firmwareVersion = z.string().regex(VERSION, 'is not a version of three numbers, like 1.4.0');

/** What the offline release key says of one image. Whoever holds no such key can neither make a firmware nor change a word of this. */
export const firmwareManifest = z.object({
  v: version,
  model: modelName,
  version: firmwareVersion,
  /** Of the image. */
  sha256,
  bytes: z.number().int().min(1).max(MOST_FIRMWARE_BYTES),
  /** Devices older than this must be brought there first. */
  minFrom: firmwareVersion.optional(),
  notes: z.string().max(2_000),
  createdAt: instant,
  /** Rises with every release of a model: what has a lower one than the device has proved is refused. */
  releaseCounter: counter,
  /** An older version on purpose; the counter is a new one all the same. */
  allowDowngrade: z.boolean().optional(),
  /** Refused from then on: a release that has a hole does not lie about for ever. */
  expiresAt: instant.optional(),
});
export type FirmwareManifest = z.infer<typeof firmwareManifest>;
