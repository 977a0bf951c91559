import { useQuery } from '@tanstack/react-query';
import type { InboxItem } from '../../protocol/api/campaigns.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { ApprovalItem } from '../../protocol/api/library.ts';
import { may } from '../frame/permissions.ts';
import { useEmergencies } from './emergencies.ts';
import { toReview } from './emergency-review.ts';
import { useOpenOrders } from './orders.ts';
import { paths } from './paths.ts';
import { useFaults } from './queries.ts';
import { useMe } from './session.ts';

export interface ToDo {
  readonly kind: 'alerts' | 'orders' | 'approvals' | 'inbox' | 'reviews' | 'faults';
  readonly n: number;
  readonly href: string;
}

/** What waits for this person; a list that the role may not ask for is left out, not counted as empty. */
export function useToDo(area: string | undefined): { items: ToDo[]; known: boolean } {
  const { role } = useMe().account;
  const approves = may(role, 'approve');
  const approvals = useQuery<{ items: ApprovalItem[] }>({ queryKey: [paths.approvals, {}], enabled: approves });
  const inbox = useQuery<{ items: InboxItem[] }>({ queryKey: [paths.inbox, {}], enabled: may(role, 'create') });
  const alerts = useQuery<Page<unknown>>({
    queryKey: [paths.alerts, { limit: 1, state: 'held' }],
    enabled: may(role, 'emergency'),
  });
  const orders = useOpenOrders(area);
  const emergencies = useEmergencies();
  const faults = useFaults(area, true);
  const counted: readonly (readonly [ToDo['kind'], number | undefined, string])[] = [
    [
      'reviews',
      may(role, 'review') && emergencies.data ? toReview(emergencies.data.items).length : undefined,
      '#review',
    ],
    ['alerts', alerts.data?.total, '/canh-bao?muc=held'],
    ['orders', orders.data?.items.length, '/lich#orders'],
    ['approvals', approvals.data?.items.length, '/duyet'],
    ['inbox', inbox.data?.items.length, '/ban-tin'],
    ['faults', may(role, 'read-devices') ? faults.data?.total : undefined, '/su-co'],
  ];
  return {
    items: counted.flatMap(([kind, n, href]) => (n === undefined || n === 0 ? [] : [{ kind, n, href }])),
    known: emergencies.data !== undefined || faults.data !== undefined,
  };
}
