import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Coverage, HamletCoverage, Rule, Trend } from '../../protocol/api/coverage.ts';
import type { EvidenceFile, ReceiptView } from '../../protocol/api/evidence.ts';
import type { HandLogEntry, Inspection } from '../../protocol/api/inspections.ts';
import type { Addendum, Exclusion, Period } from '../../protocol/api/periods.ts';
import type { Dossier, DossierInput } from '../../protocol/api/reports.ts';
import { useChange } from '../data/changes.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths, type Query } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

type Items<T> = { readonly items: T[] };

export const usePeriods = () => useGet<Items<Period>>(paths.periods);
/** Every version of every rule. */
export const useRules = () => useGet<Items<Rule>>(paths.rules);
export const useCoverageIn = (area: string | undefined, query: Query, enabled = true) =>
  useGet<Coverage>(paths.coverage, { area, ...query }, { enabled: enabled && area !== undefined, keep: true });
export const useHamletIn = (hamlet: string, query: Query, enabled = true) =>
  useGet<HamletCoverage>(paths.hamletCoverage(hamlet), query, { enabled });
export const useTrend = (area: string, rule: string | undefined) =>
  useGet<Trend>(paths.trend(area), { rule, months: 12 });
export const useAddenda = (period: Period | undefined) =>
  useGet<Items<Addendum>>(paths.addenda(period?.id ?? ''), {}, { enabled: period?.closedAt !== undefined });

export const useInspectionsOf = (area: string, from: string, to: string) =>
  useGet<Items<Inspection>>(paths.inspections, { area, from, to });
export const useExclusionsOf = (area: string, from: string, to: string) =>
  useGet<Items<Exclusion>>(paths.exclusions, { area, from, to });
export const useHandLogOf = (area: string, from: string, to: string, enabled = true) =>
  useGet<Items<HandLogEntry>>(paths.handLog, { area, from, to }, { enabled });

export const useReceipt = (position: string) => useGet<ReceiptView>(paths.receipt(position));
export const useEvidence = (position: string) => useGet<EvidenceFile>(paths.evidence(position));

const PROGRESS_EVERY_MS = 2_000;
const underWay = (dossier: Dossier) => dossier.state === 'waiting' || dossier.state === 'making';

/** The dossiers of an area; asked again while one is being made, should the feed be silent. */
export function useDossiers(area: string): UseQueryResult<Items<Dossier>> {
  const { client } = useGateway();
  return useQuery<Items<Dossier>>({
    queryKey: [paths.dossiers, { area }],
    queryFn: ({ signal }) => client.get(`${paths.dossiers}?area=${encodeURIComponent(area)}`, signal),
    refetchInterval: (query) => (query.state.data?.items.some(underWay) ? PROGRESS_EVERY_MS : false),
  });
}
export const useMakeDossier = () =>
  useChange((client, input: DossierInput) => client.send<Dossier>('POST', paths.dossiers, input), [paths.dossiers]);
