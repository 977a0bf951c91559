import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useProgrammeHistory } from './ask.ts';
import { Differences } from './Differences.tsx';

interface Props {
  /** What the form began with. */
  seen: Programme;
  onOverwrite: (version: number | undefined) => void;
  onReload: () => void;
  onClose: () => void;
}

/** «Người khác vừa sửa»: what they did, and then whose version goes on. Neither is lost in silence. */
export function ChangedDialog({ seen, onOverwrite, onReload, onClose }: Props) {
  const { say } = useWords();
  const [shown, setShown] = useState(false);
  const history = useProgrammeHistory(seen.id);
  return (
    <Sheet title={say('plan.changed-meanwhile.title')} onClose={onClose}>
      <Answer query={history} rows={3}>
        {({ items }) => {
          const newest = items[0];
          return (
            <Stack>
              <p>
                {newest
                  ? say('plan.changed-meanwhile.sentence', { name: newest.byName, at: dateTimeText(newest.at) })
                  : say('plan.changed-meanwhile.title')}
              </p>
              {newest && shown && <Differences before={seen} after={newest.programme} />}
              <SheetActions onClose={onClose}>
                {!shown && (
                  <Button size="lg" onClick={() => setShown(true)}>
                    {say('plan.changed-meanwhile.show')}
                  </Button>
                )}
                {shown && (
                  <Button size="lg" onClick={() => onOverwrite(newest?.version)}>
                    {say('plan.changed-meanwhile.mine')}
                  </Button>
                )}
                <Button size="lg" variant="default" onClick={onReload}>
                  {say('plan.changed-meanwhile.theirs')}
                </Button>
              </SheetActions>
            </Stack>
          );
        }}
      </Answer>
    </Sheet>
  );
}
