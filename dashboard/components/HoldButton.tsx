import { useWords } from '../i18n/Language.tsx';
import styles from './HoldButton.module.css';
import { HOLD_MS, useHold } from './use-hold.ts';

interface Props {
  /** What the hold does, in words: «GIỮ 2 GIÂY ĐỂ …». */
  label: string;
  /** `emergency` red, `drill` violet stripes, `stop` dark. */
  tone: 'emergency' | 'drill' | 'stop';
  onHeld: () => void;
  /** Sent and not answered yet: another press would say the same again. */
  busy?: boolean;
  small?: boolean;
}

/** Two seconds by finger, mouse, Enter or Space; what is left is said in words and drawn in steps, without motion. */
export function HoldButton({ label, tone, onHeld, busy = false, small = false }: Props) {
  const { say } = useWords();
  const { heldMs, handlers } = useHold(() => busy || onHeld());
  const left = Math.ceil((HOLD_MS - heldMs) / 1_000);
  return (
    <button
      type="button"
      className={styles.hold}
      data-hold={tone}
      data-small={small || undefined}
      aria-disabled={busy || undefined}
      {...handlers}
    >
      {heldMs > 0 && (
        <span className={styles.fill} style={{ width: `${(heldMs / HOLD_MS) * 100}%` }} aria-hidden="true" />
      )}
      <span className={styles.words}>
        {busy ? say('hold.sending') : heldMs > 0 ? say('hold.on', { n: Math.max(1, left) }) : label}
      </span>
    </button>
  );
}
