import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useMe } from '../data/session.ts';
import { OWN_ACCOUNT } from '../frame/menu.ts';
import { useIsLocked } from '../frame/shift.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './HoldAct.module.css';
import { HoldButton } from './HoldButton.tsx';
import { HoldProof } from './HoldProof.tsx';

interface Props {
  label: string;
  /** The same act without a hold: «Phát khẩn cấp». */
  submit: string;
  tone: 'emergency' | 'drill' | 'stop';
  busy: boolean;
  onHeld: () => void;
}

/**
 * The hold, and for who cannot hold the PIN (or code) in its place: the same number of taps. Where the shift is not
 * unlocked, the PIN alone stands there, since it would be asked for anyhow.
 */
export function HoldAct({ label, submit, tone, busy, onHeld }: Props) {
  const { say } = useWords();
  const { device, secondFactor } = useMe();
  const locked = useIsLocked();
  const [typing, setTyping] = useState(false);
  const proof = device ? 'pin' : secondFactor ? 'code' : undefined;
  if (proof && (typing || locked))
    return (
      <HoldProof
        proof={proof}
        submit={submit}
        tone={tone}
        onProven={onHeld}
        {...(locked ? {} : { onBack: () => setTyping(false) })}
      />
    );
  return (
    <div className={styles.act}>
      <HoldButton label={label} tone={tone} busy={busy} onHeld={onHeld} />
      <p className={styles.other}>
        {say('hold.cannot')}{' '}
        {proof ? (
          <Button variant="default" size="md" onClick={() => setTyping(true)}>
            {say(proof === 'pin' ? 'hold.use-pin' : 'hold.use-code')}
          </Button>
        ) : (
          <Link href={OWN_ACCOUNT}>{say('hold.trust')}</Link>
        )}
      </p>
    </div>
  );
}
