import { Button } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import type { MicrophoneFault } from './microphone.ts';
import { Notice } from './Notice.tsx';
import styles from './Recorder.module.css';

/** Why there is no microphone, and what to do about it, step by step. */
export function MicrophoneHelp({ fault, onRetry }: { fault: MicrophoneFault; onRetry: () => void }) {
  const { say } = useWords();
  return (
    <Notice meaning="bad" role="alert" title={say(`microphone.${fault}`)}>
      {fault === 'refused' ? (
        <ol className={styles.steps}>
          <li>{say('microphone.step.lock')}</li>
          <li>{say('microphone.step.allow')}</li>
          <li>{say('microphone.step.retry')}</li>
        </ol>
      ) : (
        <p>{say(`microphone.what.${fault}`)}</p>
      )}
      {fault !== 'needs-https' && (
        <Button size="md" h={44} variant="default" onClick={onRetry}>
          {say('action.retry')}
        </Button>
      )}
    </Notice>
  );
}
