import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { weightRow } from '../../../protocol/api/sources.ts';
import { ALERT_WEIGHTS } from '../../../protocol/sources.ts';

export const capSettings = z.strictObject({
  weights: z
    .array(weightRow)
    .max(50)
    .default([
      {
        ...{ severity: ['Extreme', 'Severe'], urgency: ['Immediate', 'Expected'], certainty: ['Observed', 'Likely'] },
        weight: 'at-once',
      },
      { urgency: ['Past'], weight: 'shown' },
      { certainty: ['Unlikely'], weight: 'shown' },
      { severity: ['Minor'], weight: 'shown' },
    ]),
  /** What no row speaks of. */
  otherwise: z.enum(ALERT_WEIGHTS).default('held'),
  /** Languages that are spoken, the best first; what is in none of them waits for a person. */
  languages: z.array(z.string().min(1).max(40)).min(1).max(10).default(['vi']),
  /** Exercises: only shown, or spoken as a drill with «Đây là diễn tập». */
  exercises: z.enum(['shown', 'drill']).default('shown'),
  /** Names of geocodes whose value is one of our area codes (mã ĐVHC of the GSO) or area ids. */
  geocodes: z
    .array(z.string().min(1).max(200))
    .max(20)
    .default(['LoaXa', 'GSO', 'GSO_VN', 'DVHC', 'MaDVHC', 'mã ĐVHC']),
  /** So long an alert is repeated, unless it expires before. */
  airMinutes: z.number().int().min(1).max(120).default(10),
  /** An alert that does not say when it expires counts so long from when it was sent. */
  hoursWithoutExpiry: z.number().int().min(1).max(168).default(24),
  /**
   * What a Cancel does to what was spoken: silence, or the prepared correction besides. That one says «báo nhầm», which a
   * Cancel of CAP does not.
   */
  cancelled: z.enum(['silence', 'correction']).default('silence'),
});
export type CapSettings = z.infer<typeof capSettings>;

/** Throws an Error that names the file and what is wrong in it. */
export function readCapSettings(file: string | undefined): CapSettings {
  if (file === undefined) return capSettings.parse({});
  try {
    return capSettings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const said = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`The settings of CAP in ${file} cannot be used: ${said}`, { cause: error });
  }
}
