import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Area } from '../../protocol/api/areas.ts';
import type { LiveOutlook } from '../../protocol/api/live.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Live.module.css';

/** More names than these are counted, not told. */
const MOST_NAMED = 4;

interface Props {
  areas: readonly string[];
  onChange: (areas: string[]) => void;
  outlook: LiveOutlook | undefined;
  /** How long at most; stands beside the place. */
  children: ReactNode;
}

/** Where it will be heard, in words and figures. A hamlet head has one place, and nothing to choose. */
export function Where({ areas, onChange, outlook, children }: Props) {
  const { say, format } = useWords();
  const { account } = useMe();
  const [choosing, setChoosing] = useState(false);
  const one = account.role === 'hamlet-head' && account.areas.length === 1;
  return (
    <section className={styles.where} aria-label={say('live.where')}>
      <p className={styles.place}>
        <span className={styles.label}>{say('live.where')}</span> <b>{<AreaNames areas={areas} />}</b>
      </p>
      {!one && (
        <Button variant="default" size="md" h={44} onClick={() => setChoosing(true)}>
          {say('live.where-change')}
        </Button>
      )}
      {children}
      <p className={styles.reach}>
        {areas.length > 0 &&
          outlook &&
          say('live.reach', {
            able: format.number(outlook.able),
            nodes: format.number(outlook.nodes),
            online: format.number(outlook.online),
            hamlets: format.number(outlook.hamlets),
          })}
      </p>
      {choosing && (
        <Sheet title={say('live.where-change')} onClose={() => setChoosing(false)}>
          <AreaPicker id="live-areas" roots={account.areas} chosen={areas} onChange={onChange} />
          <p style={{ margin: '12px 0' }}>
            <AreaNames areas={areas} />
          </p>
          <SheetButtons>
            <Button size="lg" onClick={() => setChoosing(false)}>
              {say('live.where-done')}
            </Button>
          </SheetButtons>
        </Sheet>
      )}
    </section>
  );
}

export function AreaNames({ areas }: { areas: readonly string[] }) {
  const { say } = useWords();
  const named = useQueries({
    queries: areas.slice(0, MOST_NAMED).map((area) => ({ queryKey: [paths.area(area), {}] })),
    combine: (results) => results.flatMap(({ data }) => (data === undefined ? [] : [areaTitle(data as Area)])),
  });
  if (areas.length === 0) return say('live.where-none');
  const rest = areas.length - MOST_NAMED;
  return rest > 0 ? say('live.where-more', { names: named.join(', '), n: rest }) : named.join(', ');
}
