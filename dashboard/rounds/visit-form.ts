// pure
import type { VisitInput } from '../../protocol/api/appraisal.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { parseDay } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';

export interface TypedVisit {
  readonly hamlet: string;
  readonly day: string;
  readonly time: string;
  readonly hornsThere: string;
  readonly hornsSounding: string;
  readonly duringSession: boolean;
  readonly unannounced: boolean;
  readonly note: string;
}
export type VisitFault = 'hamlet' | 'day' | 'time' | 'future' | 'there' | 'sounding';
export type VisitStep = 'when' | 'heard';

export function faultsOfVisit(step: VisitStep, typed: TypedVisit, now: number): VisitFault[] {
  const at = instantOf(typed);
  if (step === 'when')
    return [
      ...(typed.hamlet ? [] : (['hamlet'] as const)),
      ...(parseDay(typed.day) ? [] : (['day'] as const)),
      ...(parseTimeOfDay(typed.time) ? [] : (['time'] as const)),
      ...(at !== undefined && at > now ? (['future'] as const) : []),
    ];
  const [there, sounding] = [count(typed.hornsThere), count(typed.hornsSounding)];
  return [
    ...(there === undefined ? (['there'] as const) : []),
    ...(sounding === undefined || (there !== undefined && sounding > there) ? (['sounding'] as const) : []),
  ];
}

export function toVisit(typed: TypedVisit, draw: VisitInput['draw']): VisitInput | undefined {
  const [at, there, sounding] = [instantOf(typed), count(typed.hornsThere), count(typed.hornsSounding)];
  if (at === undefined || there === undefined || sounding === undefined) return undefined;
  return {
    hamlet: typed.hamlet,
    at,
    hornsThere: there,
    hornsSounding: sounding,
    duringSession: typed.duringSession,
    unannounced: typed.unannounced,
    note: typed.note.trim().normalize('NFC'),
    ...(draw ? { draw } : {}),
  };
}

function instantOf({ day, time }: TypedVisit): number | undefined {
  const [on, clock] = [parseDay(day), parseTimeOfDay(time)];
  return on && clock ? instantAt(on, clock) : undefined;
}

function count(text: string): number | undefined {
  return /^\d{1,3}$/.test(text.trim()) && Number(text) <= 500 ? Number(text) : undefined;
}
