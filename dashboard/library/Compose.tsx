import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Bulletin, Recording } from '../../protocol/api/broadcast.ts';
import { Card } from '../components/Card.tsx';
import { Loading } from '../components/Loading.tsx';
import { useCreateBulletin } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { BulletinFields } from './BulletinFields.tsx';
import { type BulletinForm, EMPTY_BULLETIN } from './bulletin-form.ts';
import styles from './Library.module.css';
import type { Way } from './ways.ts';

const Recorder = lazy(async () => ({ default: (await import('../components/Recorder.tsx')).Recorder }));
const SpeechPanel = lazy(async () => ({ default: (await import('../components/SpeechPanel.tsx')).SpeechPanel }));
const LetterPanel = lazy(async () => ({ default: (await import('./LetterPanel.tsx')).LetterPanel }));
const UploadPanel = lazy(async () => ({ default: (await import('../components/UploadPanel.tsx')).UploadPanel }));

/** A new bulletin: its sound by one of the four ways, then what it is called. */
export function Compose({ way, onCreated }: { way: Exclude<Way, 'relay'>; onCreated: (bulletin: Bulletin) => void }) {
  const { say, format } = useWords();
  const create = useCreateBulletin();
  const [recording, setRecording] = useState<Recording | undefined>();
  const [proposal, setProposal] = useState<Partial<BulletinForm>>({});
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: false }), []);
  const take = (made: Recording, more: Partial<BulletinForm> = {}) => {
    setRecording(made);
    setProposal((before) => ({ ...before, title: before.title || made.title, ...more }));
  };
  return (
    <div className={styles.compose} ref={heading} tabIndex={-1}>
      <Card title={say(`compose.${way}`)}>
        <Suspense fallback={<Loading rows={3} />}>
          {way === 'record' && <Recorder onUploaded={take} />}
          {way === 'upload' && <UploadPanel onUploaded={take} />}
          {way === 'speech' && <SpeechPanel onMade={(made, text) => take(made, { text })} />}
          {way === 'letter' && (
            <LetterPanel
              onRead={(letter) => setProposal({ title: letter.title, field: letter.field, text: letter.text })}
              onMade={(made, text) => take(made, { text })}
            />
          )}
        </Suspense>
      </Card>
      {recording && (
        <Card
          title={say('compose.describe')}
          aside={<span>{say('compose.sound', { length: format.length(recording.durationMs) })}</span>}
        >
          <BulletinFields
            key={recording.sha256}
            initial={{ ...EMPTY_BULLETIN, ...proposal }}
            ready
            save={create}
            onSave={(said, draft) =>
              create.mutate({ ...said, recording: recording.sha256, draft }, { onSuccess: onCreated })
            }
          />
        </Card>
      )}
    </div>
  );
}
