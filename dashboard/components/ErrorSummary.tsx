import { useEffect, useRef } from 'react';
import { useWords } from '../i18n/Language.tsx';
import styles from './ErrorSummary.module.css';

export interface FormError {
  /** Id of the field it is about; absent when it is about the whole. */
  readonly field?: string;
  readonly message: string;
}

/** What must be mended, above the form and focused, each line leading to its field (GOV.UK). */
export function ErrorSummary({ errors }: { errors: readonly FormError[] }) {
  const { say } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;
  return (
    <div ref={box} className={styles.summary} role="alert" tabIndex={-1}>
      <h2>{say('error.summary')}</h2>
      <ul>
        {errors.map((error) => (
          <li key={`${error.field} ${error.message}`}>
            {error.field ? <a href={`#${error.field}`}>{error.message}</a> : error.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
