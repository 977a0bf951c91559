import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import styles from './Facts.module.css';

/** Names and values; what is not known says so. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const { say } = useWords();
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? say('fact.unknown')}</dd>
        </div>
      ))}
    </dl>
  );
}
