// pure
import type { BulkAction } from '../../protocol/api/bulk.ts';
import type { Meaning, Told } from '../components/meaning.ts';
import type { Say, TextKey } from '../i18n/say.ts';

type State = BulkAction['counts'][number]['state'];
const MEANING: Readonly<Record<State, Meaning>> = {
  ...{ queued: 'planned', waiting: 'planned', sent: 'planned', accepted: 'partial', done: 'good', rejected: 'bad' },
  ...{ refused: 'bad', 'no-answer': 'unknown', expired: 'unknown', interrupted: 'unknown' },
};

export function tellBulk(state: State): Told {
  return { meaning: MEANING[state], word: `bulk.state.${state}` };
}

const KNOWN: Readonly<Record<string, TextKey>> = {
  ...{ 'may-not-command': 'bulk.why.may-not-command', 'not-enrolled': 'bulk.why.not-enrolled' },
  ...{ 'volume-range': 'bulk.why.volume-range', 'quiet-hours': 'bulk.why.quiet-hours', busy: 'bulk.why.busy' },
  ...{ 'line-ok': 'bulk.result.line-ok', 'line-open': 'bulk.result.line-open', 'line-short': 'bulk.result.line-short' },
  ...{ amplifier: 'bulk.result.amplifier', 'no-sensor': 'bulk.result.no-sensor' },
} as const;

/** Why not, or what a test found; what nobody foresaw stands as the node said it. */
export function bulkReason(word: string, say: Say): string {
  const known = KNOWN[word];
  return known ? say(known) : word;
}
