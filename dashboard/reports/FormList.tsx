import { Link } from 'wouter';
import { useWords } from '../i18n/Language.tsx';
import styles from './Reports.module.css';
import type { Choice } from './report-forms.ts';

/** What can be printed; on a phone it stands alone until one is chosen. */
export function FormList({
  forms,
  chosen,
  hrefOf,
}: {
  forms: readonly Choice[];
  chosen: Choice | undefined;
  hrefOf: (form: Choice) => string;
}) {
  const { say } = useWords();
  return (
    <nav aria-label={say('report.forms')}>
      <ul className={styles.forms}>
        {forms.map((form) => (
          <li key={form}>
            <Link href={hrefOf(form)} aria-current={form === chosen ? 'page' : undefined}>
              {say(`report.form.${form}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
