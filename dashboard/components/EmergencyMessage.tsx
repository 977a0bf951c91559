import { Link } from 'wouter';
import type { EmergencyStatus } from '../../protocol/api/emergency.ts';
import { useEmergencyTemplates } from '../data/emergencies.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLive } from '../i18n/vi-live.ts';
import styles from './EmergencyForm.module.css';
import { EmergencyRecording } from './EmergencyRecording.tsx';
import { EmergencyText } from './EmergencyText.tsx';
import type { Message } from './emergency-choice.ts';
import { ListenHere } from './ListenHere.tsx';

knowWords(viLive);

interface Props {
  status: EmergencyStatus;
  message: Message | undefined;
  onMessage: (message: Message | undefined) => void;
  forMinutes: number;
}

/** The prepared messages of this kind as big buttons, the typed and the recorded one, and what will be read. */
export function EmergencyMessage({ status, message, onMessage, forMinutes }: Props) {
  const { say } = useWords();
  const templates = (useEmergencyTemplates().data?.items ?? []).filter((one) => one.status === status);
  return (
    <>
      <section className={styles.templates} aria-label={say('emergency.templates')}>
        {templates.map((template) => (
          <button
            key={template.id}
            type="button"
            className={styles.template}
            data-template
            aria-pressed={message?.kind === 'template' && message.template.id === template.id}
            onClick={() => onMessage({ kind: 'template', template })}
          >
            {template.title}
          </button>
        ))}
        <button
          type="button"
          className={styles.template}
          data-template
          data-plain
          aria-pressed={message?.kind === 'text'}
          onClick={() => message?.kind === 'text' || onMessage({ kind: 'text', event: 'other', text: '' })}
        >
          {say('emergency.type')}
        </button>
        <button
          type="button"
          className={styles.template}
          data-template
          data-plain
          aria-pressed={message?.kind === 'recording'}
          onClick={() =>
            message?.kind === 'recording' || onMessage({ kind: 'recording', event: 'other', recording: '', title: '' })
          }
        >
          {say('emergency.record')}
        </button>
        {status === 'actual' && (
          <Link href="/truc-tiep?khan-cap" className={`${styles.template} ${styles.link}`} data-plain>
            {say('live.title')}
          </Link>
        )}
      </section>
      <div className={styles.said}>
        {message === undefined ? (
          <p>{say('emergency.nothing-yet')}</p>
        ) : (
          <>
            <p>{say('emergency.read', { n: forMinutes })}</p>
            {message.kind === 'template' && (
              <>
                <p className={styles.text}>{`«${message.template.text}»`}</p>
                <ListenHere key={message.template.id} recording={message.template.recording} />
              </>
            )}
            {message.kind === 'text' && <EmergencyText message={message} onMessage={onMessage} />}
            {message.kind === 'recording' && <EmergencyRecording message={message} onMessage={onMessage} />}
          </>
        )}
      </div>
    </>
  );
}
