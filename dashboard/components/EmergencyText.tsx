import { Button } from '@mantine/core';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { EmergencyEvent } from './EmergencyEvent.tsx';
import type { Message } from './emergency-choice.ts';
import { Listen } from './Listen.tsx';
import { Notice } from './Notice.tsx';
import { problemText } from './problem-text.ts';

const LONGEST = 600;

type Typed = Extract<Message, { kind: 'text' }>;

/** A text that the machine speaks; it may be heard here first, at the price of some seconds. */
export function EmergencyText({ message, onMessage }: { message: Typed; onMessage: (message: Typed) => void }) {
  const { say } = useWords();
  const speech = useChange((client, text: string) => client.send<Recording>('POST', paths.speech, { text }));
  return (
    <>
      <EmergencyEvent value={message.event} onChange={(event) => onMessage({ ...message, event })} />
      <label htmlFor="emergency-text">{say('emergency.text')}</label>
      <textarea
        id="emergency-text"
        maxLength={LONGEST}
        value={message.text}
        onChange={(event) => {
          speech.reset();
          onMessage({ ...message, text: event.currentTarget.value });
        }}
      />
      {message.text.trim() !== '' && !speech.isSuccess && (
        <Button
          variant="default"
          size="md"
          loading={speech.isPending}
          onClick={() => speech.mutate(message.text.trim())}
        >
          {say('listen.here')}
        </Button>
      )}
      {speech.isSuccess && <Listen mp3={speech.data.mp3} label={say('listen.here')} />}
      {speech.isError && (
        <Notice meaning="partial" role="status" title={say('listen.cannot')}>
          {problemText(speech.error, say)}
        </Notice>
      )}
    </>
  );
}
