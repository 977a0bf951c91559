import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorSummary, type FormError } from './ErrorSummary.tsx';
import { Sheet } from './Sheet.tsx';
import { SheetActions } from './SheetActions.tsx';

interface Props {
  title: string;
  /** What it is about, before what is wrong. */
  lead?: ReactNode;
  errors: readonly FormError[];
  /** The verb of the act. */
  submit: string;
  /** For what takes something away. */
  dark?: boolean;
  gap?: 'sm' | 'md';
  busy: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: what must be mended, the fields, the act and the way back. */
export function FormSheet({
  title,
  lead,
  errors,
  submit,
  dark = false,
  gap = 'md',
  busy,
  onSubmit,
  onClose,
  children,
}: Props) {
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap={gap}>
          {lead}
          <ErrorSummary errors={errors} />
          {children}
          <SheetActions onClose={onClose}>
            <Button type="submit" size="lg" {...(dark ? { color: 'dark' } : {})} loading={busy}>
              {submit}
            </Button>
          </SheetActions>
        </Stack>
      </form>
    </Sheet>
  );
}
