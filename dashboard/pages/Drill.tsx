import { useState } from 'react';
import styles from '../components/Drill.module.css';
import { DrillCalendar } from '../components/DrillCalendar.tsx';
import { EmergencyForm } from '../components/EmergencyForm.tsx';
import type { Message } from '../components/emergency-choice.ts';
import { Page } from '../components/Page.tsx';
import { useEmergencyTemplates } from '../data/emergencies.ts';
import { useWords } from '../i18n/Language.tsx';

/** A drill: violet, with messages of its own that say what it is. Nothing real can be chosen here. */
export function Drill() {
  const { say } = useWords();
  const templates = useEmergencyTemplates();
  const [message, setMessage] = useState<Message | undefined>();
  const [drill, setDrill] = useState<string | undefined>();
  const begin = (planned: { id: string; template: string }) => {
    const template = templates.data?.items.find((one) => one.id === planned.template && one.status === 'exercise');
    if (!template) return;
    setMessage({ kind: 'template', template });
    setDrill(planned.id);
    window.scrollTo({ top: 0 });
  };
  return (
    <Page title={say('drill.title')} sentence={say('drill.sentence')}>
      <div className={styles.stripes}>
        <p className={styles.word}>{say('drill.word')}</p>
        <div className={styles.inside}>
          <EmergencyForm
            status="exercise"
            message={message}
            onMessage={(next) => {
              setMessage(next);
              setDrill(undefined);
            }}
            drill={drill}
          />
        </div>
      </div>
      <DrillCalendar onBegin={begin} />
    </Page>
  );
}
