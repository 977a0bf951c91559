import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemNotice } from './ProblemNotice.tsx';
import { Sheet } from './Sheet.tsx';
import { SheetActions } from './SheetActions.tsx';

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
  return (
    <Sheet title={title} onClose={onClose}>
      <Stack>
        {children}
        <ProblemNotice error={act.error} />
        <SheetActions onClose={onClose}>
          <Button size="lg" color="dark" loading={act.isPending} onClick={onSubmit}>
            {submit}
          </Button>
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
