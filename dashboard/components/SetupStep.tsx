import { Button, Stack } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { Mark } from './Mark.tsx';
import styles from './SetupStep.module.css';

interface Props {
  /** From 1. */
  number: number;
  title: string;
  done: boolean;
  /** What exists already, in words. */
  state: string;
  /** Why it cannot be done yet. */
  blocked?: string | undefined;
  open: boolean;
  onToggle: () => void;
  children: ReactNode;
}

/** One step of setting up: says what exists, and opens to add to it. */
export function SetupStep({ number, title, done, state, blocked, open, onToggle, children }: Props) {
  const { say } = useWords();
  const id = useId();
  return (
    <section className={styles.step} aria-labelledby={id}>
      <div className={styles.head}>
        <div>
          <h2 id={id}>{`${number}. ${title}`}</h2>
          <p data-done={done || undefined}>
            <Mark meaning={done ? 'good' : 'planned'} />
            <span>{blocked ?? state}</span>
          </p>
        </div>
        {!blocked && (
          <Button variant={open ? 'subtle' : 'default'} size="md" px="md" aria-expanded={open} onClick={onToggle}>
            {say(open ? 'setup.close' : 'setup.open', { step: number })}
          </Button>
        )}
      </div>
      {open && !blocked && <Stack gap="lg">{children}</Stack>}
    </section>
  );
}
