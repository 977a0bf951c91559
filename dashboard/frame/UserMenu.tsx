import { useEffect, useRef, useState } from 'react';
import { useMe } from '../data/session.ts';
import { AccountPanel } from './AccountPanel.tsx';
import styles from './Frame.module.css';
import { useShiftText } from './shift.ts';

/** A button that opens a small panel; Esc and a click elsewhere close it. */
export function UserMenu() {
  const me = useMe();
  const shift = useShiftText();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !box.current?.contains(event.target as Node))
        setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [open]);
  return (
    <div className={styles.user} ref={box}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={styles.who}>
          <span>{me.account.name}</span>
          {shift && <span>{shift}</span>}
        </span>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2 4l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </button>
      {open && (
        <div className={styles.panel}>
          <AccountPanel onLeave={() => setOpen(false)} />
        </div>
      )}
    </div>
  );
}
