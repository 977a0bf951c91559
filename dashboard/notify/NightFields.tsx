import { Checkbox } from '@mantine/core';
import { TimeField } from '../components/TimeField.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import type { TypedSubscription } from './subscription-form.ts';

interface Props {
  typed: TypedSubscription;
  change: (part: Partial<TypedSubscription>) => void;
}

/** When a person sleeps. */
export function NightFields({ typed, change }: Props) {
  const { say } = useWords();
  return (
    <>
      <Checkbox
        id="person-night"
        size="md"
        label={say('notify.night')}
        checked={typed.hasNight}
        onChange={({ currentTarget: { checked } }) => change({ hasNight: checked })}
      />
      {typed.hasNight && (
        <>
          <div className={styles.chips}>
            <TimeField
              id="night-from"
              label={say('notify.night-from')}
              value={typed.from}
              onChange={(from) => change({ from })}
            />
            <TimeField
              id="night-to"
              label={say('notify.night-to')}
              value={typed.until}
              onChange={(until) => change({ until })}
            />
          </div>
          <Checkbox
            id="night-passes"
            size="md"
            label={say('notify.night-passes')}
            checked={typed.criticalPasses}
            onChange={({ currentTarget: { checked } }) => change({ criticalPasses: checked })}
          />
        </>
      )}
    </>
  );
}
