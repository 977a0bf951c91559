import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Emergency } from '../../protocol/api/emergency.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { emergencyPath } from '../components/emergency-words.ts';
import { HoldButton } from '../components/HoldButton.tsx';
import { problemText } from '../components/problem-text.ts';
import { sounds, useEmergencies, useEndEmergency } from '../data/emergencies.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './EmergencyBanner.module.css';
import { runPath } from './page-paths.ts';
import { may } from './permissions.ts';

/** On every page while an emergency or a drill sounds. Its beginning and its end are each said once, at once. */
export function EmergencyBanner() {
  const { data } = useEmergencies();
  const now = useServerNow();
  const sounding = (data?.items ?? []).filter((one) => sounds(one) && one.expiresAt > now);
  return (
    <>
      <Announcement sounding={sounding} known={data !== undefined} />
      {sounding.map((one) => (
        <Sounding key={one.id} emergency={one} />
      ))}
    </>
  );
}

function Announcement({ sounding, known }: { sounding: readonly Emergency[]; known: boolean }) {
  const { say } = useWords();
  const before = useRef(new Map<string, Emergency>());
  const [said, setSaid] = useState('');
  const ids = sounding.map((one) => one.id).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: said when one begins or ends, not when a figure of it changes
  useEffect(() => {
    if (!known) return;
    const started = sounding.filter((one) => !before.current.has(one.id));
    const ended = [...before.current.values()].filter((old) => !sounding.some((one) => one.id === old.id));
    before.current = new Map(sounding.map((one) => [one.id, one]));
    const words = [
      ...started.map((one) => say(`banner.${one.status}-started`, { title: one.title, hamlets: one.hamlets })),
      ...ended.map((one) => say(`banner.${one.status}-ended`, { title: one.title })),
    ];
    if (words.length > 0) setSaid(words.join(' '));
  }, [ids, known]);
  return (
    <div className="visually-hidden" aria-live="assertive" data-announcement>
      {said}
    </div>
  );
}

function Sounding({ emergency }: { emergency: Emergency }) {
  const { say, format } = useWords();
  const { role } = useMe().account;
  const [location] = useLocation();
  const now = useServerNow();
  const end = useEndEmergency(emergency.id);
  const raiser = may(role, 'emergency');
  const page = raiser ? emergencyPath(emergency) : runPath(emergency.run);
  const word = say(`banner.${emergency.status}`);
  return (
    <section className={styles.banner} data-emergency={emergency.status} aria-label={word}>
      <p className={styles.words}>
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
          <path
            d="M7 1.5h8L20.5 7v8L15 20.5H7L1.5 15V7zM11 6v6M11 15v.4"
            fill="none"
            stroke="currentColor"
            strokeWidth="2.4"
            strokeLinecap="round"
          />
        </svg>
        <span>
          <b>{word}</b>{' '}
          {say('banner.emergency-line', {
            title: emergency.title,
            hamlets: format.number(emergency.hamlets),
            at: timeOf(emergency.startedAt),
          })}{' '}
          <span className="numeric">
            {say('banner.emergency-left', { time: format.length(Math.max(0, emergency.expiresAt - now)) })}
          </span>
        </span>
      </p>
      {/* Its own page has the same hold, larger. */}
      {location !== page && (
        <div className={styles.acts}>
          <Link href={page} className={styles.see}>
            {say('banner.see')}
          </Link>
          {raiser && (
            <HoldButton
              small
              tone="stop"
              label={say('emergency.hold-stop')}
              busy={end.isPending}
              onHeld={() => end.mutate('clear')}
            />
          )}
        </div>
      )}
      {end.isError && <p role="alert">{problemText(end.error, say)}</p>}
    </section>
  );
}
