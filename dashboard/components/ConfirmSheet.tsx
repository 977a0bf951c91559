import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet, SheetButtons } from './Sheet.tsx';

interface Props {
  title: string;
  /** The verb of the act. */
  submit: string;
  /** What it brings about. */
  children: ReactNode;
  act: { isPending: boolean; error: unknown };
  onSubmit: () => void;
  onClose: () => void;
}

/** Asks once more before what cannot be taken back. */
export function ConfirmSheet({ title, submit, children, act, onSubmit, onClose }: Props) {
  const { say } = useWords();
  return (
    <Sheet title={title} onClose={onClose}>
      <Stack>
        {children}
        {act.error !== null && act.error !== undefined && (
          <Notice meaning="bad" role="alert">
            {problemText(act.error, say)}
          </Notice>
        )}
        <SheetButtons>
          <Button size="lg" color="dark" loading={act.isPending} onClick={onSubmit}>
            {submit}
          </Button>
          <Button size="lg" variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </SheetButtons>
      </Stack>
    </Sheet>
  );
}
