// pure
import type { RoundInput } from '../../protocol/api/appraisal.ts';
import { addDays, startOfDay } from '../../protocol/vietnam-time.ts';
import { parseDay } from '../format/date.ts';

export const LEVELS = ['ntm', 'advanced', 'model'] as const;
export const KINDS = ['new', 'review'] as const;

export interface TypedRound {
  readonly title: string;
  readonly year: string;
  readonly level: string;
  readonly kind: string;
  readonly from: string;
  /** The last day on which something is taken. */
  readonly to: string;
  readonly communes: readonly string[];
  readonly members: readonly string[];
}
export const ROUND_STEPS = ['what', 'communes', 'members'] as const;
export type RoundStep = (typeof ROUND_STEPS)[number];
export type RoundFault = 'title' | 'year' | 'from' | 'to' | 'communes' | 'members';

export function faultsOfRound(step: RoundStep, typed: TypedRound): RoundFault[] {
  const [from, to, year] = [parseDay(typed.from), parseDay(typed.to), Number(typed.year)];
  switch (step) {
    case 'what':
      return [
        ...(typed.title.trim() ? [] : (['title'] as const)),
        ...(Number.isInteger(year) && year >= 2010 && year <= 2100 ? [] : (['year'] as const)),
        ...(from ? [] : (['from'] as const)),
        ...(to && (!from || to >= from) ? [] : (['to'] as const)),
      ];
    case 'communes':
      return typed.communes.length === 0 ? ['communes'] : [];
    case 'members':
      return typed.members.length > 64 ? ['members'] : [];
  }
}

export function toRound(typed: TypedRound): RoundInput | undefined {
  const [from, to] = [parseDay(typed.from), parseDay(typed.to)];
  const level = LEVELS.find((one) => one === typed.level);
  const kind = KINDS.find((one) => one === typed.kind);
  if (!from || !to || !level || !kind) return undefined;
  return {
    ...{ year: Number(typed.year), level, kind },
    title: typed.title.trim().normalize('NFC'),
    communes: [...typed.communes],
    members: [...typed.members],
    from: startOfDay(from),
    until: startOfDay(addDays(to, 1)),
  };
}
