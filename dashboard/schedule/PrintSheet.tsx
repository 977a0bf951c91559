import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import styles from './Board.module.css';

const LANDSCAPE = '@media print { @page { size: A4 landscape; margin: 10mm; } }';

/** Alone on the printed page: the week on A4 landscape with the lines for those who sign it. */
export function PrintSheet({ title, children }: { title: string; children: ReactNode }) {
  const { say } = useWords();
  return (
    <div data-print>
      {/* A named page would not reach a box that stands outside the flow. */}
      <style>{LANDSCAPE}</style>
      <div className={`${styles.print} ${styles.printHead}`}>
        <strong>{title}</strong>
      </div>
      {children}
      <div className={styles.print}>
        <div className={styles.signs}>
          <span>{say('plan.sign.maker')}</span>
          <span>{say('plan.sign.station')}</span>
          <span>{say('plan.sign.leader')}</span>
        </div>
      </div>
    </div>
  );
}
