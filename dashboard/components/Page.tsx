import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Page.module.css';

interface Props {
  title: string;
  /** The answer of the page in one sentence. */
  sentence?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

let visited = 0;

/** Title, answer, content. A page reached by a link gets the focus on its title, so that a screen reader begins there. */
export function Page({ title, sentence, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · LoaXã`;
  }, [title]);
  useEffect(() => {
    if (visited++ > 0) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {sentence && <p className={styles.sentence}>{sentence}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
