import { Button } from '@mantine/core';
import { useState } from 'react';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { type HoursKind, useHours } from './ask.ts';
import { HoursSheet } from './HoursSheet.tsx';
import { isWholeDay } from './hours-form.ts';
import { WhoChanges } from './WhoChanges.tsx';

/** docs/access.md: who may PUT the hours. */
const CHANGERS = ['administrator', 'approver'] as const;

/** When a commune's loudspeakers keep silent, or when alone they may speak. */
export function HoursCard({ kind, area }: { kind: HoursKind; area: string }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const hours = useHours(kind, area);
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  return (
    <Card title={say(`settings.${kind}`)}>
      <Answer query={hours} rows={2}>
        {({ windows }) => (
          <>
            <p>{say(windows.length === 0 ? `settings.${kind}-none` : `settings.${kind}-what`)}</p>
            {windows.length > 0 && (
              <ul className={styles.rows} data-hours={kind}>
                {windows.map((one) => (
                  <li key={`${one.from} ${one.to} ${one.name}`}>
                    <span>
                      <b className="numeric">{`${one.from}–${one.to}`}</b>{' '}
                      {isWholeDay(one) ? say('settings.whole-day') : one.name}
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {CHANGERS.some((one) => one === role) && (
              <div>
                <Button size="md" variant="default" onClick={() => setOpen(true)}>
                  {say(`settings.${kind}-change`)}
                </Button>
              </div>
            )}
            {saved && <p role="status">{say('settings.saved')}</p>}
            <WhoChanges roles={CHANGERS} />
            {open && (
              <HoursSheet
                kind={kind}
                area={area}
                windows={windows}
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
