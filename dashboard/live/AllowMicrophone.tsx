import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MicrophoneFault } from '../components/microphone.ts';
import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Live.module.css';

/** Why there is no microphone and what to do about it; refused: three drawings where it is allowed again. */
export function AllowMicrophone({ fault, onRetry }: { fault: MicrophoneFault; onRetry: () => void }) {
  const { say } = useWords();
  return (
    <Notice meaning="bad" role="alert" title={say(`live.fault.${fault}`)}>
      <p>{say(`live.fault-what.${fault}`)}</p>
      {fault === 'refused' && (
        <ul className={styles.drawings}>
          {WAYS.map(({ way, drawing }) => (
            <li key={way}>
              <svg viewBox="0 0 200 112" aria-hidden="true" className={styles.drawing}>
                {drawing}
              </svg>
              <b>{say(`live.allow.${way}`)}</b>
              <span>{say(`live.allow-what.${way}`)}</span>
            </li>
          ))}
        </ul>
      )}
      {fault !== 'needs-https' && (
        <Button size="md" h={44} variant="default" onClick={onRetry}>
          {say('action.retry')}
        </Button>
      )}
    </Notice>
  );
}

const LINE = { fill: 'none', stroke: '#1b2530', strokeWidth: 2 } as const;
const PAPER = { fill: '#fff', stroke: '#1b2530', strokeWidth: 2 } as const;
const POINTED = { fill: 'none', stroke: '#b42318', strokeWidth: 3 } as const;

function Microphone({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} {...LINE}>
      <rect x="4" y="0" width="8" height="13" rx="4" />
      <path d="M0 9a8 8 0 0 0 16 0M8 17v5M3 22h10" />
    </g>
  );
}

function Switch({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="30" height="16" rx="8" fill="#1b6e3c" />
      <circle cx="22" cy="8" r="6" fill="#fff" />
    </g>
  );
}

const WAYS: readonly { way: 'chrome' | 'phone' | 'safari'; drawing: ReactNode }[] = [
  {
    way: 'chrome',
    // A window, the sign left of the address in a ring, the small panel with the switch.
    drawing: (
      <>
        <rect x="4" y="6" width="192" height="100" rx="8" {...PAPER} />
        <path d="M4 34h192" {...LINE} />
        <rect x="40" y="13" width="146" height="15" rx="7" {...LINE} />
        <path d="M14 20h14M18 16l-4 4 4 4" {...LINE} />
        <circle cx="50" cy="20.500" r="12" {...POINTED} />
        <path d="M45 18h5m4 0h2M45 23h2m4 0h5" {...LINE} />
        <rect x="36" y="42" width="120" height="46" rx="6" {...PAPER} />
        <Microphone x={50} y={53} />
        <Switch x={112} y={57} />
      </>
    ),
  },
  {
    way: 'phone',
    // A phone, the sign in the address bar in a ring, a row with the switch.
    drawing: (
      <>
        <rect x="58" y="2" width="84" height="108" rx="12" {...PAPER} />
        <rect x="66" y="12" width="68" height="15" rx="7" {...LINE} />
        <circle cx="76" cy="19.500" r="10" {...POINTED} />
        <path d="M72.500 18.500h7v5.500h-7zM74 18.500v-2a2 2 0 0 1 4 0v2" {...LINE} strokeWidth={1.5} />
        <rect x="66" y="40" width="68" height="40" rx="6" {...PAPER} />
        <Microphone x={73} y={49} />
        <Switch x={98} y={53} />
        <path d="M66 90h68M66 100h44" stroke="#8a949e" strokeWidth="3" />
      </>
    ),
  },
  {
    way: 'safari',
    // The address bar with «aA» in a ring, the menu with the microphone.
    drawing: (
      <>
        <rect x="4" y="6" width="192" height="100" rx="8" {...PAPER} />
        <path d="M4 34h192" {...LINE} />
        <rect x="26" y="13" width="148" height="15" rx="7" {...LINE} />
        <circle cx="39" cy="20.500" r="12" {...POINTED} />
        <path d="M33 25l3-8 3 8m-5-2.500h4M41 25l2.500-6 2.500 6" {...LINE} strokeWidth={1.5} />
        <rect x="22" y="42" width="150" height="52" rx="6" {...PAPER} />
        <path d="M34 54h60" stroke="#8a949e" strokeWidth="3" />
        <Microphone x={34} y={64} />
        <path d="M62 76h70" stroke="#1b2530" strokeWidth="3" />
        <path d="M144 72l6 6 10-12" fill="none" stroke="#1b6e3c" strokeWidth="4" />
      </>
    ),
  },
];
