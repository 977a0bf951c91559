// pure
import type { Resolution } from '../../protocol/api/broadcast.ts';
import type { GroupAnswers } from '../../protocol/api/schedule.ts';

/** With what was said of one programme more: what was said of others it met before holds, unless it is said anew. */
export function answersWith(
  answers: GroupAnswers,
  programme: string,
  resolutions: readonly Resolution[],
): GroupAnswers {
  const before = answers.find((one) => one.programme === programme)?.resolutions ?? [];
  const anew = new Set(resolutions.map((one) => one.programme));
  const kept = before.filter((one) => !anew.has(one.programme));
  const others = answers.filter((one) => one.programme !== programme);
  return [...others, { programme, resolutions: [...kept, ...resolutions] }];
}
