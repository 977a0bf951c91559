import { type ReactNode, useMemo } from 'react';
import { createPortal } from 'react-dom';
import styles from './OverSheet.module.css';
import { useTopSheet } from './top-sheet.ts';

/** At the lower edge of the topmost open sheet, below each other, else where it stands in the page. */
export function OverSheet({ children }: { children: ReactNode }) {
  const sheet = useTopSheet();
  const edge = useMemo(() => sheet && edgeOf(sheet), [sheet]);
  return edge ? createPortal(children, edge) : children;
}

/** One for all that comes over a sheet: two of them must not lie on each other. */
function edgeOf(sheet: Element): Element {
  const known = sheet.querySelector(':scope > [data-over]');
  if (known) return known;
  const edge = document.createElement('div');
  edge.className = styles.over ?? '';
  edge.dataset.over = '';
  sheet.append(edge);
  return edge;
}
