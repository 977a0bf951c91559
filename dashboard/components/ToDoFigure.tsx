import { Link } from 'wouter';
import { useToDo } from '../data/to-do.ts';
import { useWords } from '../i18n/Language.tsx';
import { Figure } from './Figures.tsx';
import styles from './SessionFigure.module.css';

/** «Việc cần làm»: what waits for this person, each line leading there. */
export function ToDoFigure({ area }: { area: string | undefined }) {
  const { say, format } = useWords();
  const { items, known } = useToDo(area);
  const sum = items.reduce((total, { n }) => total + n, 0);
  return (
    <Figure title={say('to-do.title')} value={known ? format.number(sum) : say('fact.unknown')}>
      {known && sum === 0 && <span>{say('to-do.none')}</span>}
      <ul className={styles.lacking}>
        {items.map(({ kind, n, href }) => (
          <li key={kind}>
            {href.startsWith('#') ? (
              <a href={href}>{say(`to-do.${kind}`, { n })}</a>
            ) : (
              <Link href={href}>{say(`to-do.${kind}`, { n })}</Link>
            )}
          </li>
        ))}
      </ul>
    </Figure>
  );
}
