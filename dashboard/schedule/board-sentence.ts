// pure
import type { Say } from '../i18n/say.ts';
import type { BoardItem } from './board.ts';
import { stateOf } from './item-state.ts';

/** The board's answer in one sentence: how much sounds, and what still stands in the way. */
export function boardSentence(items: readonly BoardItem[], now: number, say: Say): string {
  const ahead = items.filter((item) => item.startAt >= now && item.skipped === undefined);
  const words = ahead.map((item) => stateOf(item, now).word);
  const count = (...wanted: string[]) => words.filter((word) => wanted.includes(word)).length;
  const ready = count('plan.state.ready', 'plan.state.approved');
  const waiting = count('plan.state.pending');
  const open = count('plan.state.draft', 'plan.state.returned', 'plan.state.will-not');
  return [
    say('plan.sentence.ready', { ready, all: ahead.length }),
    waiting > 0 ? say('plan.sentence.waiting', { n: waiting }) : '',
    open > 0 ? say('plan.sentence.open', { n: open }) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
