// pure
import type { CaseStep } from '../../protocol/api/cases.ts';
import type { Say } from '../i18n/say.ts';

/** What was written, in words: as a line of what waits, and as a note where the step itself is no longer allowed. */
export function inWords(step: CaseStep, say: Say): string {
  const words = [say(`case.did.${step.kind}`)];
  if (step.kind === 'resolved') {
    words.push(say(`case.cause.${step.cause}`), step.measure, step.parts);
    if (step.costVnd !== undefined) words.push(say('case.cost-of', { n: step.costVnd }));
    if (step.workMinutes !== undefined) words.push(say('case.minutes-of', { n: step.workMinutes }));
    if (step.soundHeard !== undefined) words.push(say(step.soundHeard ? 'case.heard-yes' : 'case.heard-no'));
  }
  words.push(step.note);
  return words.filter((word) => word !== '').join('. ');
}

const MOST = 2_000;
/** The same key, hour and photos as a note, which every state allows: nothing that was written is lost. */
export function asNote(step: CaseStep, say: Say): CaseStep {
  const { key, happenedAt, photos } = step;
  return { key, happenedAt, photos, kind: 'note', note: inWords(step, say).slice(0, MOST) };
}
