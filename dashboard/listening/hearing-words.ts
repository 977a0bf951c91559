import type { HearingState } from '../../protocol/listening.ts';
import type { Meaning, Told } from '../components/meaning.ts';

/** Never green for less than the right bulletin: any sound may be a neighbour's radio. */
const MEANING: Record<HearingState, Meaning> = {
  heard: 'good',
  partial: 'partial',
  sound: 'partial',
  'other-sound': 'partial',
  silent: 'bad',
  deaf: 'unknown',
  'not-listened': 'unknown',
};

export function tellHearing(state: HearingState): Told {
  return { meaning: MEANING[state], word: `hearing.${state}` };
}
