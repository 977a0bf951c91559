import { useMutation, useQuery } from '@tanstack/react-query';
import type { Confirmation, ConfirmationState } from '../../protocol/api/people.ts';
import { stateNow } from './confirmation-state.ts';
import { useGateway } from './Gateway.tsx';
import { paths } from './paths.ts';

/** What waits for a second person in the own reach; the feed says when to ask again. */
export function useConfirmations(enabled: boolean) {
  return useQuery<{ items: Confirmation[] }>({ queryKey: [paths.confirmations, {}], enabled });
}

/** One that this page asked for, as far as it is known: the list may have dropped it already. */
export function useOwnConfirmation(asked: Confirmation): Confirmation {
  const { freshness } = useGateway();
  const listed = useConfirmations(true).data?.items.find((one) => one.id === asked.id);
  const pushed = useQuery<ConfirmationState>({ queryKey: [paths.confirmation(asked.id)], enabled: false }).data;
  return stateNow({ ...asked, ...listed }, pushed, freshness.serverNow());
}

export function useAnswerConfirmation() {
  const { client, queries } = useGateway();
  return useMutation({
    mutationFn: ({ id, confirm }: { id: string; confirm: boolean }) =>
      client.send<Confirmation>('POST', paths.confirmation(id), { confirm }),
    onSettled: () => queries.invalidateQueries({ queryKey: [paths.confirmations] }),
  });
}

export function useWithdrawConfirmation() {
  const { client, queries } = useGateway();
  return useMutation({
    mutationFn: (id: string) => client.send<void>('DELETE', paths.confirmation(id)),
    onSettled: () => queries.invalidateQueries({ queryKey: [paths.confirmations] }),
  });
}
