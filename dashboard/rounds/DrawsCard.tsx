import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Draw } from '../../protocol/api/appraisal.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDraws } from './ask.ts';
import styles from './Rounds.module.css';

export interface DrawnItem {
  readonly draw: string;
  readonly item: number;
  readonly hamlet: string;
  readonly hamletName: string;
}

interface Props {
  round: string;
  /** Absent: the reader may not. */
  onDraw: (() => void) | undefined;
  onVisit: ((item: DrawnItem) => void) | undefined;
}

/** Spot checks: what the seed drew, and the visit that answered each. */
export function DrawsCard({ round, onDraw, onVisit }: Props) {
  const { say } = useWords();
  return (
    <Card
      title={say('round.draws')}
      aside={
        onDraw && (
          <Button size="md" variant="default" onClick={onDraw}>
            {say('round.draw')}
          </Button>
        )
      }
    >
      <Answer query={useDraws(round)} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('round.draws-none')} />
          ) : (
            <div style={{ display: 'grid', gap: 20 }}>
              {items.map((draw) => (
                <OneDraw key={draw.id} draw={draw} onVisit={onVisit} />
              ))}
            </div>
          )
        }
      </Answer>
    </Card>
  );
}

function OneDraw({ draw, onVisit }: { draw: Draw; onVisit: ((item: DrawnItem) => void) | undefined }) {
  const { say } = useWords();
  const rows = draw.items.map((item, index) => ({ ...item, index }));
  return (
    <section aria-label={say('round.draw-of', { seed: draw.seed })} data-draw>
      <p>
        <b>{say('round.draw-seed')}</b> <span className={styles.seed}>{draw.seed}</span>
        {' · '}
        {say('round.draw-by', { name: draw.byName, at: dateTimeText(draw.at) })}
      </p>
      <p>
        {say('round.draw-range', {
          n: draw.items.length,
          of: draw.candidates.length,
          from: dayText(draw.from),
          to: dayText(draw.to),
        })}
      </p>
      <div className={styles.side} />
      <DataTable
        caption={say('round.draw-of', { seed: draw.seed })}
        rows={rows}
        keyOf={(row) => row.index}
        columns={[
          {
            title: say('filter.hamlet'),
            cell: (row) => <Link href={hamletPath(row.hamlet)}>{row.hamletName}</Link>,
          },
          { title: say('filter.commune'), cell: (row) => row.communeName },
          { title: say('round.draw-when'), cell: (row) => `${say(`part.${row.part}`)} ${dayText(row.day)}` },
          {
            title: say('round.draw-visit'),
            cell: (row) =>
              row.visit ? (
                <StateTag told={{ meaning: 'good', word: 'round.answered' }} />
              ) : onVisit ? (
                <Button
                  variant="default"
                  size="sm"
                  aria-label={`${say('round.visit')}: ${row.hamletName}`}
                  onClick={() =>
                    onVisit({ draw: draw.id, item: row.index, hamlet: row.hamlet, hamletName: row.hamletName })
                  }
                >
                  {say('round.visit')}
                </Button>
              ) : (
                <StateTag told={{ meaning: 'unknown', word: 'round.not-answered' }} />
              ),
          },
        ]}
      />
      <details>
        <summary>{say('round.draw-repeat')}</summary>
        <p>{say('round.draw-how', { seed: draw.seed, from: dayText(draw.from), to: dayText(draw.to) })}</p>
        <textarea
          readOnly
          rows={4}
          aria-label={say('round.draw-candidates')}
          style={{ width: '100%' }}
          value={draw.candidates.join('\n')}
        />
      </details>
    </section>
  );
}
