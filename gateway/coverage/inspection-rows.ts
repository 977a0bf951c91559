// pure
import type { InspectionLine } from '../../protocol/api/inspections.ts';
import type { Technology } from '../../protocol/nodes.ts';
import type { StoredInspection } from './inspections-store.ts';

/** 0 or 1 in SQLite. */
type Truth = boolean | number;

export interface InspectionRow {
  readonly id: string;
  readonly content_hash: string;
  readonly commune_id: string;
  readonly at: number;
  readonly basis: string;
  readonly present: string;
  readonly unannounced: Truth;
  readonly from_outside: Truth;
  readonly frequency_mhz: number | null;
  readonly licence: string | null;
  readonly proposals: string;
  readonly conclusion: string;
  readonly round_id: string | null;
  readonly corrects: string | null;
  readonly corrected_by: string | null;
  readonly by: string;
  readonly recorded_at: number;
}

export interface LineRow {
  readonly inspection_id: string;
  readonly position: number;
  readonly hamlet_id: string;
  readonly node_id: string | null;
  readonly place: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly technology: Technology;
  readonly households: number | null;
  readonly horns_there: number;
  readonly horns_sounding: number;
  readonly quality: InspectionLine['quality'];
  readonly amplifier: InspectionLine['amplifier'];
  readonly wiring: InspectionLine['wiring'];
  readonly power: InspectionLine['power'];
  readonly during_session: Truth;
  readonly photos: string;
  readonly shortcomings: string;
}

export function recordFrom(row: InspectionRow, lines: readonly InspectionLine[]): StoredInspection {
  return {
    ...{ id: row.id, contentHash: row.content_hash, commune: row.commune_id, at: row.at, lines },
    ...{ basis: row.basis, present: row.present, proposals: row.proposals, conclusion: row.conclusion },
    ...{ unannounced: Boolean(row.unannounced), fromOutside: Boolean(row.from_outside) },
    ...(row.frequency_mhz === null ? {} : { frequencyMhz: row.frequency_mhz }),
    ...(row.licence === null ? {} : { licence: row.licence }),
    ...(row.round_id === null ? {} : { round: row.round_id }),
    ...(row.corrects === null ? {} : { corrects: row.corrects }),
    ...(row.corrected_by === null ? {} : { correctedBy: row.corrected_by }),
    ...{ by: row.by, recordedAt: row.recorded_at },
  };
}

export function lineFrom(row: LineRow): InspectionLine {
  return {
    ...{ hamlet: row.hamlet_id, place: row.place, technology: row.technology },
    ...(row.node_id === null ? {} : { node: row.node_id }),
    ...(row.latitude === null ? {} : { latitude: row.latitude }),
    ...(row.longitude === null ? {} : { longitude: row.longitude }),
    ...(row.households === null ? {} : { households: row.households }),
    ...{ hornsThere: row.horns_there, hornsSounding: row.horns_sounding, quality: row.quality },
    ...{ amplifier: row.amplifier, wiring: row.wiring, power: row.power },
    ...{ duringSession: Boolean(row.during_session), shortcomings: row.shortcomings },
    photos: JSON.parse(row.photos) as string[],
  };
}

export function lineRow(inspection: string, position: number, line: InspectionLine): LineRow {
  return {
    ...{ inspection_id: inspection, position, hamlet_id: line.hamlet, node_id: line.node ?? null, place: line.place },
    ...{ latitude: line.latitude ?? null, longitude: line.longitude ?? null, households: line.households ?? null },
    ...{ technology: line.technology, horns_there: line.hornsThere, horns_sounding: line.hornsSounding },
    ...{ quality: line.quality, amplifier: line.amplifier, wiring: line.wiring, power: line.power },
    ...{ during_session: line.duringSession, photos: JSON.stringify(line.photos), shortcomings: line.shortcomings },
  };
}
