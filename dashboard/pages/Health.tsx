import type { Health as HealthBody } from '../../protocol/api/health.ts';
import { HEALTH_WORDS } from '../../protocol/health.ts';
import { Answer } from '../components/Answer.tsx';
import { Page } from '../components/Page.tsx';
import { dateTimeText } from '../format/date.ts';
import { useHealth } from '../health/ask.ts';
import { ChecksCard } from '../health/ChecksCard.tsx';
import { DeadManCard } from '../health/DeadManCard.tsx';
import { GapsCard } from '../health/GapsCard.tsx';
import { isTroubled } from '../health/told.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viNotify } from '../i18n/vi-notify.ts';
import { SystemTabs } from '../notify/SystemTabs.tsx';

knowWords(viNotify);

/** «Chính hệ thống có đang theo dõi không, và có gì sắp hỏng?» */
export function Health() {
  const { say } = useWords();
  const health = useHealth();
  return (
    <Page title={say('health.title')} sentence={health.data && <Sentence health={health.data} />}>
      <SystemTabs />
      <Answer query={health} rows={10}>
        {({ checks, deadMan, gaps }) => (
          <>
            <ChecksCard checks={checks} />
            <DeadManCard deadMan={deadMan} />
            <GapsCard gaps={gaps} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Sentence({ health: { checks, at } }: { health: HealthBody }) {
  const { say, language } = useWords();
  const troubled = checks.filter(isTroubled);
  if (troubled.length === 0) return say('health.sentence-well', { at: dateTimeText(at) });
  const names = troubled.map(({ check }) => HEALTH_WORDS[check][language].toLowerCase()).join(', ');
  return say('health.sentence-bad', { n: troubled.length, names });
}
