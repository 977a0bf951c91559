// pure
import type { Resolution } from '../../protocol/api/broadcast.ts';
import type { Conflict } from '../../protocol/api/schedule.ts';

/** How the user means to end one conflict; `other-time` saves nothing. */
export type Answer =
  | { readonly way: 'replace' | 'after' | 'other-time' }
  | { readonly way: 'in-order'; readonly first?: 'new' | 'other' };

export type Answers = Readonly<Record<string, Answer>>;

/** What is chosen before the user chose: behind the other where it fits; between two of priority nothing, ever (DOMAIN §3.1). */
export function firstAnswers(conflicts: readonly Conflict[], answered: readonly Resolution[]): Answers {
  const answers: Record<string, Answer> = {};
  for (const conflict of conflicts) {
    const before = answered.find((one) => one.programme === conflict.programme);
    if (before) answers[conflict.programme] = before;
    else if (isOrderOnly(conflict)) answers[conflict.programme] = { way: 'in-order' };
    else if (conflict.waysOut.includes('after')) answers[conflict.programme] = { way: 'after' };
  }
  return answers;
}

/** Two priority bulletins: the one thing to say is which goes first. */
export function isOrderOnly(conflict: Conflict): boolean {
  return conflict.waysOut.length === 1 && conflict.waysOut[0] === 'in-order';
}

/** The resolutions that the answers make; `missing` are the conflicts that have none yet. */
export function resolutionsOf(
  conflicts: readonly Conflict[],
  answers: Answers,
): { resolutions: Resolution[]; missing: Conflict[]; otherTime: boolean } {
  const resolutions: Resolution[] = [];
  const missing: Conflict[] = [];
  let otherTime = false;
  for (const conflict of conflicts) {
    const answer = answers[conflict.programme];
    if (answer?.way === 'other-time') otherTime = true;
    else if (answer?.way === 'in-order' && answer.first)
      resolutions.push({ programme: conflict.programme, way: 'in-order', first: answer.first });
    else if (answer?.way === 'replace' || answer?.way === 'after')
      resolutions.push({ programme: conflict.programme, way: answer.way });
    else missing.push(conflict);
  }
  return { resolutions, missing, otherTime };
}

export function unanswered(conflicts: readonly Conflict[], resolutions: readonly Resolution[]): Conflict[] {
  return conflicts.filter((conflict) => !resolutions.some((one) => one.programme === conflict.programme));
}
