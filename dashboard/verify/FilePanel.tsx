import { Button, Progress, TextInput } from '@mantine/core';
import { type DragEvent, useRef, useState } from 'react';
import { Notice } from '../components/Notice.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { AnswerCard } from './AnswerCard.tsx';
import { answerTexts } from './answer-text.ts';
import { Manifest } from './Manifest.tsx';
import { useVerify, type Verifying } from './use-verify.ts';
import styles from './Verify.module.css';

/** An SPKI of Ed25519 as one line; whether it is a point of the curve the worker says. */
const PUBLIC_KEY = /^MCowBQYDK2VwAyEA[A-Za-z0-9_-]{43}$/;

/** A file is chosen or dropped and judged here; no byte of it leaves. */
export function FilePanel() {
  const { say } = useWords();
  const { verifying, verify } = useVerify();
  const picker = useRef<HTMLInputElement>(null);
  const [key, setKey] = useState('');
  const [over, setOver] = useState(false);
  const given = key.trim();
  const isWrong = given !== '' && !PUBLIC_KEY.test(given);
  const take = (file: File | undefined) => {
    if (file && !isWrong) verify({ file, name: file.name, publicKey: given || undefined });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div className={styles.panel}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut, the button beside it does the same */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span>{say('verify.drop')}</span>
        <input
          ref={picker}
          type="file"
          id="dossier-file"
          accept=".zip,.jsonl,.json"
          aria-label={say('verify.choose')}
          className="visually-hidden"
          tabIndex={-1}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Button size="lg" data-primary disabled={isWrong} onClick={() => picker.current?.click()}>
          {say('verify.choose')}
        </Button>
        <span className={styles.soft}>{say('verify.kinds')}</span>
      </div>
      <TextInput
        id="public-key"
        size="md"
        label={say('verify.key')}
        description={say('verify.key-hint')}
        error={isWrong && say('verify.key-wrong')}
        autoComplete="off"
        spellCheck={false}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <Outcome verifying={verifying} />
    </div>
  );
}

function Outcome({ verifying }: { verifying: Verifying }) {
  const { say, format, language } = useWords();
  if (verifying.state === 'idle') return null;
  const { name } = verifying;
  if (verifying.state === 'failed')
    return (
      <Notice meaning="bad" role="alert">
        {say('verify.failed', { name })}
      </Notice>
    );
  if (verifying.state === 'reading')
    return (
      <div role="status">
        <p>{say('verify.reading', { name, share: format.percent(verifying.share) })}</p>
        <Progress value={verifying.share * 100} aria-label={say('verify.progress')} />
      </div>
    );
  const { answer } = verifying;
  if (answer.kind === 'nothing')
    return (
      <Notice meaning="bad" role="alert">
        {say('verify.not-dossier', { name })}
      </Notice>
    );
  const words = { say, language, number: (value: number) => format.number(value), instant: dateTimeText };
  const { changed, signed } = answerTexts(answer, words);
  return (
    <div className={styles.result} role="status">
      <h2>{say('verify.result', { name })}</h2>
      <AnswerCard question={say('verify.question-changed')} answer={changed} />
      <AnswerCard question={say('verify.question-signed')} answer={signed} />
      {answer.manifest && <Manifest manifest={answer.manifest} />}
    </div>
  );
}
