import { useQueries } from '@tanstack/react-query';
import type { Run } from '../../protocol/api/broadcast.ts';
import type { Overview } from '../../protocol/api/coverage.ts';
import { type HamletResult, hamletsOf, sessionOf } from '../components/session-today.ts';
import { paths } from './paths.ts';

/** More runs of one part of the day than a commune has. */
const MOST = 6;

/** How the last session of today came out in each hamlet, from the receipts of its runs; for one commune, not for a province. */
export function useSessionResults(overview: Overview | undefined, enabled: boolean) {
  const session = enabled && overview ? sessionOf(overview.today) : undefined;
  const runs = useQueries({
    queries: (session?.runs ?? []).slice(0, MOST).map((run) => ({ queryKey: [paths.run(run), {}] })),
    combine: (results) => results.map(({ data }) => data as Run | undefined),
  });
  const known = runs.flatMap((run) => (run ? [run] : []));
  if (!session || known.length === 0 || known.length < runs.length) return undefined;
  const hamlets: HamletResult[] = hamletsOf(known);
  return { part: session.part, hamlets };
}
