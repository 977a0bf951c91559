// pure
import type { InspectionInput } from '../../protocol/api/inspections.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { StoredInspection } from './inspections-store.ts';

/** A phone's clock may be this far ahead. */
const CLOCK_MS = 10 * MINUTE_MS;
/**
 * A record comes at most this long after its visit: time to get back to a network, and less than the days two visits are apart,
 * so that nobody writes both on one afternoon.
 */
export const LATEST_DAYS = 14;

export interface Fault {
  readonly code: string;
  readonly message: string;
  /** Of which line, from 0. */
  readonly line?: number;
}

export interface Ground {
  readonly now: number;
  readonly kindOf: (area: string) => string | undefined;
  readonly communeOf: (hamlet: string) => string | undefined;
  readonly hamletOfNode: (node: string) => string | undefined;
  /** The record it corrects, as stored; undefined when it names none or there is none. */
  readonly corrected: StoredInspection | undefined;
  readonly by: string;
}

/** The first thing that is wrong with a record; undefined when it may be kept. */
export function faultOfInspection(input: InspectionInput, ground: Ground): Fault | undefined {
  if (ground.kindOf(input.commune) !== 'commune')
    return { code: 'not-a-commune', message: 'A record is of one commune; choose the commune.' };
  return faultOfTime(input, ground) ?? faultOfCorrection(input, ground) ?? faultOfLines(input, ground);
}

function faultOfTime({ at, corrects }: InspectionInput, { now, corrected }: Ground): Fault | undefined {
  if (at > now + CLOCK_MS)
    return { code: 'inspection-in-future', message: 'The visit lies in the future; put the clock of the phone right.' };
  // A correction may come later, about the same visit and no other.
  if (corrects !== undefined && corrected && Math.abs(at - corrected.at) < DAY_MS) return undefined;
  if (at < now - LATEST_DAYS * DAY_MS)
    return {
      code: 'inspection-too-late',
      message: `A record comes at most ${LATEST_DAYS} days after its visit; visit the place again.`,
    };
  return undefined;
}

function faultOfCorrection({ corrects, commune }: InspectionInput, ground: Ground): Fault | undefined {
  if (corrects === undefined) return undefined;
  const { corrected, by } = ground;
  if (!corrected) return { code: 'no-inspection', message: 'The record to be corrected is not here; send it first.' };
  if (corrected.by !== by)
    return { code: 'not-your-inspection', message: 'Only who made a record corrects it; make a record of your own.' };
  if (corrected.correctedBy !== undefined)
    return { code: 'inspection-corrected', message: 'This record was corrected already; correct the newer one.' };
  if (corrected.commune !== commune)
    return { code: 'correction-elsewhere', message: 'A correction stays in the commune of the record.' };
  return undefined;
}

function faultOfLines({ lines, commune }: InspectionInput, ground: Ground): Fault | undefined {
  const nodes = new Set<string>();
  for (const [line, { hamlet, node }] of lines.entries()) {
    if (ground.kindOf(hamlet) !== 'hamlet' || ground.communeOf(hamlet) !== commune)
      return { code: 'hamlet-elsewhere', message: 'Every line is of a hamlet of the commune.', line };
    if (node === undefined) continue;
    if (ground.hamletOfNode(node) !== hamlet)
      return { code: 'node-elsewhere', message: 'The loudspeaker cluster belongs to another hamlet.', line };
    if (nodes.has(node)) return { code: 'node-twice', message: 'A cluster stands in one line only.', line };
    nodes.add(node);
  }
  return undefined;
}
