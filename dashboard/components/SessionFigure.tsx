import { Link } from 'wouter';
import type { PartOfDay } from '../../protocol/sessions.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { Count } from './Count.tsx';
import { Figure } from './Figures.tsx';
import { Mark } from './Mark.tsx';
import styles from './SessionFigure.module.css';
import { HAMLET_MEANING, type HamletResult, type HamletState } from './session-today.ts';

const STATES = ['full', 'partial', 'mute', 'missed', 'unknown'] as const satisfies HamletState[];
const MOST = 3;

/** How the last session of today came out, hamlet by hamlet, with those that did not hear all of it by name. */
export function SessionFigure({ part, hamlets }: { part: PartOfDay; hamlets: readonly HamletResult[] }) {
  const { say, format } = useWords();
  const count = (state: HamletState) => hamlets.filter((one) => one.state === state).length;
  const lacking = hamlets.filter((one) => one.state !== 'full');
  return (
    <Figure
      title={say(`session-part.${part}`)}
      value={say('count.of', { part: format.number(count('full')), whole: format.number(hamlets.length) })}
    >
      {STATES.filter((state) => state === 'full' || count(state) > 0).map((state) => (
        <Count key={state} meaning={HAMLET_MEANING[state]} n={count(state)} word={`hamlet-state.${state}`} />
      ))}
      <ul className={styles.lacking}>
        {lacking.slice(0, MOST).map((one) => (
          <li key={one.hamlet} data-state={one.state}>
            <Mark meaning={HAMLET_MEANING[one.state]} />
            <Link href={hamletPath(one.hamlet)}>{one.name}</Link>
            <span>{lackOf(one, say)}</span>
          </li>
        ))}
        <li>
          <Link href="/thon">{say('session-part.all')}</Link>
        </li>
      </ul>
    </Figure>
  );
}

/** Minutes where nobody heard all of it; where some node did, how many of them. */
function lackOf(one: HamletResult, say: Say): string {
  if (one.state !== 'partial') return say(`hamlet-state.${one.state}`);
  if (one.nodesFull > 0) return say('session-part.nodes', { heard: one.nodesFull, nodes: one.nodes });
  return say('session-part.minutes', {
    heard: Math.floor(one.heardMs / 60_000),
    expected: Math.ceil(one.expectedMs / 60_000),
  });
}
