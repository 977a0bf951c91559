import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Card } from '../components/Card.tsx';
import { LanguageSwitch } from '../frame/LanguageSwitch.tsx';
import { Logo } from '../frame/Logo.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerify } from '../i18n/vi-verify.ts';
import { CodePanel } from '../verify/CodePanel.tsx';
import { FilePanel } from '../verify/FilePanel.tsx';
import styles from '../verify/Verify.module.css';

knowWords(viVerify);

const CODE = 'ma';
const WAYS = ['file', 'code'] as const;

/** «Dữ liệu có bị sửa không? Ai ký?» For anybody, also without an account; a QR code leads here with its code. */
export function Verify() {
  const { say } = useWords();
  const [code, setCode] = useState(() => new URLSearchParams(window.location.search).get(CODE) ?? '');
  const [way, setWay] = useState<(typeof WAYS)[number]>(code === '' ? 'file' : 'code');
  const title = say('verify.title');
  useEffect(() => {
    document.title = `${title} · LoaXã`;
  }, [title]);
  const ask = (asked: string) => {
    setCode(asked);
    window.history.replaceState(null, '', `?${new URLSearchParams({ [CODE]: asked })}`);
  };
  return (
    <main className={styles.page} id="content">
      <div className={styles.brand}>
        <Logo size={44} />
        <h1>{title}</h1>
      </div>
      <p>{say('verify.sentence')}</p>
      <nav className={styles.choice} aria-label={title}>
        {WAYS.map((one) => (
          <Button
            key={one}
            size="md"
            variant={way === one ? 'filled' : 'default'}
            aria-pressed={way === one}
            onClick={() => setWay(one)}
          >
            {say(`verify.by.${one}`)}
          </Button>
        ))}
      </nav>
      <Card>{way === 'file' ? <FilePanel /> : <CodePanel code={code} onAsk={ask} />}</Card>
      <p className={styles.soft}>{say('verify.how')}</p>
      <div className={styles.foot}>
        <a href="/">{say('verify.home')}</a>
        <LanguageSwitch />
      </div>
    </main>
  );
}
