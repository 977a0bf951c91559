import { Button } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useUnlock } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { CodeField } from '../people/CodeField.tsx';
import { isCode, isPin } from '../people/entries.ts';
import { PIN_LENGTH, PinField } from '../people/PinField.tsx';
import styles from './HoldAct.module.css';
import { ProblemNotice } from './ProblemNotice.tsx';

interface Props {
  proof: 'pin' | 'code';
  submit: string;
  tone: 'emergency' | 'drill' | 'stop';
  onProven: () => void;
  onBack?: () => void;
}

/** The PIN in place of the hold. The sixth digit sends it: no further tap. */
export function HoldProof({ proof, submit, tone, onProven, onBack }: Props) {
  const { say } = useWords();
  const unlock = useUnlock();
  const [text, setText] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const send = (proven: string) => {
    if (unlock.isPending || !(proof === 'pin' ? isPin(proven) : isCode(proven, false))) return;
    unlock.mutate(proof === 'pin' ? { pin: proven } : { code: proven }, {
      onSuccess: onProven,
      onError: () => setText(''),
    });
  };
  const typed = (next: string) => {
    setText(next);
    // The authenticator's code has as many digits.
    if (next.length === PIN_LENGTH) send(next);
  };
  return (
    <form
      ref={form}
      className={styles.proof}
      data-tone={tone}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send(text);
      }}
    >
      <ProblemNotice error={unlock.error} />
      {proof === 'pin' ? (
        <PinField
          id="hold-proof"
          label={say('hold.pin', { act: submit })}
          description={say('hold.pin-sends')}
          value={text}
          onChange={typed}
        />
      ) : (
        <CodeField id="hold-proof" value={text} onChange={typed} />
      )}
      <div className={styles.buttons}>
        {onBack && (
          <Button variant="default" size="lg" onClick={onBack}>
            {say('action.back')}
          </Button>
        )}
      </div>
    </form>
  );
}
