// pure
import { z } from 'zod';

/** `crashes`: dies soon after its start; `silent`: never reaches the broker; `deaf`: beats, and hears no answer. */
const FAULTS = ['crashes', 'silent', 'deaf'] as const;
export type FirmwareFault = (typeof FAULTS)[number];

/** A simulated device's firmware: a small description of itself instead of a program, so that a bad one can be told to be bad. */
const description = z.object({ 'loaxa-image': z.literal(1), fault: z.enum(FAULTS).optional() });

/** What is wrong with the firmware in these bytes; undefined for a good one, and for anything that is no description. */
export function faultIn(image: Uint8Array | undefined): FirmwareFault | undefined {
  if (image === undefined) return undefined;
  try {
    return description.safeParse(JSON.parse(new TextDecoder().decode(image))).data?.fault;
  } catch {
    return undefined;
  }
}
