import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './Sheet.module.css';

/** A dialog by the browser's own `<dialog>`: it traps focus, closes with Esc and gives focus back to its opener. */
export function Sheet({
  title,
  onClose,
  wide = false,
  alone = false,
  children,
}: {
  title: string;
  onClose?: () => void;
  /** For tables. */
  wide?: boolean;
  /** Warnings do not come over it: it asks for just what they offer. */
  alone?: boolean;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it still stands in the page: only then does the browser give the focus back to the opener.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-wide={wide || undefined}
      data-alone={alone || undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Side by side, and below each other where there is no room. */
export function SheetButtons({ children }: { children: ReactNode }) {
  return <div className={styles.buttons}>{children}</div>;
}
