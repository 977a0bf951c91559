import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import type { ActionInput } from '../../protocol/api/remote.ts';
import { volumeRange } from '../../protocol/remote.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { newUlid } from '../data/ulid.ts';
import { useWords } from '../i18n/Language.tsx';
import { useBroadcastSettings } from '../settings/ask.ts';
import styles from './Remote.module.css';

interface Props {
  node: Node;
  busy: boolean;
  onSet: (input: Extract<ActionInput, { type: 'volume' }>) => void;
}

/** How loud ordinary bulletins are here, within what the commune's settings permit. */
export function VolumeSetter({ node, busy, onSet }: Props) {
  const { say } = useWords();
  const id = useId();
  const now = useServerNow(1_000);
  const volume = useBroadcastSettings(node.commune).data?.volume;
  const [chosen, setChosen] = useState<number>();
  if (!volume) return null;
  const { min, max } = volumeRange(volume);
  const percent = Math.min(max, Math.max(min, chosen ?? node.volume ?? volume.normal));
  return (
    <div className={styles.volume}>
      <label htmlFor={id}>{say('remote.volume-label', { percent })}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={5}
        value={percent}
        aria-valuetext={`${percent}%`}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      />
      <p className={styles.soft}>{say('remote.volume-range', { min, max })}</p>
      <div>
        <Button
          size="md"
          variant="default"
          loading={busy}
          onClick={() => onSet({ key: newUlid(now), type: 'volume', percent })}
        >
          {say('remote.volume-set', { percent })}
        </Button>
      </div>
    </div>
  );
}
