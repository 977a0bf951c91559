import { Button } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useGateway, useServerNow } from '../data/Gateway.tsx';
import { useAskMe } from '../data/session.ts';
import { clockText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viEnding } from '../i18n/vi-ending.ts';
import { type Ending, WARN_MS } from './ending.ts';
import styles from './Frame.module.css';
import { OverSheet } from './OverSheet.tsx';
import { useTopSheet } from './top-sheet.ts';

knowWords(viEnding);

/** Whoever types at the end of a long page must see it too. */
const IN_VIEW = { position: 'sticky', top: 'calc(var(--app-shell-header-height, 64px) + 8px)', zIndex: 5 } as const;

/** «Phiên đăng nhập hết lúc 17:32», with a button that makes it longer; where no rule allows that, one that signs in anew. */
export function EndingBanner({ ending: { what, at } }: { ending: Ending }) {
  const { say, format } = useWords();
  const { unlocking } = useGateway();
  const now = useServerNow();
  const left = Math.max(0, Math.ceil((at - now) / 1_000) * 1_000);
  const isOver = useTopSheet() !== undefined;
  const banner = (
    <div className={styles.banner} style={isOver ? {} : IN_VIEW}>
      <Notice meaning="partial" title={say(`ending.${what}-title`)}>
        {/* Said once: the seconds beside it change without a word. */}
        <span role="alert">{say(`ending.${what}`, { at: clockText(at).slice(0, 5) })}</span>{' '}
        <span role="timer" className="numeric">
          {say('ending.left', { time: format.age(left) })}
        </span>
        <div style={{ marginTop: 8 }}>
          {what === 'session' ? (
            <Stay />
          ) : (
            <Button size="md" color="dark" onClick={() => void unlocking.ask()}>
              {say('ending.unlock')}
            </Button>
          )}
        </div>
      </Notice>
    </div>
  );
  return <OverSheet>{banner}</OverSheet>;
}

/** Asking for anything makes a session longer, until it is a week old or the account ends. */
function Stay() {
  const { say } = useWords();
  const { sessionEnds, freshness, signedOut } = useGateway();
  const askMe = useAskMe();
  const [state, setState] = useState<'idle' | 'asking' | 'final'>('idle');
  const [error, setError] = useState<unknown>();
  const stay = async () => {
    setState('asking');
    setError(undefined);
    try {
      await askMe();
      // Were it longer, this banner would be gone.
      setState(sessionEnds.value() - freshness.serverNow() > WARN_MS ? 'idle' : 'final');
    } catch (failed) {
      setError(failed);
      setState('idle');
    }
  };
  if (state === 'final')
    return (
      <>
        <p role="status">{say('ending.final')}</p>
        <Button size="md" color="dark" onClick={() => signedOut.happened()}>
          {say('ending.sign-in')}
        </Button>
      </>
    );
  return (
    <>
      <Button size="md" color="dark" loading={state === 'asking'} onClick={() => void stay()}>
        {say('ending.stay')}
      </Button>
      <ProblemNotice error={error} />
    </>
  );
}
