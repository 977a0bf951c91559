import { useId } from 'react';
import styles from './Field.module.css';

interface Props<T extends string> {
  /** Where a line of the error summary leads to: the first choice. */
  id: string;
  label: string;
  value: T | '';
  choices: readonly { readonly value: T; readonly label: string }[];
  error?: string | undefined;
  onChange: (value: T) => void;
}

/** One of a few, as radio buttons big enough for a thumb; none is chosen beforehand. */
export function Choice<T extends string>({ id, label, value, choices, error, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={styles.field}>
      <legend>{label}</legend>
      {error && <p className={styles.fault}>{error}</p>}
      <div className={styles.choice}>
        {choices.map((choice, index) => (
          <label key={choice.value}>
            <input
              type="radio"
              id={index === 0 ? id : undefined}
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
