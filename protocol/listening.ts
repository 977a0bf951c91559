/**
 * What a listening node says of a session. `sound`: something sounded, and nobody knows what was due. `other-sound`: something
 * sounded that is not what was due. `deaf`: its own microphone is in doubt, so it says nothing about the hamlet.
 */
export const LISTENING_RESULTS = ['heard', 'partial', 'sound', 'other-sound', 'silent', 'deaf'] as const;
export type ListeningResult = (typeof LISTENING_RESULTS)[number];
/** The same of a session that is over, with the ones no listener spoke of. */
export const HEARING_STATES = [...LISTENING_RESULTS, 'not-listened'] as const;
export type HearingState = (typeof HEARING_STATES)[number];

/** Where several listen to one hamlet, who heard more is believed: sound cannot be made up by a microphone that hears none. */
export function betterHearing(a: ListeningResult, b: ListeningResult): ListeningResult {
  return LISTENING_RESULTS.indexOf(a) <= LISTENING_RESULTS.indexOf(b) ? a : b;
}
