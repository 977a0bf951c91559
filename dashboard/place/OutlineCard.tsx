import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Area } from '../../protocol/api/areas.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viPlace } from '../i18n/vi-place.ts';
import { OutlinePicture } from './OutlinePicture.tsx';
import { OutlineSheet } from './OutlineSheet.tsx';
import { drawn } from './outline.ts';

knowWords(viPlace);

/** How far a hamlet reaches: alerts for a region look here first. */
export function OutlineCard({ hamlet }: { hamlet: string }) {
  const { say } = useWords();
  const area = useArea(hamlet);
  return (
    <Card title={say('outline.card')}>
      <Answer query={area} rows={2}>
        {(shown) => <Shown area={shown} />}
      </Answer>
    </Card>
  );
}

function Shown({ area }: { area: Area }) {
  const { say, format } = useWords();
  const { role } = useMe().account;
  const [open, setOpen] = useState(false);
  const { outline } = area;
  const { wideKm, highKm } = outline ? drawn(outline, 1) : { wideKm: 0, highKm: 0 };
  const metres = (km: number) => format.number(Math.round(km * 100) * 10);
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'center' }}>
      {outline && <OutlinePicture points={outline} />}
      <div style={{ display: 'grid', gap: 10, flex: '1 1 220px', justifyItems: 'start' }}>
        <p>
          {outline
            ? say('outline.known', { n: format.number(outline.length), wide: metres(wideKm), high: metres(highKm) })
            : say('outline.none')}
        </p>
        {role === 'administrator' && (
          <Button size="md" h={44} variant="default" onClick={() => setOpen(true)}>
            {say(outline ? 'outline.change' : 'outline.set')}
          </Button>
        )}
      </div>
      {open && <OutlineSheet area={area} onClose={() => setOpen(false)} />}
    </div>
  );
}
