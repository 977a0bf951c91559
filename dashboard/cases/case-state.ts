// pure
import type { Case, CaseStep } from '../../protocol/api/cases.ts';
import type { CaseState } from '../../protocol/faults.ts';
import type { Told } from '../components/meaning.ts';

const MEANING = { new: 'bad', acknowledged: 'partial', resolved: 'good', closed: 'excused' } as const;
export function tellCase(state: CaseState): Told {
  return { meaning: MEANING[state], word: `case.state.${state}` };
}

type Kind = CaseStep['kind'];
const AFTER: Readonly<Partial<Record<Kind, CaseState>>> = {
  acknowledged: 'acknowledged',
  resolved: 'resolved',
  closed: 'closed',
  reopened: 'new',
};
const FROM: Readonly<Partial<Record<Kind, readonly CaseState[]>>> = {
  acknowledged: ['new'],
  assigned: ['new', 'acknowledged'],
  resolved: ['new', 'acknowledged'],
  closed: ['resolved'],
  reopened: ['resolved', 'closed'],
  confirmed: ['resolved', 'closed'],
};

/** May this step be taken now? The page only mirrors it, the gateway decides. */
export function allows(state: CaseState, kind: Kind): boolean {
  return FROM[kind]?.includes(state) ?? true;
}

/** The state a case will have when what waits on this phone has arrived, in the order in which it was written. */
export function stateWith(one: Pick<Case, 'state'>, kinds: readonly Kind[]): CaseState {
  return kinds.reduce((state, kind) => (allows(state, kind) ? (AFTER[kind] ?? state) : state), one.state);
}

/** A step before it has its key and its hour. */
export type NewStep = CaseStep extends infer Step
  ? Step extends CaseStep
    ? Omit<Step, 'key' | 'happenedAt'>
    : never
  : never;
