import { useSearchParams } from 'wouter';
import type { AreaKind } from '../../protocol/api/areas.ts';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';

/** The area a page is about: `?xa=` in the address, else the account's own. */
export function useAreaChoice(): {
  area: string | undefined;
  home: string | undefined;
  kind: AreaKind | undefined;
  choose(area: string | undefined): void;
} {
  const [query, setQuery] = useSearchParams();
  const home = useMe().account.areas[0];
  const area = query.get('xa') ?? undefined;
  const kind = useArea(area ?? home).data?.kind;
  const choose = (next: string | undefined) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      if (next) after.set('xa', next);
      else after.delete('xa');
      return after;
    });
  return { area, home, kind, choose };
}
