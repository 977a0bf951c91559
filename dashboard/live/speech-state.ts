// pure
import type { LiveSession, MicrophoneHears } from '../../protocol/api/live.ts';
import { LIVE_SILENCE_MS, type LiveEnd } from '../../protocol/live.ts';
import type { LineState } from './line-state.ts';

/** Every second the gateway says what it hears. */
export type Heard = Extract<MicrophoneHears, { type: 'state' }>;

/** What the speaker is shown, from the press of the button to the end. */
export interface Speech {
  readonly phase: 'opening' | 'countdown' | 'speaking' | 'ending' | 'over';
  readonly session: LiveSession;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly heard?: Heard;
  readonly line: LineState;
  readonly end?: LiveEnd;
}

/** From the press of the button until somebody ends it. */
export function isOnItsWay({ phase }: Pick<Speech, 'phase'>): boolean {
  return phase === 'opening' || phase === 'countdown' || phase === 'speaking';
}

/** Before this the silence is a pause between two sentences. */
const PAUSE_MS = 4_000;

/** Seconds until the gateway ends it for want of sound; undefined while somebody speaks. */
export function endsInSilence(silentMs: number): number | undefined {
  return silentMs < PAUSE_MS ? undefined : Math.max(1, Math.ceil((LIVE_SILENCE_MS - silentMs) / 1_000));
}

/** «3», «2», «1» and then nothing: seconds that are still to be waited. */
export function secondsToGo(startsAt: number, now: number): number {
  return Math.max(0, Math.ceil((startsAt - now) / 1_000));
}

/** «00:42», «1:02:03» */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** After what the gateway said; a session that is over stays over. */
export function afterWord(speech: Speech, word: MicrophoneHears): Speech {
  if (speech.phase === 'over') return speech;
  switch (word.type) {
    case 'ready':
      return speech.phase === 'opening'
        ? { ...speech, phase: 'countdown', startsAt: word.startsAt, endsAt: word.endsAt }
        : { ...speech, endsAt: word.endsAt };
    case 'state':
      return { ...speech, heard: word };
    case 'pong':
      return speech;
    case 'ended':
      return { ...speech, phase: 'over', end: word.end };
  }
}
