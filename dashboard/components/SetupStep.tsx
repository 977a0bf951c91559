import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import { Mark } from './Mark.tsx';

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
  return (
    <Card
      title={`${number}. ${title}`}
      aside={
        <Group gap="md">
          <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
            <Mark meaning={done ? 'good' : 'planned'} />
            {blocked ?? state}
          </span>
          {!blocked && (
            <Button variant={open ? 'subtle' : 'default'} size="md" aria-expanded={open} onClick={onToggle}>
              {say(open ? 'setup.close' : 'setup.open', { step: number })}
            </Button>
          )}
        </Group>
      }
    >
      {open && !blocked && <Stack gap="lg">{children}</Stack>}
    </Card>
  );
}
