// pure
import type { Round } from '../../protocol/api/appraisal.ts';
import type { Told } from '../components/meaning.ts';
import { shutBecause } from './rights.ts';

export function tellRound(round: Round, now: number): Told {
  const shut = shutBecause(round, now);
  if (shut === undefined) return { meaning: 'on-air', word: 'round.state.open' };
  return { meaning: shut === 'not-begun' ? 'planned' : 'excused', word: `round.state.${shut}` };
}
