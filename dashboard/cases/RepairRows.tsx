import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Repair } from '../../protocol/api/cases.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import type { Waiting } from '../field/kept.ts';
import { casePath, nodePath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { CallAndGo } from './CaseActs.tsx';
import { stateWith, tellCase } from './case-state.ts';
import { Gains } from './Gains.tsx';
import styles from './Repairs.module.css';
import { stepOf, useTakeStep, waitingFor } from './steps.ts';

interface Props {
  items: readonly Repair[];
  waiting: readonly Waiting[];
  send: () => Promise<void>;
}

/** So many at once: a long list must not make an old phone stutter. */
const SHOWN = 20;

/** What to repair, the first first: a table on a desk, cards on a phone; one cause is one row, however many nodes hang on it. */
export function RepairRows({ items, waiting, send }: Props) {
  const { say } = useWords();
  const [shown, setShown] = useState(SHOWN);
  const columns = ['rank', 'what', 'cause', 'gain', 'state', 'acts'] as const;
  return (
    <>
      <table className={styles.repairs}>
        <caption className="visually-hidden">{say('repair.caption')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {say(`repair.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.slice(0, shown).map((item) => (
            <Row key={item.case.id} item={item} waiting={waitingFor(waiting, item.case.id)} send={send} />
          ))}
        </tbody>
      </table>
      {items.length > shown && (
        <Button variant="default" size="md" mt="md" onClick={() => setShown(shown + SHOWN)}>
          {say('list.more', { n: Math.min(SHOWN, items.length - shown) })}
        </Button>
      )}
    </>
  );
}

function Row({ item, waiting, send }: { item: Repair; waiting: readonly Waiting[]; send: () => Promise<void> }) {
  const { say, format, language } = useWords();
  const now = useServerNow(60_000);
  const { role, name: own } = useMe().account;
  const takeStep = useTakeStep(send);
  const one = item.case;
  const kinds = waiting.filter(({ refused }) => !refused).map((record) => stepOf(record).kind);
  const state = stateWith(one, kinds);
  const title = one.incidentName ?? one.nodeCode ?? one.communeName;
  const assignee = kinds.includes('acknowledged') ? own : one.assigneeName;
  return (
    <tr data-case={one.number}>
      <td className={styles.rank}>{item.rank}</td>
      <th scope="row" className={styles.what}>
        <Link href={casePath(one.id)}>{title}</Link>
        <span className={styles.where}>
          {one.hamletName ? `${one.hamletName}, ${one.communeName}` : one.communeName}
          {item.distanceM !== undefined &&
            ` · ${say('repair.distance', { km: format.number(item.distanceM / 1_000, 1) })}`}
        </span>
        {one.node && (
          <Link className={styles.node} href={nodePath(one.node)}>
            {say('case.node-page')}
          </Link>
        )}
        {one.nodes > 1 && (
          <details>
            <summary>{say('repair.nodes', { n: one.nodes })}</summary>
            {item.incident?.codes.join(', ')}
          </details>
        )}
      </th>
      <td>
        {FAULT_WORDS[one.kind][language]}
        <span className={styles.where}>{format.ago(one.since, now)}</span>
      </td>
      <td className={styles.gain}>
        <Gains gains={item.gains} />
      </td>
      <td className={styles.state}>
        <StateTag told={tellCase(state)} />
        {assignee && <span className={styles.where}>{assignee}</span>}
        {waiting.length > 0 && <span className={styles.where}>{say('kept.waiting', { n: waiting.length })}</span>}
      </td>
      <td className={styles.acts}>
        {state === 'new' && may(role, 'repair') && (
          <Button
            size="md"
            onClick={() =>
              void takeStep(
                { id: one.id, title: `${title} · ${one.number}` },
                { kind: 'acknowledged', note: '', photos: [] },
              )
            }
          >
            {say('case.take')}
          </Button>
        )}
        <CallAndGo one={one} />
      </td>
    </tr>
  );
}
