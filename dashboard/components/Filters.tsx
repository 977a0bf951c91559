import type { ReactNode } from 'react';
import styles from './Filters.module.css';

/** The row of fields that narrow a list; what they say lives in the address. */
export function Filters({ children }: { children: ReactNode }) {
  return <search className={styles.filters}>{children}</search>;
}
