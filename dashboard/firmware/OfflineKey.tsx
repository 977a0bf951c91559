import { useWords } from '../i18n/Language.tsx';
import styles from './Firmware.module.css';

const KEY_STEPS = ['firmware.key-make', 'firmware.key-list'] as const;
const SIGN_STEPS = ['firmware.key-sign', 'firmware.key-upload'] as const;
const COMMANDS = {
  'firmware.key-make': 'npm run firmware -- new-key /media/usb',
  'firmware.key-list': 'npm run keys -- release add release.pub --root /media/usb/root.pem',
  'firmware.key-sign': 'npm run firmware -- sign --key /media/usb/release.pem --model … --version … image.bin',
  'firmware.key-upload': undefined,
} as const;

/** Why no firmware can be made here, and what to do to bring one. */
export function OfflineKey({ hasKey }: { hasKey: boolean }) {
  const { say } = useWords();
  const steps = hasKey ? SIGN_STEPS : [...KEY_STEPS, ...SIGN_STEPS];
  return (
    <div className={styles.list}>
      <p>{say(hasKey ? 'firmware.none' : 'firmware.no-key')}</p>
      <p>{say('firmware.key-why')}</p>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step}>
            {say(step)}
            {COMMANDS[step] !== undefined && (
              <div>
                <code>{COMMANDS[step]}</code>
              </div>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
