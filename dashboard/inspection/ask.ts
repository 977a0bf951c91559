import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Round } from '../../protocol/api/appraisal.ts';
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
import { useGateway, useServerNow } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { sendFile } from '../data/upload.ts';
import { useKept } from '../field/use-kept.ts';
import { mayNotJudge } from '../rounds/rights.ts';

const EVERYTHING = 500;

export const useDue = (area?: string) =>
  useKept<Page<DueInspection>>(paths.inspectionsDue, { area, limit: EVERYTHING });
export const useInspections = (area?: string) => useKept<Page<Inspection>>(paths.inspections, { area, limit: 100 });
export const useInspection = (id: string) => useKept<Inspection>(paths.inspection(id));
/** Rounds in which the account records visits today, kept for where there is no network; none for whoever is no appraiser. */
export function useOwnRounds(): readonly Round[] {
  const { account } = useMe();
  const now = useServerNow(60_000);
  const rounds = useKept<Page<Round>>(paths.rounds, { limit: EVERYTHING }, { enabled: account.role === 'appraiser' });
  return (rounds.data?.items ?? []).filter((round) => mayNotJudge(round, account, now) === undefined);
}

export const useHandLog = (area: string | undefined, from: string, to: string) =>
  useGet<Page<HandLogEntry>>(
    paths.handLog,
    { area, from, to, limit: EVERYTHING },
    { enabled: area !== undefined, keep: true },
  );
export const useLicences = (area: string | undefined) =>
  useKept<{ items: Licence[] }>(paths.licences, { area }, { enabled: area !== undefined });

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
