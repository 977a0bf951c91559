import { Checkbox } from '@mantine/core';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import type { FaultKind } from '../../protocol/faults.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { ALL_KINDS } from './subscription-form.ts';

/** Only these; none chosen means all. */
export function KindsField({
  chosen,
  onChange,
}: {
  chosen: readonly FaultKind[];
  onChange: (kinds: FaultKind[]) => void;
}) {
  const { say, language } = useWords();
  return (
    <fieldset className={styles.choices}>
      <legend>{say('notify.kinds')}</legend>
      {ALL_KINDS.map((kind) => (
        <Checkbox
          key={kind}
          size="md"
          label={FAULT_WORDS[kind][language]}
          checked={chosen.includes(kind)}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked ? [...chosen, kind] : chosen.filter((one) => one !== kind))
          }
        />
      ))}
    </fieldset>
  );
}
