import type { InspectionInput, InspectionLine } from '../../protocol/api/inspections.ts';
import type { Technology } from '../../protocol/nodes.ts';

/** One place, as far as it is entered. Nothing that is judged has a value before somebody chose it. */
export interface LineDraft {
  readonly hamlet: string;
  readonly hamletName: string;
  readonly node: string;
  readonly place: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly technology: Technology | '';
  readonly households: string;
  readonly hornsThere: number;
  readonly hornsSounding: number;
  readonly quality: InspectionLine['quality'] | '';
  readonly amplifier: InspectionLine['amplifier'];
  readonly wiring: InspectionLine['wiring'];
  readonly power: InspectionLine['power'];
  readonly duringSession: 'yes' | 'no' | '';
  /** Ids of photos kept here. */
  readonly photos: readonly string[];
  readonly shortcomings: string;
}

/** A record under way. Its id is made once: however often it is sent, it is one. */
export interface InspectionDraft {
  readonly id: string;
  readonly commune: string;
  readonly communeName: string;
  readonly at: number;
  readonly unannounced: 'yes' | 'no' | '';
  readonly basis: string;
  readonly present: string;
  readonly frequency: string;
  readonly licence: string;
  readonly lines: readonly LineDraft[];
  readonly proposals: string;
  readonly conclusion: string;
  readonly corrects?: string;
  /** The appraisal round it belongs to: an appraiser records for one only. */
  readonly round?: string;
}

export function newDraft(id: string, at: number): InspectionDraft {
  return {
    ...{ id, at, commune: '', communeName: '', unannounced: '', basis: '', present: '', frequency: '', licence: '' },
    ...{ lines: [], proposals: '', conclusion: '' },
  };
}

export const NEW_LINE: LineDraft = {
  ...{ hamlet: '', hamletName: '', node: '', place: '', technology: '', households: '' },
  ...{ hornsThere: 0, hornsSounding: 0, quality: '', amplifier: 'good', wiring: 'good', power: 'grid' },
  ...{ duringSession: '', photos: [], shortcomings: '' },
};

export type VisitFault = 'round' | 'commune' | 'unannounced' | 'frequency';
export type LineFault = 'hamlet' | 'technology' | 'quality' | 'session' | 'sounding' | 'there' | 'households';

/** `needsRound` of an appraiser. */
export function faultsOfVisit(draft: InspectionDraft, needsRound: boolean): VisitFault[] {
  const mhz = megahertz(draft.frequency);
  return [
    ...(needsRound && !draft.round ? (['round'] as const) : []),
    ...(draft.commune === '' ? (['commune'] as const) : []),
    ...(draft.unannounced === '' ? (['unannounced'] as const) : []),
    ...(mhz === undefined || (mhz >= 0 && mhz <= 2_000) ? [] : (['frequency'] as const)),
  ];
}

export function faultsOfPlace(line: LineDraft): LineFault[] {
  return [
    ...(line.hamlet === '' ? (['hamlet'] as const) : []),
    ...(line.technology === '' ? (['technology'] as const) : []),
    ...(line.households === '' || /^\d{1,6}$/.test(line.households) ? [] : (['households'] as const)),
  ];
}

export function faultsOfSound(line: LineDraft): LineFault[] {
  return [
    ...(line.hornsThere === 0 ? (['there'] as const) : []),
    ...(line.hornsSounding > line.hornsThere ? (['sounding'] as const) : []),
    ...(line.quality === '' ? (['quality'] as const) : []),
    ...(line.duringSession === '' ? (['session'] as const) : []),
  ];
}

/** What is sent; photos are still named by their ids here. Call it only for a draft without faults. */
export function inputOf(draft: InspectionDraft): InspectionInput {
  const frequencyMhz = megahertz(draft.frequency);
  return {
    ...{ id: draft.id, commune: draft.commune, basis: draft.basis.trim(), present: draft.present.trim() },
    ...{ at: draft.at, unannounced: draft.unannounced === 'yes' },
    ...(frequencyMhz === undefined ? {} : { frequencyMhz }),
    ...(draft.licence.trim() === '' ? {} : { licence: draft.licence.trim() }),
    lines: draft.lines.map(lineOf),
    ...{ proposals: draft.proposals.trim(), conclusion: draft.conclusion.trim() },
    ...(draft.round ? { round: draft.round } : {}),
    ...(draft.corrects === undefined ? {} : { corrects: draft.corrects }),
  };
}

function lineOf(line: LineDraft): InspectionLine {
  return {
    ...{ hamlet: line.hamlet, place: line.place.trim(), technology: line.technology || 'fm' },
    ...(line.node === '' ? {} : { node: line.node }),
    ...(line.latitude === undefined || line.longitude === undefined
      ? {}
      : { latitude: line.latitude, longitude: line.longitude }),
    ...(line.households === '' ? {} : { households: Number(line.households) }),
    ...{ hornsThere: line.hornsThere, hornsSounding: line.hornsSounding, quality: line.quality || 'silent' },
    ...{ amplifier: line.amplifier, wiring: line.wiring, power: line.power },
    ...{
      duringSession: line.duringSession === 'yes',
      photos: [...line.photos],
      shortcomings: line.shortcomings.trim(),
    },
  };
}

/** «92,5» as people write it; undefined when nothing is written, NaN when it is no number. */
export function megahertz(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? undefined : Number(trimmed);
}

/** A record that was sent, as a draft to correct it under a new id. */
export function correctionOf(
  record: Omit<InspectionInput, 'lines'> & {
    communeName: string;
    lines: readonly (InspectionLine & { hamletName: string })[];
  },
  id: string,
): InspectionDraft {
  return {
    ...{ id, commune: record.commune, communeName: record.communeName, at: record.at, corrects: record.id },
    ...(record.round === undefined ? {} : { round: record.round }),
    ...{ unannounced: record.unannounced ? 'yes' : 'no', basis: record.basis, present: record.present },
    ...{ frequency: record.frequencyMhz === undefined ? '' : String(record.frequencyMhz).replace('.', ',') },
    ...{ licence: record.licence ?? '', proposals: record.proposals, conclusion: record.conclusion },
    lines: record.lines.map((line) => ({
      ...{ hamlet: line.hamlet, hamletName: line.hamletName, node: line.node ?? '', place: line.place },
      ...(line.latitude === undefined ? {} : { latitude: line.latitude }),
      ...(line.longitude === undefined ? {} : { longitude: line.longitude }),
      ...{ technology: line.technology, households: line.households === undefined ? '' : String(line.households) },
      ...{ hornsThere: line.hornsThere, hornsSounding: line.hornsSounding, quality: line.quality },
      ...{ amplifier: line.amplifier, wiring: line.wiring, power: line.power },
      ...{ duringSession: line.duringSession ? 'yes' : 'no', photos: line.photos, shortcomings: line.shortcomings },
    })),
  };
}
