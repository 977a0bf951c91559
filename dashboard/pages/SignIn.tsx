import { useEffect } from 'react';
import { Card } from '../components/Card.tsx';
import { LanguageSwitch } from '../frame/LanguageSwitch.tsx';
import { Logo } from '../frame/Logo.tsx';
import { SignInForm } from '../frame/SignInForm.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './SignIn.module.css';

export function SignIn() {
  const { say } = useWords();
  useEffect(() => {
    document.title = `${say('sign-in.title')} · LoaXã`;
  }, [say]);
  return (
    <main className={styles.page}>
      <div className={styles.brand}>
        <Logo size={44} />
        <h1>{say('sign-in.title')}</h1>
      </div>
      <Card>
        <SignInForm />
      </Card>
      <p>{say('sign-in.forgot')}</p>
      <LanguageSwitch />
    </main>
  );
}
