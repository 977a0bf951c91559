import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Area, AreaKind, Node, PresencePeriod, Station } from '../../protocol/api/areas.ts';
import type { Bulletin, PreviewItem, Programme, Recording, Run, RunSummary } from '../../protocol/api/broadcast.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { Coverage, HamletCoverage, Overview } from '../../protocol/api/coverage.ts';
import type { OpenLabel, WaitingDevice } from '../../protocol/api/enrolment.ts';
import type { Fault } from '../../protocol/api/faults.ts';
import type { Account } from '../../protocol/api/people.ts';
import { useGateway } from './Gateway.tsx';
import { paths, type Query } from './paths.ts';
import { useMe } from './session.ts';

/** Every list and thing is one cache entry under `[path, query]`; the feed writes into the same entries. */
export function useGet<T>(
  path: string,
  query: Query = {},
  options: { enabled?: boolean; keep?: boolean; everyMs?: number } = {},
): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: [path, query],
    enabled: options.enabled ?? true,
    ...(options.everyMs ? { meta: { everyMs: options.everyMs } } : {}),
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  });
}

const EVERYTHING = 500;
/** Beats are not pushed one by one, so "last seen" is asked again while it is looked at. */
const SEEN_EVERY_MS = 60_000;

/** An account without areas has no overview: nothing is asked for it. */
export const useOverview = (area?: string) =>
  useGet<Overview>(paths.overview, { area }, { enabled: useMe().account.areas.length > 0 });
export const useArea = (area: string | undefined) =>
  useGet<Area>(paths.area(area ?? ''), {}, { enabled: area !== undefined });
export const useAreas = (
  query: { parent?: string | undefined; kind?: AreaKind; search?: string; limit?: number },
  enabled = true,
) => useGet<Page<Area>>(paths.areas, { limit: EVERYTHING, ...query }, { enabled });

export interface NodesQuery {
  area?: string | undefined;
  presence?: string | undefined;
  search?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
  sort?: string | undefined;
}
export const useNodes = (query: NodesQuery, enabled = true) =>
  useGet<Page<Node>>(paths.nodes, { ...query }, { keep: true, enabled, everyMs: SEEN_EVERY_MS });
export const useNode = (node: string, everyMs = SEEN_EVERY_MS) => useGet<Node>(paths.node(node), {}, { everyMs });
export const usePresence = (node: string, from: number, to: number) =>
  useGet<{ periods: PresencePeriod[] }>(paths.presence(node), { from, to }, { keep: true });

export const useRecordings = (enabled = true) =>
  useGet<Page<Recording>>(paths.recordings, { limit: EVERYTHING }, { enabled });
export const useBulletins = (enabled = true) =>
  useGet<Page<Bulletin>>(paths.bulletins, { limit: EVERYTHING }, { enabled });
export const useProgrammes = () => useGet<Page<Programme>>(paths.programmes, { limit: EVERYTHING });
export const usePreview = (query: { area: string; from: string; to: string }, enabled = true) =>
  useGet<{ items: PreviewItem[] }>(paths.preview, query, { enabled, keep: true });

export const useRuns = (
  query: { from?: number; to?: number; area?: string; state?: string; limit?: number },
  enabled = true,
) => useGet<Page<RunSummary>>(paths.runs, { limit: EVERYTHING, ...query }, { enabled, keep: true });
export const useRun = (run: string) => useGet<Run>(paths.run(run));

export const useCoverage = (area: string | undefined, enabled = true) =>
  useGet<Coverage>(paths.coverage, { area }, { enabled, keep: true });
export const useHamletCoverage = (hamlet: string) => useGet<HamletCoverage>(paths.hamletCoverage(hamlet));
export const useFaults = (area: string | undefined, open: boolean) =>
  useGet<Page<Fault>>(paths.faults, { open: open || undefined, area, limit: EVERYTHING }, { keep: true });
export const useStations = () => useGet<Page<Station>>(paths.stations, { limit: 1 });
export const useAccounts = () => useGet<{ items: Account[] }>(paths.accounts);

export const useLabels = () => useGet<{ items: OpenLabel[] }>(paths.labels);
/** Devices call every few seconds, and nothing is pushed of it. */
export const useWaitingDevices = () => useGet<{ items: WaitingDevice[] }>(paths.enrolments, {}, { everyMs: 5_000 });

/** What a label's code is good for. The code travels in the body; `everyMs` asks on until it is refused. */
export function useLabel(code: string, everyMs?: number): UseQueryResult<OpenLabel> {
  const { client } = useGateway();
  return useQuery<OpenLabel>({
    queryKey: [paths.lookUp, code],
    enabled: code !== '',
    queryFn: () => client.send<OpenLabel>('POST', paths.lookUp, { code }),
    refetchInterval: (query) => (query.state.status === 'error' ? false : (everyMs ?? false)),
  });
}
