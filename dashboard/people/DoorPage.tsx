import { type ReactNode, useEffect } from 'react';
import { Notice } from '../components/Notice.tsx';
import { LanguageSwitch } from '../frame/LanguageSwitch.tsx';
import { Logo } from '../frame/Logo.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './DoorPage.module.css';

/** What stands before the frame: signing in, and the pages of one-time links. */
export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  const { say } = useWords();
  useEffect(() => {
    document.title = `${title} · LoaXã`;
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.brand}>
        <Logo size={44} />
        <h1>{title}</h1>
      </div>
      {!window.isSecureContext && (
        <Notice meaning="partial">
          {say('sign-in.plain-http')} <a href="/tin-cay">{say('sign-in.trust')}</a>
        </Notice>
      )}
      {children}
      <LanguageSwitch />
    </main>
  );
}
