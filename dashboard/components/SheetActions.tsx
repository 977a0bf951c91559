import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { SheetButtons } from './Sheet.tsx';

interface Props {
  onClose: () => void;
  /** Nothing is left undone: it is closed, not gone back from. */
  over?: boolean;
  /** What can be done, before the way out. */
  children?: ReactNode;
}

/** The foot of a dialog: its acts, and the way out of it. */
export function SheetActions({ onClose, over = false, children }: Props) {
  const { say } = useWords();
  return (
    <SheetButtons>
      {children}
      <Button size="lg" variant="default" onClick={onClose}>
        {say(over ? 'action.close' : 'action.back')}
      </Button>
    </SheetButtons>
  );
}
