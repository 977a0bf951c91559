import { Button } from '@mantine/core';
import { useState } from 'react';
import type { OpenOrder } from '../../protocol/api/schedule.ts';
import { Card } from '../components/Card.tsx';
import { useOpenOrders } from '../data/orders.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { OrderSheet } from './OrderSheet.tsx';
import styles from './Rows.module.css';

/** «Hai bản tin ưu tiên trùng giờ»: the commune says which goes first, nobody else does. */
export function OpenOrders({ area }: { area: string }) {
  const { say } = useWords();
  const open = useOpenOrders(area).data?.items ?? [];
  const [chosen, setChosen] = useState<OpenOrder | undefined>();
  const [given, setGiven] = useState('');
  return (
    <>
      {open.length > 0 && (
        <Card title={say('plan.orders.title')}>
          {/* The to-do list leads here. */}
          <span id="orders" />
          <p>{say('plan.orders.sentence')}</p>
          <ul className={styles.rows} data-orders>
            {open.map((one) => (
              <li key={`${one.above.programme} ${one.own.programme}`}>
                <span>{sentenceOf(one)}</span>
                <Button size="md" variant="default" onClick={() => setChosen(one)}>
                  {say('plan.orders.choose')}
                  <span className="visually-hidden">{`: ${one.own.title}`}</span>
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <p role="status">{given}</p>
      {chosen && (
        <OrderSheet
          order={chosen}
          sentence={sentenceOf(chosen)}
          onGiven={(first) => {
            setGiven(say('plan.orders.given', { title: first }));
            setChosen(undefined);
          }}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
  function sentenceOf({ above, own, at }: OpenOrder): string {
    return say('plan.orders.meet', {
      above: above.title,
      from: above.areaName,
      own: own.title,
      at: dateTimeText(at),
    });
  }
}
