import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Node } from '../../protocol/api/areas.ts';
import type { Run, RunSummary } from '../../protocol/api/broadcast.ts';
import type { Asset, Case, placeDevice } from '../../protocol/api/cases.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { Fault, Parent } from '../../protocol/api/faults.ts';
import type { DataUseAnswer, NodeCounts, NodeMap, TelemetryAnswer } from '../../protocol/api/fleet.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths, type Query, withQuery } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { useKept } from '../field/use-kept.ts';
import { type AssetForm, inputOf, NEW } from './asset-form.ts';

export type PlaceDevice = z.infer<typeof placeDevice>;

/** Beats are not pushed one by one, so "last seen" is asked again while it is looked at. */
const SEEN_EVERY_MS = 60_000;
export const CHUNK = 100;

export const useCounts = (area: string | undefined) =>
  useGet<NodeCounts>(paths.nodeCounts, { area }, { keep: true, everyMs: 30_000 });
export const useFleetMap = (query: Query) =>
  useGet<NodeMap>(paths.nodeMap, query, { keep: true, everyMs: SEEN_EVERY_MS });
/** A list as it is first opened is kept for when there is no network; searches and further pages are not worth their room. */
export function useFleetKept(query: Query) {
  const isFirst = query.search === undefined && query.cursor === undefined;
  const kept = useKept<Page<Node>>(paths.nodes, query, { enabled: isFirst });
  const fresh = useGet<Page<Node>>(paths.nodes, query, { keep: true, everyMs: SEEN_EVERY_MS });
  return isFirst ? kept : { answer: fresh, data: fresh.data, keptAt: undefined };
}
export const useFleet = (query: Query) =>
  useGet<Page<Node>>(paths.nodes, query, { keep: true, everyMs: SEEN_EVERY_MS });

/** The chunks of a list that the rows from `first` to `last` lie in. */
export function useChunks(query: Query, first: number, last: number) {
  const { client } = useGateway();
  const chunks: number[] = [];
  for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK <= last; chunk++) chunks.push(chunk);
  const answers = useQueries({
    queries: chunks.map((chunk) => {
      const whole = { ...query, offset: chunk * CHUNK, limit: CHUNK };
      return {
        queryKey: [paths.nodes, whole],
        queryFn: ({ signal }: { signal: AbortSignal }) => client.get<Page<Node>>(withQuery(paths.nodes, whole), signal),
      };
    }),
  });
  return { chunks, answers };
}

/** A node, what is wrong with it and whom to call: kept for the field. Who keeps the key is told to some roles only. */
export const useNodeCard = (node: string, { withAsset }: { withAsset: boolean }) => ({
  node: useKept<Node>(paths.node(node)),
  faults: useKept<Page<Fault>>(paths.faults, { node, open: true, limit: 50 }),
  asset: useKept<Asset>(paths.asset(node), {}, { enabled: withAsset }),
});

export const useTelemetry = (node: string, query: { from: number; to: number; fields: string; points: number }) =>
  useGet<TelemetryAnswer>(paths.telemetry(node), query, { keep: true });
export const useDataUse = (node: string) => useGet<DataUseAnswer>(paths.dataUse(node));
export const useHamletRuns = (hamlet: string, from: number, to: number) =>
  useGet<Page<RunSummary>>(paths.runs, { area: hamlet, from, to, limit: 20 }, { keep: true });
export const useRunOf = (run: string, enabled: boolean) => useGet<Run>(paths.run(run), {}, { enabled });
export const useCasesOf = (node: string) => useGet<Page<Case>>(paths.cases, { node, state: 'all', limit: 50 });
export const useDevices = (node: string) => useGet<{ items: PlaceDevice[] }>(paths.devices(node));

export const useParents = (enabled: boolean) => useGet<{ items: Parent[] }>(paths.parents, {}, { enabled });

/** `commune`: where a mast or power line that is named in the form lies. */
export function useSaveAsset(node: string, commune: string) {
  const { client } = useGateway();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ form, asset }: { form: AssetForm; asset: Asset | undefined }) => {
      const named = { ...form };
      for (const [kind, name] of [
        ['uplink', form.newUplink],
        ['feeder', form.newFeeder],
      ] as const) {
        if (named[kind] !== NEW) continue;
        const body = { kind, name: name.trim(), area: commune };
        named[kind] = (await client.send<Parent>('POST', paths.parents, body)).id;
      }
      return client.send<Asset>('PUT', paths.asset(node), inputOf(named, asset));
    },
    onSuccess: (asset) => {
      queries.setQueryData([paths.asset(node), {}], asset);
      void queries.invalidateQueries({ queryKey: [paths.dataUse(node)] });
      void queries.invalidateQueries({ queryKey: [paths.parents] });
    },
  });
}
