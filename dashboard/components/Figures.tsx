import type { ReactNode } from 'react';
import styles from './Figures.module.css';

/** A row of panels, each one figure with what it counts and what it is made of. */
export function Figures({ children, label }: { children: ReactNode; label: string }) {
  return (
    <section className={styles.figures} aria-label={label}>
      {children}
    </section>
  );
}

export function Figure({ title, value, children }: { title: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.figure}>
      <h2>{title}</h2>
      <p className={styles.value}>{value}</p>
      {children && <div className={styles.parts}>{children}</div>}
    </div>
  );
}
