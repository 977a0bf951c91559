import type { ReactNode } from 'react';
import { Mark } from './Mark.tsx';
import type { Meaning } from './meaning.ts';
import styles from './Notice.module.css';

interface Props {
  meaning: Extract<Meaning, 'good' | 'partial' | 'bad' | 'unknown'>;
  title?: string;
  /** `alert` interrupts a screen reader: for what must be acted on; `status` waits its turn. */
  role?: 'alert' | 'status';
  children: ReactNode;
}

/** A boxed message with the shape and colours of its meaning (Mantine's own alert colours are too pale to read). */
export function Notice({ meaning, title, role, children }: Props) {
  return (
    <div className={styles.notice} data-meaning={meaning} role={role}>
      <Mark meaning={meaning} size={20} />
      <div className={styles.words}>
        {title && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
    </div>
  );
}
