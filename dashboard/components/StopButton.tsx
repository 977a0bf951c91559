import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useOverview } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './StopButton.module.css';

const StopSheet = lazy(() => import('../pages/in-an-emergency.ts').then((module) => ({ default: module.StopSheet })));

/** STOP on every page: two taps to silence. With nothing on air it says so and leads to what comes next. */
export function StopButton({ wide = false }: { wide?: boolean }) {
  const { say } = useWords();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const onAir = useOverview().data?.onAir ?? [];
  if (!may(me.account.role, 'stop')) return null;
  const first = onAir[0];
  if (!first && !open) {
    return (
      <Link href="/dang-phat" className={styles.quiet} data-wide={wide || undefined} data-stop>
        {say('stop.nothing')}
      </Link>
    );
  }
  return (
    <>
      {wide && first && (
        <Link href="/dang-phat" className={styles.now}>
          {onAir.length > 1
            ? say('stop.now-many', { n: onAir.length })
            : say('stop.now', { title: first.title, playing: first.playing, nodes: first.nodes })}
        </Link>
      )}
      <button type="button" className={styles.stop} onClick={() => setOpen(true)} data-stop>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <rect x="1" y="1" width="14" height="14" rx="1.5" fill="currentColor" />
        </svg>
        {say(wide ? 'stop.strip' : 'stop.button')}
      </button>
      {open && (
        <Suspense fallback={null}>
          <StopSheet runs={onAir} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
