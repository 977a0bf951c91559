import { useParams, useSearchParams } from 'wouter';
import type { Period } from '../../protocol/api/periods.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { useGateway } from '../data/Gateway.tsx';
import { type Query, withQuery } from '../data/paths.ts';
import { withChoice } from '../frame/query-choice.ts';
import { usePeriods } from './ask.ts';

/** The open period, whichever it is now. */
export const CURRENT = 'hien-tai';
/** The rule's own window up to today, of no period. */
export const ROLLING = '90-ngay';

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

/** The open period is the last one that has begun and is not closed; without one it is the rule's own window. */
export function periodOf(periods: readonly Period[], ky: string, today: string): Period | undefined {
  if (ky === ROLLING) return undefined;
  if (ky !== CURRENT) return periods.find((one) => one.id === ky);
  return periods
    .filter((one) => one.closedAt === undefined && one.from <= today)
    .sort((a, b) => (a.from < b.from ? 1 : -1))[0];
}
