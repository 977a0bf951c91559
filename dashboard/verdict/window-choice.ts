import { useParams, useSearchParams } from 'wouter';
import type { Period } from '../../protocol/api/periods.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { useGateway } from '../data/Gateway.tsx';
import { type Query, withQuery } from '../data/paths.ts';
import { withChoice } from '../frame/query-choice.ts';
import { usePeriods } from './ask.ts';
import { CURRENT, periodOf, ROLLING } from './period-of.ts';

export interface WindowChoice {
  /** A period's id, CURRENT or ROLLING, as the address says it. */
  readonly ky: string;
  /** The period that is, once it is known; none for the rolling window. */
  readonly period: Period | undefined;
  readonly rule: string | undefined;
  /** What the gateway is asked with. */
  readonly query: Query;
  /** Is it known which period `ky` is? */
  readonly known: boolean;
  /** Takes the choice along to another page. */
  readonly keep: (path: string) => string;
  readonly choose: (name: 'ky' | 'quy-tac', value: string) => void;
}

/** Which period and rule the page is about: of the path, of the query, else `fallback`. */
export function useWindowChoice(fallback: typeof CURRENT | typeof ROLLING): WindowChoice {
  const { ky: fromPath } = useParams();
  const [search, setSearch] = useSearchParams();
  const { freshness } = useGateway();
  const periods = usePeriods();
  const ky = fromPath ?? search.get('ky') ?? fallback;
  const rule = search.get('quy-tac') ?? undefined;
  const period = periodOf(periods.data?.items ?? [], ky, dayOf(freshness.serverNow()));
  const named = ky !== CURRENT && ky !== ROLLING;
  return {
    ky,
    period,
    rule,
    query: { period: period?.id ?? (named ? ky : undefined), rule },
    known: ky !== CURRENT || periods.data !== undefined || periods.isError,
    keep: (path) => withQuery(path, { ky: ky === ROLLING ? undefined : ky, 'quy-tac': rule }),
    choose: (name, value) => setSearch((before) => withChoice(before, name, value), { replace: true }),
  };
}
