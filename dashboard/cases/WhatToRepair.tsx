import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Repairs } from '../../protocol/api/cases.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { REPAIR_ORDERS } from '../../protocol/faults.ts';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Notice } from '../components/Notice.tsx';
import type { Position } from '../components/nearest.ts';
import { useMe } from '../data/session.ts';
import { Choice } from '../field/Choice.tsx';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import type { Waiting } from '../field/kept.ts';
import { may } from '../frame/permissions.ts';
import { withChoice } from '../frame/query-choice.ts';
import { useWords } from '../i18n/Language.tsx';
import type { useRepairs } from './ask.ts';
import { isQuiet, ring, setQuiet } from './chime.ts';
import { RepairRows } from './RepairRows.tsx';
import styles from './Repairs.module.css';
import { unseen } from './repair-order.ts';

interface Props {
  asked: ReturnType<typeof useRepairs>;
  order: (typeof REPAIR_ORDERS)[number];
  mine: boolean;
  onHere: (here: Position) => void;
  waiting: readonly Waiting[];
  send: () => Promise<void>;
}

const WITHIN_MS = 20_000;

/** The list in one of three orders; from here needs to know where here is, and asks for it after the tap. */
export function WhatToRepair({ asked, order, mine, onHere, waiting, send }: Props) {
  const { say } = useWords();
  const { role } = useMe().account;
  const [query, setQuery] = useSearchParams();
  const [refused, setRefused] = useState(false);
  const choose = (next: Props['order']) => {
    setQuery(withChoice(query, 'xep', next === 'effect' ? '' : next), { replace: true });
    setRefused(false);
    if (next !== 'near') return;
    if (!('geolocation' in navigator)) return setRefused(true);
    navigator.geolocation.getCurrentPosition(
      // Rounded to some ten metres: enough for an order, and no track of the person.
      ({ coords }) => onHere({ latitude: rounded(coords.latitude), longitude: rounded(coords.longitude) }),
      () => setRefused(true),
      { enableHighAccuracy: false, timeout: WITHIN_MS },
    );
  };
  return (
    <Card>
      <div className={styles.bar}>
        <Choice
          id="repair-order"
          label={say('repair.order')}
          value={order}
          choices={REPAIR_ORDERS.map((value) => ({ value, label: say(`repair.order.${value}`) }))}
          onChange={choose}
        />
        <div className={styles.own}>
          {may(role, 'repair') && (
            <Button
              variant={mine ? 'filled' : 'default'}
              size="md"
              aria-pressed={mine}
              onClick={() => setQuery(withChoice(query, 'cua-toi', mine ? '' : '1'), { replace: true })}
            >
              {say('repair.mine')}
            </Button>
          )}
          <Bell data={asked.data} mine={mine} />
        </div>
      </div>
      {refused && (
        <Notice meaning="partial" role="status">
          {say('repair.no-position')}
        </Notice>
      )}
      <KeptAnswer asked={asked}>
        {({ items, left, nodes }) =>
          items.length === 0 ? (
            <Empty sentence={mine ? say('repair.mine-none') : say('repair.none', { ...nodes })} />
          ) : (
            <>
              <RepairRows items={items} waiting={waiting} send={send} />
              {left > 0 && <p>{say('repair.left', { n: left })}</p>}
            </>
          )
        }
      </KeptAnswer>
    </Card>
  );
}

const rounded = (degrees: number) => Math.round(degrees * 10_000) / 10_000;

/** Rings once for what is new while the page is open, and says it; can be turned off on this machine. */
function Bell({ data, mine }: { data: Repairs | undefined; mine: boolean }) {
  const { say, language } = useWords();
  const [quiet, setNow] = useState(isQuiet);
  const [said, setSaid] = useState('');
  const seen = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    // Another list than the one listened to: what it brings into view is not new.
    if (!data || mine) return;
    const fresh = unseen(data.items, seen.current);
    seen.current = new Set([...(seen.current ?? []), ...data.items.map((item) => item.case.id)]);
    const [first] = fresh;
    if (!first) return;
    ring();
    const { incidentName, nodeCode, communeName, kind } = first.case;
    const what = `${incidentName ?? nodeCode ?? communeName}: ${FAULT_WORDS[kind][language]}`;
    setSaid(say('repair.new', { n: fresh.length, what }));
  }, [data, mine, say, language]);
  return (
    <div>
      <p aria-live="polite" data-new-case>
        {said}
      </p>
      <Button
        variant="default"
        size="md"
        aria-pressed={!quiet}
        onClick={() => {
          setQuiet(!quiet);
          setNow(!quiet);
        }}
      >
        {say(quiet ? 'repair.bell-off' : 'repair.bell-on')}
      </Button>
    </div>
  );
}
