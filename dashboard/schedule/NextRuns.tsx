import { Button, Group } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { addDays, dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { usePreview } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { useChangeOccurrence } from './ask.ts';
import styles from './Board.module.css';
import { type BoardItem, itemsOf } from './board.ts';
import { stateOf } from './item-state.ts';
import { MoveSheet } from './MoveSheet.tsx';
import { originalOf } from './original-instant.ts';
import { ReplaceSheet } from './ReplaceSheet.tsx';
import rows from './Rows.module.css';
import { SkipSheet } from './SkipSheet.tsx';
import { StateMark } from './StateMark.tsx';

const DAYS = 14;
const SHOWN = 6;
type Act = 'move' | 'skip' | 'replace';

/** Its runs of the next 14 days, by the engine's own preview; each may be moved, left out or say something else. */
export function NextRuns({ programme, mayChange }: { programme: Programme; mayChange: boolean }) {
  const { say } = useWords();
  const now = useServerNow(60_000);
  const [query] = useSearchParams();
  const asked = Number(query.get('luot')) || undefined;
  const from = dayOf(Math.min(now, asked ?? now));
  const preview = usePreview({ area: programme.area, from, to: addDays(dayOf(Math.max(now, asked ?? now)), DAYS) });
  const [all, setAll] = useState(false);
  const [act, setAct] = useState<{ do: Act; at: number; startAt: number } | undefined>();
  return (
    <Card title={say('plan.next-runs')}>
      <Answer query={preview} rows={4}>
        {({ items }) => {
          const own = itemsOf({
            preview: items.filter((one) => one.programme === programme.id),
            runs: [],
            programmes: [programme],
          }).filter((item) => item.startAt >= now || item.startAt === asked);
          if (own.length === 0) return <Empty sentence={say('plan.no-next-runs', { days: DAYS })} />;
          const shown = all ? own : own.slice(0, Math.max(SHOWN, own.findIndex((one) => one.startAt === asked) + 1));
          return (
            <>
              <ul className={rows.rows}>
                {shown.map((item) => (
                  <Row
                    key={item.key}
                    item={item}
                    now={now}
                    asked={item.startAt === asked}
                    programme={programme}
                    mayChange={mayChange && item.startAt > now}
                    onAct={(next) =>
                      setAct({ do: next, at: originalOf(programme, item.startAt), startAt: item.startAt })
                    }
                  />
                ))}
              </ul>
              {shown.length < own.length && (
                <Button variant="default" size="md" onClick={() => setAll(true)}>
                  {say('plan.more-runs', { n: own.length - shown.length })}
                </Button>
              )}
            </>
          );
        }}
      </Answer>
      {act?.do === 'move' && <MoveSheet programme={programme} {...act} onClose={() => setAct(undefined)} />}
      {act?.do === 'skip' && <SkipSheet programme={programme} {...act} onClose={() => setAct(undefined)} />}
      {act?.do === 'replace' && <ReplaceSheet programme={programme} {...act} onClose={() => setAct(undefined)} />}
    </Card>
  );
}

interface RowProps {
  item: BoardItem;
  now: number;
  asked: boolean;
  programme: Programme;
  mayChange: boolean;
  onAct: (act: Act) => void;
}

function Row({ item, now, asked, programme, mayChange, onAct }: RowProps) {
  const { say, format } = useWords();
  const state = stateOf(item, now);
  const own = useRef<HTMLLIElement>(null);
  const restore = useChangeOccurrence(programme.id);
  // Who came from the board for this run is brought to it.
  useEffect(() => {
    if (asked) own.current?.scrollIntoView({ block: 'center' });
  }, [asked]);
  const moved = programme.recurrence.exceptions?.find((one) => one.do === 'move' && one.to === item.startAt);
  const name = `${format.longDay(dayOf(item.startAt))} ${timeOf(item.startAt)}`;
  return (
    <li ref={own} data-asked={asked || undefined}>
      <span className={styles.item} data-meaning={state.meaning}>
        <StateMark shape={state.shape} />
        <span className={styles.words}>
          <span className={styles.title}>
            <b className="numeric">{timeOf(item.startAt)}</b> {format.longDay(dayOf(item.startAt))}
          </span>
          <span className={styles.result}>
            {say(state.word)}
            {state.more && `: ${say(state.more)}`}
            {item.exception && `. ${say('exception.board', { names: item.exception.by.join(', ') })}`}
            {item.skipped && `: ${item.skipped}`}
            {moved && ` · ${say('plan.moved-from', { at: `${timeOf(moved.at)} ${format.longDay(dayOf(moved.at))}` })}`}
          </span>
        </span>
      </span>
      {mayChange && (
        <Group gap={6}>
          {item.skipped === undefined ? (
            (['move', 'skip', 'replace'] as const).map((one) => (
              <Button key={one} variant="default" size="md" onClick={() => onAct(one)}>
                {say(`plan.act.${one}`)}
                <span className="visually-hidden">{`: ${name}`}</span>
              </Button>
            ))
          ) : (
            <Button
              variant="default"
              size="md"
              loading={restore.isPending}
              onClick={() => restore.mutate(restoring(programme, item.startAt))}
            >
              {say('plan.act.restore')}
              <span className="visually-hidden">{`: ${name}`}</span>
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}

function restoring({ version }: Programme, at: number) {
  return {
    at,
    scope: 'this' as const,
    ...(version === undefined ? {} : { version }),
    change: { do: 'restore' as const },
  };
}
