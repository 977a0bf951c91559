import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRecordings } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { Listen } from './Listen.tsx';

/** «Nghe thử ở máy này»: in the browser only, no loudspeaker sounds. Nothing is fetched before it is asked for. */
export function ListenHere({ recording }: { recording: string }) {
  const { say } = useWords();
  const [asked, setAsked] = useState(false);
  const recordings = useRecordings(asked);
  const found = recordings.data?.items.find((one) => one.sha256 === recording);
  if (!asked)
    return (
      <div>
        <Button variant="default" size="md" onClick={() => setAsked(true)}>
          {say('listen.here')}
        </Button>
      </div>
    );
  if (found) return <Listen mp3={found.mp3} label={say('listen.here')} />;
  return <p role="status">{say(recordings.isPending ? 'listen.fetching' : 'listen.cannot')}</p>;
}
