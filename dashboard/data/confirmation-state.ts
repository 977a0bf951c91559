import type { Confirmation, ConfirmationState } from '../../protocol/api/people.ts';

/** The newest word wins: what is decided stays decided, and waiting ends with the time. */
export function stateNow(known: Confirmation, pushed: ConfirmationState | undefined, now: number): Confirmation {
  if (known.state !== 'waiting') return known;
  if (pushed !== undefined && pushed !== 'waiting') return { ...known, state: pushed };
  return now >= known.expiresAt ? { ...known, state: 'expired' } : known;
}

/** «Play now» either sounds at once or waits for a second person. */
export function isConfirmation(answer: object): answer is Confirmation {
  return 'requestedAt' in answer;
}
