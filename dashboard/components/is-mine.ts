import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';

const RANK = { hamlet: 0, commune: 1, province: 2 } as const;

/** Does it belong to this account's areas? What comes from above is read and played here, but changed only up there. */
export function useIsMine(area: string): boolean {
  const { areas } = useMe().account;
  const isOwn = areas.includes(area);
  const home = useArea(isOwn ? undefined : areas[0]).data;
  const its = useArea(isOwn ? undefined : area).data;
  return isOwn || (home !== undefined && its !== undefined && RANK[its.kind] < RANK[home.kind]);
}
