import type { Account } from '../../protocol/api/people.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import type { Place } from './SideTable.tsx';

/** Who may be a member: accounts of the council that are open. Only an administrator may ask. */
export function useAppraisers(enabled: boolean): Place[] {
  const accounts = useGet<{ items: Account[] }>(paths.accounts, {}, { enabled });
  return (accounts.data?.items ?? [])
    .filter(({ role, disabled, erased }) => role === 'appraiser' && !disabled && !erased)
    .map(({ id, name }) => ({ id, name }));
}
