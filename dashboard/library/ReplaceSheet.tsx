import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Bulletin, Recording } from '../../protocol/api/broadcast.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { UploadPanel } from '../components/UploadPanel.tsx';
import { useReplaceRecording } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { UsedFirst } from './UsedFirst.tsx';

/** Another file in place of this one, in everything that is not over; each waits for approval again. */
export function ReplaceSheet({ bulletin, onClose }: { bulletin: Bulletin; onClose: () => void }) {
  const { say } = useWords();
  const [by, setBy] = useState<Recording | undefined>();
  const replace = useReplaceRecording(bulletin.recording, bulletin.id);
  if (replace.data)
    return (
      <Sheet title={say('replace.title', { title: bulletin.title })} onClose={onClose}>
        <Stack>
          <p role="status">
            {say('replace.done', {
              bulletins: replace.data.bulletins.length,
              programmes: replace.data.programmes.length,
            })}
          </p>
          <Button size="lg" onClick={onClose}>
            {say('action.close')}
          </Button>
        </Stack>
      </Sheet>
    );
  return (
    <Sheet title={say('replace.title', { title: bulletin.title })} onClose={onClose}>
      <Stack>
        <UsedFirst bulletin={bulletin.id} />
        <p>{say('replace.sentence')}</p>
        <UploadPanel onUploaded={setBy} />
        <ProblemNotice error={replace.error} />
        <SheetActions onClose={onClose}>
          {by && (
            <Button
              size="lg"
              color="dark"
              data-primary
              loading={replace.isPending}
              onClick={() => replace.mutate(by.sha256)}
            >
              {say('replace.submit')}
            </Button>
          )}
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
