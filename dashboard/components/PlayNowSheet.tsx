import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import { usePlayNow } from '../data/changes.ts';
import { isConfirmation } from '../data/confirmation-state.ts';
import { useMe } from '../data/session.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaPicker } from './AreaPicker.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';
import { Sheet } from './Sheet.tsx';
import { SheetActions } from './SheetActions.tsx';
import { WaitingSheet } from './WaitingSheet.tsx';

/** Plays an approved bulletin at once where it was chosen, then shows the receipts arriving. */
export function PlayNowSheet({ bulletin, onClose }: { bulletin: Bulletin; onClose: () => void }) {
  const { say, format } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const play = usePlayNow();
  const [areas, setAreas] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const [asked, setAsked] = useState<Confirmation | undefined>();
  const start = () => {
    setMissing(areas.length === 0);
    if (areas.length === 0) return;
    play.mutate(
      { bulletin: bulletin.id, targets: areas.map((area) => ({ area })) },
      { onSuccess: (answer) => (isConfirmation(answer) ? setAsked(answer) : navigate(runPath(answer.id))) },
    );
  };
  if (asked) return <WaitingSheet asked={asked} onClose={onClose} />;
  return (
    <Sheet title={say('play.title')} onClose={onClose}>
      <Stack>
        <p>{say('play.sentence', { title: bulletin.title, duration: format.duration(bulletin.durationMs) })}</p>
        <p>
          <b>{say('programme.targets')}</b>
        </p>
        <AreaPicker id="play-areas" roots={account.areas} chosen={areas} onChange={setAreas} />
        {(missing || play.isError) && (
          <Notice meaning="bad" role="alert">
            {missing ? say('programme.targets-missing') : problemText(play.error, say)}
          </Notice>
        )}
        <SheetActions onClose={onClose}>
          <Button size="lg" loading={play.isPending} onClick={start}>
            {say('play.submit')}
          </Button>
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
