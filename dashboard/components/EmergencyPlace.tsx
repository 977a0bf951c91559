import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Overview } from '../../protocol/api/coverage.ts';
import { reachOf } from '../data/emergencies.ts';
import { paths } from '../data/paths.ts';
import { useOverview } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaPicker } from './AreaPicker.tsx';
import { Sheet, SheetButtons } from './Sheet.tsx';

/** More single places than this are counted as a whole by the gateway when it fires. */
const MOST_COUNTED = 40;

interface Props {
  areas: readonly string[];
  onChange: (areas: string[]) => void;
}

/** Where it will sound, in words and figures, preset to the user's own area. */
export function EmergencyPlace({ areas, onChange }: Props) {
  const { say } = useWords();
  const { account } = useMe();
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <p>
        <b>
          <PlaceWords areas={areas} />
        </b>
      </p>
      <Button variant="default" size="md" onClick={() => setChoosing(true)}>
        {say('emergency.place-change')}
      </Button>
      {choosing && (
        <Sheet title={say('emergency.place-change')} onClose={() => setChoosing(false)}>
          <AreaPicker id="emergency-areas" roots={account.areas} chosen={areas} onChange={onChange} />
          <p style={{ margin: '12px 0' }}>
            <PlaceWords areas={areas} />
          </p>
          <SheetButtons>
            <Button size="lg" onClick={() => setChoosing(false)}>
              {say('emergency.place-done')}
            </Button>
          </SheetButtons>
        </Sheet>
      )}
    </>
  );
}

/** «Xã An Hòa: 12 thôn, 34/36 cụm đang nghe được» */
export function PlaceWords({ areas }: { areas: readonly string[] }) {
  const { say, format } = useWords();
  const { areas: own } = useMe().account;
  const home = useOverview().data;
  const whole = own.length === areas.length && own.every((area) => areas.includes(area));
  // The overview of the own area is on every page already; others are asked one by one.
  const counted = useQueries({
    queries: (whole && own.length === 1 ? [] : areas.slice(0, MOST_COUNTED)).map((area) => ({
      queryKey: [paths.overview, { area }],
    })),
    combine: (results) => results.flatMap(({ data }) => (data === undefined ? [] : [data as Overview])),
  });
  if (areas.length === 0) return say('emergency.place-none');
  const overviews = whole && own.length === 1 ? (home ? [home] : []) : counted;
  if (overviews.length === 0) return say('emergency.place-counting');
  const reach = reachOf(overviews);
  return say('emergency.place', {
    name: reach.names.slice(0, 4).join(', ') + (reach.names.length > 4 ? ', …' : ''),
    hamlets: format.number(reach.hamlets),
    online: format.number(reach.online),
    nodes: format.number(reach.nodes),
  });
}
