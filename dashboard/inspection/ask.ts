import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Page } from '../../protocol/api/common.ts';
import type {
  Attachment,
  ConfirmInput,
  DueInspection,
  HandLogEntry,
  HandLogInput,
  Inspection,
  Licence,
  LicenceInput,
} from '../../protocol/api/inspections.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths, type Query, withQuery } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { sendFile } from '../data/upload.ts';
import { keepCopy } from '../field/kept.ts';
import { useKept } from '../field/use-kept.ts';

const EVERYTHING = 500;

export const useDue = (area?: string) =>
  useKept<Page<DueInspection>>(paths.inspectionsDue, { area, limit: EVERYTHING });
export const useInspections = (area?: string) => useKept<Page<Inspection>>(paths.inspections, { area, limit: 100 });
export const useInspection = (id: string) => useKept<Inspection>(paths.inspection(id));
export const useHandLog = (area: string | undefined, from: string, to: string) =>
  useGet<Page<HandLogEntry>>(
    paths.handLog,
    { area, from, to, limit: EVERYTHING },
    { enabled: area !== undefined, keep: true },
  );
export const useLicences = (area: string | undefined) =>
  useKept<{ items: Licence[] }>(paths.licences, { area }, { enabled: area !== undefined });

const hamletsQuery = (commune: string) => ({ parent: commune, kind: 'hamlet', limit: EVERYTHING });
const nodesQuery = (commune: string) => ({ area: commune, limit: EVERYTHING });

/** The communes an account may visit, and the hamlets and clusters of the one that is chosen; all of it kept for the field. */
export function usePlaces(commune: string) {
  const home = useMe().account.areas[0];
  const own = useKept<Area>(paths.area(home ?? ''), {}, { enabled: home !== undefined });
  const kind = own.data?.kind;
  const below = useKept<Page<Area>>(
    paths.areas,
    { parent: home, kind: 'commune', limit: EVERYTHING },
    { enabled: kind === 'province' },
  );
  const hamlets = useKept<Page<Area>>(paths.areas, hamletsQuery(commune), { enabled: commune !== '' });
  const nodes = useKept<Page<Node>>(paths.nodes, nodesQuery(commune), { enabled: commune !== '' });
  return {
    communes: kind === 'commune' && own.data ? [own.data] : (below.data?.items ?? []),
    hamlets: hamlets.data?.items ?? [],
    nodes: nodes.data?.items ?? [],
    isKnown: commune === '' || hamlets.data !== undefined,
  };
}

/** Fetches what a visit to these communes needs, while there is a network. */
export function useReadyForField(communes: readonly string[]): void {
  const { client } = useGateway();
  const account = useMe().account.id;
  const home = useMe().account.areas[0] ?? '';
  const list = communes.join(' ');
  useEffect(() => {
    let current = true;
    const fetchAll = async () => {
      const wanted: [string, Query][] = [
        [paths.area(home), {}],
        [paths.areas, { parent: home, kind: 'commune', limit: EVERYTHING }],
        ...list.split(' ').flatMap((commune): [string, Query][] =>
          commune === ''
            ? []
            : [
                [paths.areas, hamletsQuery(commune)],
                [paths.nodes, nodesQuery(commune)],
              ],
        ),
      ];
      for (const [path, query] of wanted) {
        if (!current) return;
        const address = withQuery(path, query);
        await keepCopy(`${account} ${address}`, await client.get(address), Date.now());
      }
    };
    void fetchAll().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [client, account, home, list]);
}

function useChange<Input, Answer>(act: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      for (const path of [paths.inspections, paths.inspectionsDue, paths.handLog, paths.licences])
        void queries.invalidateQueries({ predicate: ({ queryKey: [key] }) => String(key).startsWith(path) });
    },
  });
}

export function useConfirm(id: string) {
  const { client } = useGateway();
  return useChange((input: ConfirmInput) => client.send<Inspection>('POST', paths.confirmInspection(id), input));
}
export function useAttach() {
  const { client } = useGateway();
  return useMutation({
    mutationFn: (file: File) => sendFile<Attachment>(client, paths.attachments, file, {}, () => undefined),
  });
}
export function useEnter() {
  const { client } = useGateway();
  return useChange((input: HandLogInput) => client.send<HandLogEntry>('POST', paths.handLog, input));
}
export function useCancelEntry() {
  const { client } = useGateway();
  return useChange(({ id, reason }: { id: string; reason: string }) =>
    client.send<HandLogEntry>('POST', paths.cancelHandLog(id), { reason }),
  );
}
export function useSetLicence(commune: string) {
  const { client } = useGateway();
  return useChange((input: LicenceInput) => client.send<Licence>('PUT', paths.licence(commune), input));
}
