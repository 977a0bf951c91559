// pure
import type { Meaning } from '../components/meaning.ts';
import type { TextKey } from '../i18n/say.ts';
import type { BoardItem } from './board.ts';

/** Shapes of the schedule beside those of every state: what is not sent, what waits, what came back. */
export type Shape = Meaning | 'draft' | 'waiting' | 'returned';

export interface ItemState {
  readonly shape: Shape;
  /** Colour: one of the shared meanings. */
  readonly meaning: Meaning;
  readonly word: TextKey;
  readonly more?: TextKey | undefined;
  /** Nobody approved it: it will not sound. */
  readonly silent?: boolean;
}

const APPROVAL = {
  draft: { shape: 'draft', meaning: 'unknown', word: 'plan.state.draft', silent: true },
  pending: { shape: 'waiting', meaning: 'partial', word: 'plan.state.pending', silent: true },
  returned: { shape: 'returned', meaning: 'bad', word: 'plan.state.returned', silent: true },
} as const satisfies Record<string, ItemState>;

/** The one state of a thing on the board, in the words operators know (UX §3.3). Only "heard" is green. */
export function stateOf(item: BoardItem, now: number): ItemState {
  if (item.run && item.run.state !== 'planned') return stateOfRun(item.run);
  if (item.skipped !== undefined) return { shape: 'excused', meaning: 'excused', word: 'plan.state.cancelled' };
  const over = item.startAt + item.durationMs < now;
  const approval = item.programme?.state;
  if (over && (!item.willSound || approval !== 'approved'))
    return { shape: 'bad', meaning: 'bad', word: 'plan.state.not-played' };
  if (over) return { shape: 'unknown', meaning: 'unknown', word: 'plan.state.unknown' };
  if (approval === 'draft' || approval === 'pending' || approval === 'returned') return APPROVAL[approval];
  const [warning] = item.warnings;
  if (!item.willSound)
    return {
      shape: 'bad',
      meaning: 'bad',
      word: 'plan.state.will-not',
      ...(warning ? { more: `plan.warning.${warning}` as const } : {}),
    };
  if (warning)
    return { shape: 'partial', meaning: 'partial', word: 'plan.state.approved', more: `plan.warning.${warning}` };
  return { shape: 'planned', meaning: 'planned', word: 'plan.state.ready' };
}

function stateOfRun(run: NonNullable<BoardItem['run']>): ItemState {
  if (run.state === 'on-air') return { shape: 'on-air', meaning: 'on-air', word: 'plan.state.on-air' };
  if (run.state === 'cancelled') return { shape: 'excused', meaning: 'excused', word: 'plan.state.cancelled' };
  if (run.nodes > 0 && run.heard >= run.nodes) return { shape: 'good', meaning: 'good', word: 'plan.state.played' };
  if (run.heard > 0) return { shape: 'partial', meaning: 'partial', word: 'plan.state.played' };
  const { missed = 0, refused = 0, failed = 0 } = run.counts;
  return run.nodes > 0 && missed + refused + failed >= run.nodes
    ? { shape: 'bad', meaning: 'bad', word: 'plan.state.not-played' }
    : { shape: 'unknown', meaning: 'unknown', word: 'plan.state.unknown' };
}
