import type { OpenOrder } from '../../protocol/api/schedule.ts';
import { may } from '../frame/permissions.ts';
import { useChange } from './changes.ts';
import { paths } from './paths.ts';
import { useArea, useGet } from './queries.ts';
import { useMe } from './session.ts';

/** Whether this person speaks for a commune: which of two goes first is never said from above (DOMAIN §3.1). */
function useDecides(): boolean {
  const { role, areas } = useMe().account;
  const kind = useArea(areas[0]).data?.kind;
  return (may(role, 'create') || may(role, 'approve')) && (kind === 'commune' || kind === 'hamlet');
}

/** Priority bulletins from above that meet the commune's own while nobody has said which goes first. */
export function useOpenOrders(area?: string) {
  const home = useMe().account.areas[0];
  const enabled = useDecides();
  return useGet<{ items: OpenOrder[] }>(paths.orders, { area: area ?? home }, { enabled });
}

export const useGiveOrder = () =>
  useChange(
    (client, order: { first: string; second: string }) => client.send<void>('POST', paths.orders, order),
    [paths.orders, paths.programmes, paths.preview, paths.faults],
  );
