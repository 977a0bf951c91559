import { Link } from 'wouter';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Board.module.css';
import type { BoardItem } from './board.ts';
import { stateOf } from './item-state.ts';
import { programmePath } from './paths.ts';
import { StateMark } from './StateMark.tsx';

/** One thing on the board; `full` says outright that what is not approved will not sound. Its link names weekday, date, time, title and state (UX §6.9). */
export function BoardEntry({ item, now, full = false }: { item: BoardItem; now: number; full?: boolean }) {
  const { say, format } = useWords();
  const state = stateOf(item, now);
  const { run } = item;
  const result =
    run?.state === 'ended' && run.heard > 0 ? say('board.heard', { heard: run.heard, nodes: run.nodes }) : undefined;
  const words = (
    <>
      <StateMark shape={state.shape} />
      <span className={styles.words}>
        <span className={styles.title}>
          <span className="visually-hidden">{format.longDay(dayOf(item.startAt))} </span>
          <b className="numeric">{timeOf(item.startAt)}</b> {item.title}
        </span>
        <span className={styles.result}>
          {say(state.word)}
          {result && `, ${result}`}
          {full && state.silent && `: ${say('plan.not-sounding')}`}
          {state.more && `: ${say(state.more)}`}
          {item.exception && `. ${say('exception.board', { names: item.exception.by.join(', ') })}`}
        </span>
      </span>
    </>
  );
  const to =
    run && run.state !== 'planned' ? runPath(run.id) : item.programme && programmePath(item.programme.id, item.startAt);
  return to ? (
    <Link href={to} className={styles.item} data-meaning={state.meaning} data-state={state.word}>
      {words}
    </Link>
  ) : (
    <span className={styles.item} data-meaning={state.meaning} data-state={state.word}>
      {words}
    </span>
  );
}
