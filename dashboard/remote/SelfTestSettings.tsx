import { Button } from '@mantine/core';
import { useState } from 'react';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { WhoChanges } from '../settings/WhoChanges.tsx';
import { useSelfTestSettings } from './ask.ts';
import { SelfTestSheet } from './SelfTestSheet.tsx';

/** docs/access.md: who may PUT them. */
const CHANGERS = ['operator', 'technician', 'administrator'] as const;

/** When a commune's loudspeakers test themselves. */
export function SelfTestSettings({ area }: { area: string }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const settings = useSelfTestSettings(area);
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  return (
    <Card title={say('self-test.settings')}>
      <Answer query={settings} rows={2}>
        {(shown) => (
          <>
            <p data-self-test-settings>
              {shown.enabled
                ? say('self-test.settings-on', { at: shown.at, days: shown.everyDays, volume: shown.volume })
                : say('self-test.settings-off')}
            </p>
            {CHANGERS.some((one) => one === role) && (
              <div>
                <Button size="md" variant="default" onClick={() => setOpen(true)}>
                  {say('self-test.settings-change')}
                </Button>
              </div>
            )}
            {saved && <p role="status">{say('settings.saved')}</p>}
            <WhoChanges roles={CHANGERS} />
            {open && (
              <SelfTestSheet
                settings={shown}
                onClose={() => setOpen(false)}
                onSaved={() => {
                  setOpen(false);
                  setSaved(true);
                }}
              />
            )}
          </>
        )}
      </Answer>
    </Card>
  );
}
