import { Button } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '../components/Notice.tsx';
import { useWords } from '../i18n/Language.tsx';
import type { LineDraft } from './draft.ts';

const WITHIN_MS = 20_000;

/** Asks the phone where it is, only after a tap; satellites need no network. */
export function PositionButton({
  line,
  onChange,
}: {
  line: LineDraft;
  onChange: (change: Partial<LineDraft>) => void;
}) {
  const { say, format } = useWords();
  const [state, setState] = useState<'idle' | 'asking' | 'refused'>('idle');
  if (!('geolocation' in navigator)) return null;
  const ask = () => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        setState('idle');
        onChange({ latitude, longitude });
      },
      () => setState('refused'),
      { enableHighAccuracy: true, timeout: WITHIN_MS },
    );
  };
  return (
    <div>
      <Button variant="default" size="lg" loading={state === 'asking'} onClick={ask}>
        {say('inspection.position')}
      </Button>
      <p aria-live="polite">
        {line.latitude !== undefined &&
          line.longitude !== undefined &&
          say('inspection.position-known', {
            latitude: format.number(line.latitude, 5),
            longitude: format.number(line.longitude, 5),
          })}
      </p>
      {state === 'refused' && (
        <Notice meaning="partial" role="status">
          {say('inspection.position-refused')}
        </Notice>
      )}
    </div>
  );
}
