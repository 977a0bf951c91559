import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { InboxItem } from '../../protocol/api/campaigns.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Notice } from '../components/Notice.tsx';
import { useInbox } from '../data/bulletins.ts';
import { useOpenOrders } from '../data/orders.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import { bulletinPath, newProgrammePath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { byUrgency, wishText } from './inbox-order.ts';
import styles from './Library.module.css';

const HeldAlerts = lazy(async () => ({ default: (await import('../sources/HeldAlerts.tsx')).HeldAlerts }));
const ORDERS_PATH = '/lich#orders';

/** What came from above and has no place on the timetable yet; the priority ones first. */
export function Inbox() {
  const { say } = useWords();
  const inbox = useInbox();
  const { role, areas } = useMe().account;
  const orders = useOpenOrders(areas[0]).data?.items.length ?? 0;
  return (
    <Card title={say('inbox.title')}>
      <div className={styles.column}>
        <p className={styles.soft}>{say('inbox.hint')}</p>
        {may(role, 'emergency') && (
          <Suspense fallback={null}>
            <HeldAlerts />
          </Suspense>
        )}
        {orders > 0 && (
          <Notice meaning="partial" role="status">
            {say('inbox.orders', { n: orders })}{' '}
            <Link href={ORDERS_PATH} className={styles.noticeLink}>
              {say('inbox.orders-go')}
            </Link>
          </Notice>
        )}
        <Answer query={inbox} rows={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('inbox.empty')} />
            ) : (
              <ul className={styles.inbox}>
                {byUrgency(items).map((item) => (
                  <Item key={item.bulletin} item={item} />
                ))}
              </ul>
            )
          }
        </Answer>
      </div>
    </Card>
  );
}

function Item({ item }: { item: InboxItem }) {
  const { say } = useWords();
  const mayPlan = may(useMe().account.role, 'create');
  return (
    <li data-class={item.class}>
      <div>
        <p>
          <Link href={bulletinPath(item.bulletin)}>{item.title}</Link>
        </p>
        <p>
          <b>{say(`class.${item.class}`)}</b> ·{' '}
          {say('inbox.from', { name: item.fromName, when: dateTimeText(item.receivedAt) })}
        </p>
        {item.wish && <p>{wishText(item.wish, say)}</p>}
        {item.campaign && (
          <p>
            {say('inbox.campaign', {
              title: item.campaign.title,
              aired: item.campaign.aired,
              airings: item.campaign.airings,
              day: dayText(item.campaign.deadline),
            })}
          </p>
        )}
      </div>
      {mayPlan && (
        <Button component={Link} href={newProgrammePath(item.bulletin)} size="md" h={44} data-primary>
          {say('inbox.plan')}
        </Button>
      )}
    </li>
  );
}
