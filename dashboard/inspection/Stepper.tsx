import styles from '../field/Field.module.css';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  id: string;
  label: string;
  value: number;
  most?: number;
  error?: string | undefined;
  onChange: (value: number) => void;
}

/** A count with a big button on each side, for a thumb in a glove; the figure can be typed too. */
export function Stepper({ id, label, value, most = 500, error, onChange }: Props) {
  const { say } = useWords();
  const set = (next: number) => onChange(Math.max(0, Math.min(most, next)));
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {error && <p className={styles.fault}>{error}</p>}
      <div className={styles.stepper}>
        <button
          type="button"
          aria-label={say('inspection.fewer', { what: label })}
          disabled={value === 0}
          onClick={() => set(value - 1)}
        >
          {'−'}
        </button>
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          value={String(value)}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => set(Number(event.currentTarget.value.replace(/\D/g, '').slice(0, 3)))}
        />
        <button
          type="button"
          aria-label={say('inspection.more', { what: label })}
          disabled={value >= most}
          onClick={() => set(value + 1)}
        >
          {'+'}
        </button>
      </div>
    </div>
  );
}
