import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Node } from '../../protocol/api/areas.ts';
import type { EnrolDraft } from '../data/enrol-draft.ts';
import { useWords } from '../i18n/Language.tsx';
import { Notice } from './Notice.tsx';
import { hamletDistances } from './nearest.ts';

interface Props {
  draft: EnrolDraft;
  nodes: readonly Node[];
  onChange: (change: Partial<EnrolDraft>) => void;
}

const WITHIN_MS = 20_000;

/** Asks the phone where it is, only after a tap: the nearest hamlet comes first, and the node keeps the position. */
export function NearestHamlet({ draft, nodes, onChange }: Props) {
  const { say } = useWords();
  const [state, setState] = useState<'idle' | 'asking' | 'refused'>('idle');
  if (!('geolocation' in navigator)) return null;
  const ask = () => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        setState('idle');
        const [nearest] = [...hamletDistances({ latitude, longitude }, nodes)].sort(([, a], [, b]) => a - b);
        onChange({ latitude, longitude, ...(draft.hamlet === '' && nearest ? { hamlet: nearest[0] } : {}) });
      },
      () => setState('refused'),
      { enableHighAccuracy: true, timeout: WITHIN_MS },
    );
  };
  return (
    <Stack gap="xs">
      {draft.latitude === undefined ? (
        <Button variant="default" size="md" loading={state === 'asking'} onClick={ask}>
          {say('enrol.position')}
        </Button>
      ) : (
        <p>{say('enrol.position-known')}</p>
      )}
      {state === 'refused' && (
        <Notice meaning="partial" role="status">
          {say('enrol.position-refused')}
        </Notice>
      )}
    </Stack>
  );
}
