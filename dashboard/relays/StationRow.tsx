import { Button } from '@mantine/core';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { problemText } from '../components/problem-text.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useCheckRelay } from './ask.ts';
import { ListenNow } from './ListenNow.tsx';
import styles from './Relays.module.css';
import { foundText, tellStation } from './tell-station.ts';

export const STATION_ACTS = ['events', 'change', 'remove'] as const;
export type StationAct = (typeof STATION_ACTS)[number];

interface Props {
  one: RelayStation;
  /** The title of its fallback, where this person may see it. */
  fallback: string | undefined;
  mayChange: boolean;
  onOpen: (act: StationAct) => void;
}

/** One station: does it sound, how was it found, how it comes, what hangs on it, and what can be done. */
export function StationRow({ one, fallback, mayChange, onOpen }: Props) {
  const { say, format } = useWords();
  const check = useCheckRelay(one.id);
  const found = foundText(one, say, format);
  const checked =
    one.checkedAt === undefined
      ? say('relay.never-checked')
      : say('relay.checked', { at: dateTimeText(one.checkedAt), found: found ?? say('fact.unknown') });
  const facts = [
    say(`relay.way.${one.way}`),
    fallback === undefined ? say('relay.no-fallback') : say('relay.fallback-is', { title: fallback }),
    one.usedIn === 0 ? say('relay.unused') : say('relay.used', { n: format.number(one.usedIn) }),
    ...(one.listeners > 0 ? [say('relay.listeners', { n: format.number(one.listeners) })] : []),
  ];
  return (
    <li data-station={one.state}>
      <div className={styles.words}>
        <p className={styles.name}>
          <b>{one.name}</b> <StateTag told={tellStation(one.state)} />
          {one.listeners > 0 && <StateTag told={{ meaning: 'on-air', word: 'relay.on-air' }} />}
        </p>
        <p className={styles.address} title={one.url}>{`${one.areaName} · ${one.url}`}</p>
        <p>{checked}</p>
        <p>{facts.join(' · ')}</p>
        {check.isPending && <p role="status">{say('relay.checking')}</p>}
        {check.isError && <p role="alert">{problemText(check.error, say)}</p>}
        {check.data && !check.isPending && (
          <p role="status" data-check-result>
            {say(`relay.check-result.${check.data.state}`, { found: foundText(check.data, say, format) ?? '' })}
          </p>
        )}
      </div>
      <div className={styles.acts}>
        {mayChange && (
          <Button size="md" h={44} variant="default" loading={check.isPending} onClick={() => check.mutate(undefined)}>
            {say('relay.check')}
            <span className="visually-hidden">{`: ${one.name}`}</span>
          </Button>
        )}
        <ListenNow station={one} />
        {STATION_ACTS.filter((act) => mayChange || act === 'events').map((act) => (
          <Button key={act} size="md" h={44} variant="default" onClick={() => onOpen(act)}>
            {say(`relay.${act}`)}
            <span className="visually-hidden">{`: ${one.name}`}</span>
          </Button>
        ))}
      </div>
    </li>
  );
}
