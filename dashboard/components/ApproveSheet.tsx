import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet } from './Sheet.tsx';

interface Props {
  title: string;
  contentHash: string;
  /** What exactly is approved, in words, with a way to listen. */
  children: ReactNode;
  approve: { mutate: (options: { onSuccess: () => void }) => void; isPending: boolean; error: unknown };
  onClose: () => void;
}

/** Approval is bound to the content: its short code is shown, and any later edit voids it. */
export function ApproveSheet({ title, contentHash, children, approve, onClose }: Props) {
  const { say } = useWords();
  return (
    <Sheet title={say('approve.title', { title })} onClose={onClose}>
      <Stack>
        {children}
        <p>{say('approve.hash', { code: shortCode(contentHash) })}</p>
        {approve.error !== null && (
          <Notice meaning="bad" role="alert">
            {problemText(approve.error, say)}
          </Notice>
        )}
        <Group grow>
          <Button size="lg" loading={approve.isPending} onClick={() => approve.mutate({ onSuccess: onClose })}>
            {say('approve.submit')}
          </Button>
          <Button size="lg" variant="default" onClick={onClose}>
            {say('action.back')}
          </Button>
        </Group>
      </Stack>
    </Sheet>
  );
}

/** «7F3A-91C2»: enough of a hash to compare by eye. */
export function shortCode(hash: string): string {
  return `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase();
}
