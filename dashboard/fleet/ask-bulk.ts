import { useQuery } from '@tanstack/react-query';
import type { BulkAction, BulkOrder, BulkReview } from '../../protocol/api/bulk.ts';
import { useChange } from '../data/changes.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths, type Query } from '../data/paths.ts';
import { asTexts } from './selection.ts';

const WATCHED_EVERY_MS = 2_000;

/** What it would reach: a question, though its filter is too long for an address. */
export function useBulkReview(filter: Query, order: BulkOrder | undefined) {
  const { client } = useGateway();
  return useQuery<BulkReview>({
    queryKey: [paths.bulkReview, filter, order],
    enabled: order !== undefined,
    staleTime: 0,
    queryFn: () => client.send<BulkReview>('POST', paths.bulkReview, { filter: asTexts(filter), order }),
  });
}

export interface BulkStart {
  readonly key: string;
  readonly filter: Query;
  readonly order: BulkOrder;
  readonly able: number;
}
export const useStartBulk = () =>
  useChange((client, { filter, ...start }: BulkStart) =>
    client.send<BulkAction>('POST', paths.bulkActions, { ...start, filter: asTexts(filter) }),
  );

export const useBulk = (id: string | undefined) =>
  useQuery<BulkAction>({
    queryKey: [paths.bulkAction(id ?? ''), {}],
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.isOver ? false : WATCHED_EVERY_MS),
  });
