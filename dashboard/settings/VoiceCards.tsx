import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { BroadcastSettings } from '../../protocol/api/broadcast-settings.ts';
import { BULLETIN_CLASSES } from '../../protocol/classes.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { useRecordings } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useBroadcastSettings } from './ask.ts';
import { isWholeDay } from './hours-form.ts';
import { LimitsSheet } from './LimitsSheet.tsx';
import { LoudestSheet } from './LoudestSheet.tsx';
import { VoiceSheet } from './VoiceSheet.tsx';
import { CHIME_CLASSES } from './voice-form.ts';
import { WhoChanges } from './WhoChanges.tsx';

/** docs/access.md: who may PUT them. */
const CHANGERS = ['administrator', 'operator'] as const;

/** How a commune's loudspeakers speak: volume and chime of a class, what is too long, who begins a little later, how loud at most by the hour. */
export function VoiceCards({ area }: { area: string }) {
  const { say } = useWords();
  const settings = useBroadcastSettings(area);
  const recordings = useRecordings().data?.items ?? [];
  const titleOf = (sha256: string | undefined) =>
    sha256 === undefined
      ? say('settings.chime-none')
      : (recordings.find((one) => one.sha256 === sha256)?.title ?? say('settings.chime-elsewhere'));
  return (
    <Answer query={settings} rows={6}>
      {(shown) => (
        <>
          <Half
            title={say('settings.voice')}
            change={say('settings.voice-change')}
            area={area}
            settings={shown}
            sheet={VoiceSheet}
          >
            <Facts
              facts={[
                ...BULLETIN_CLASSES.map((one) => [say(`settings.volume-${one}`), `${shown.volume[one]}%`] as const),
                ...CHIME_CLASSES.map((one) => [say(`settings.chime-${one}`), titleOf(shown.chime[one])] as const),
              ]}
            />
          </Half>
          <Half
            title={say('settings.limits')}
            change={say('settings.limits-change')}
            area={area}
            settings={shown}
            sheet={LimitsSheet}
          >
            <Facts
              facts={[
                [say('settings.overrun'), say(`settings.overrun-${shown.overrun}`)],
                [say('settings.longest'), say('duration.minutes', { n: shown.maxRunMinutes })],
                [say('settings.stagger'), staggerText(shown)],
              ]}
            />
          </Half>
          <Half
            title={say('settings.loudest')}
            change={say('settings.loudest-change')}
            area={area}
            settings={shown}
            sheet={LoudestSheet}
          >
            <Loudest settings={shown} />
          </Half>
        </>
      )}
    </Answer>
  );
  function staggerText({ stagger }: BroadcastSettings): string {
    if (stagger.seconds === 0) return say('settings.stagger-off');
    return stagger.metres === undefined
      ? say('settings.stagger-hamlet', { s: stagger.seconds })
      : say('settings.stagger-metres', { s: stagger.seconds, m: stagger.metres });
  }
}

function Loudest({ settings: { loudest = [] } }: { settings: BroadcastSettings }) {
  const { say } = useWords();
  return (
    <>
      <p>{say(loudest.length === 0 ? 'settings.loudest-none' : 'settings.loudest-what')}</p>
      {loudest.length > 0 && (
        <ul className={styles.rows} data-loudest>
          {loudest.map((one) => (
            <li key={`${one.from} ${one.to} ${one.percent}`}>
              <span>
                <b className="numeric">{`${one.from}–${one.to}`}</b> {isWholeDay(one) && say('settings.whole-day')}
              </span>
              <span>{say('settings.loudest-line', { n: one.percent })}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface HalfProps {
  title: string;
  change: string;
  area: string;
  settings: BroadcastSettings;
  sheet: (props: SheetProps) => ReactNode;
  children: ReactNode;
}
export interface SheetProps {
  area: string;
  settings: BroadcastSettings;
  onSaved: () => void;
  onClose: () => void;
}

function Half({ title, change, area, settings, sheet: Change, children }: HalfProps) {
  const { say } = useWords();
  const { role } = useMe().account;
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState(false);
  return (
    <Card title={title}>
      {children}
      {CHANGERS.some((one) => one === role) && (
        <div>
          <Button size="md" variant="default" onClick={() => setOpen(true)}>
            {change}
          </Button>
        </div>
      )}
      {saved && <p role="status">{say('settings.saved')}</p>}
      <WhoChanges roles={CHANGERS} />
      {open && (
        <Change
          area={area}
          settings={settings}
          onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            setSaved(true);
          }}
        />
      )}
    </Card>
  );
}
