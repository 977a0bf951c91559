import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import styles from './OverSheet.module.css';
import { useTopSheet } from './top-sheet.ts';

/** At the lower edge of the topmost open sheet, else where it stands in the page. */
export function OverSheet({ children }: { children: ReactNode }) {
  const sheet = useTopSheet();
  if (!sheet) return children;
  return createPortal(
    <div className={styles.over} data-over>
      {children}
    </div>,
    sheet,
  );
}
