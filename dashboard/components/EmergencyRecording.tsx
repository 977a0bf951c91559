import { NativeSelect } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { useRecordings } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { EmergencyEvent } from './EmergencyEvent.tsx';
import type { Message } from './emergency-choice.ts';
import { ListenHere } from './ListenHere.tsx';
import { Loading } from './Loading.tsx';
import { UploadPanel } from './UploadPanel.tsx';

const Recorder = lazy(async () => ({ default: (await import('./Recorder.tsx')).Recorder }));

type Recorded = Extract<Message, { kind: 'recording' }>;

/** A recording of the library, a voice at the microphone, or a file of this machine; the last two are sent first. */
export function EmergencyRecording({
  message,
  onMessage,
}: {
  message: Recorded;
  onMessage: (message: Recorded) => void;
}) {
  const { say, format } = useWords();
  const take = (one: Recording) => onMessage({ ...message, recording: one.sha256, title: one.title });
  const recordings = useRecordings().data?.items ?? [];
  return (
    <>
      <EmergencyEvent value={message.event} onChange={(event) => onMessage({ ...message, event })} />
      <NativeSelect
        label={say('bulletin.recording')}
        value={message.recording}
        onChange={(event) => {
          const one = recordings.find(({ sha256 }) => sha256 === event.currentTarget.value);
          onMessage({ ...message, recording: one?.sha256 ?? '', title: one?.title ?? '' });
        }}
        data={[
          { value: '', label: say('bulletin.recording-choose') },
          ...recordings.map((one) => ({ value: one.sha256, label: `${one.title} (${format.length(one.durationMs)})` })),
        ]}
      />
      {message.recording ? (
        <ListenHere key={message.recording} recording={message.recording} />
      ) : (
        <>
          <Suspense fallback={<Loading rows={2} />}>
            <Recorder onUploaded={take} />
          </Suspense>
          <UploadPanel onUploaded={take} />
        </>
      )}
    </>
  );
}
