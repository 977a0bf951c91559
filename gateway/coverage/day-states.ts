// pure
import type { SessionDetail, SessionState } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';

/** Where nothing was registered. */
export const NO_SESSION = '-';

/** One letter a part of the day. */
const LETTERS: Record<SessionState, string> = {
  heard: 'h',
  partial: 'p',
  'not-heard': 'n',
  unknown: 'u',
  excluded: 'x',
  cancelled: 'c',
};
const STATES = new Map([
  ...Object.entries(LETTERS).map(([state, letter]) => [letter, state as SessionState] as const),
  // Excluded by the province, in a masked copy only; `x` is a session stopped by hand.
  ['e', 'excluded'] as const,
]);
const WORST_FIRST = 'npuhcex';

/** What one day is stored as: letters for morning, afternoon and evening. */
export function lettersOf(sessions: readonly Pick<SessionDetail, 'part' | 'state'>[]): string {
  return PARTS_OF_DAY.map((part) => {
    const session = sessions.find((other) => other.part === part);
    return session ? LETTERS[session.state] : NO_SESSION;
  }).join('');
}

export function stateOfLetter(letter: string): SessionState | undefined {
  return STATES.get(letter);
}

/** The worst state of a day; undefined when nothing was registered. */
export function worstOf(letters: string): SessionState | undefined {
  for (const letter of WORST_FIRST) if (letters.includes(letter)) return STATES.get(letter);
  return undefined;
}
