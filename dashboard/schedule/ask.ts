import { useQueries, useQuery } from '@tanstack/react-query';
import type { Bulletin, Programme, ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { Campaign, CampaignDetail, CampaignInput } from '../../protocol/api/campaigns.ts';
import type { Page } from '../../protocol/api/common.ts';
import type {
  ConflictsAnswer,
  CopyWeekAnswer,
  Group,
  GroupImpact,
  GroupInput,
  Holiday,
  OccurrenceChange,
  ProgrammeVersion,
  Silence,
  SilenceInput,
  TimetableSession,
  TimetableSessionInput,
} from '../../protocol/api/schedule.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { useChange } from '../data/changes.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import type { AllowedWindow } from './bands.ts';

/** What a change of the timetable touches. */
const TOUCHED = [paths.programmes, paths.preview, paths.overview, paths.approvals, paths.runs, paths.orders];

export const useProgramme = (id: string, enabled = true) => useGet<Programme>(paths.programme(id), {}, { enabled });
export const useProgrammeHistory = (id: string) => useGet<{ items: ProgrammeVersion[] }>(paths.programmeHistory(id));
export const useQuietHours = (area: string | undefined) =>
  useGet<{ windows: QuietWindow[] }>(paths.quietHours(area ?? ''), {}, { enabled: area !== undefined });
export const useAllowedHours = (area: string | undefined) =>
  useGet<{ windows: AllowedWindow[] }>(paths.allowedHours(area ?? ''), {}, { enabled: area !== undefined });
export const useHolidays = (from: string, to: string) =>
  useGet<{ items: Holiday[] }>(paths.holidays, { from, to }, { keep: true });
export const useSilences = (area: string | undefined) =>
  useGet<{ items: Silence[] }>(paths.silences, { area }, { enabled: area !== undefined });
export const useGroups = () => useGet<{ items: Group[] }>(paths.groups);
export const useTimetable = (area: string | undefined) =>
  useGet<{ items: TimetableSession[] }>(paths.timetable, { area }, { enabled: area !== undefined });
export const useCampaigns = () => useGet<Page<Campaign>>(paths.campaigns, { limit: 200 });
export const useCampaign = (id: string) => useGet<CampaignDetail>(paths.campaign(id));

/** Several bulletins by id, wherever in the list they stand. */
export function useBulletinsById(ids: readonly string[]): Bulletin[] {
  const answers = useQueries({ queries: ids.map((id) => ({ queryKey: [paths.bulletin(id), {}] })) });
  return answers.flatMap((answer) => (answer.data ? [answer.data as Bulletin] : []));
}

/** Looks for what a programme would meet; nothing is saved. Asked again when the question changes. */
export function useConflicts(input: (ProgrammeInput & { id?: string }) | undefined) {
  const { client } = useGateway();
  return useQuery<ConflictsAnswer>({
    queryKey: [paths.conflicts, input],
    enabled: input !== undefined,
    queryFn: () => client.send<ConflictsAnswer>('POST', paths.conflicts, input),
    refetchInterval: false,
    retry: false,
  });
}

export const useSaveProgramme = (id: string | undefined) =>
  useChange(
    (client, input: ProgrammeInput) =>
      id === undefined
        ? client.send<Programme>('POST', paths.programmes, input)
        : client.send<Programme>('PUT', paths.programme(id), input),
    id === undefined ? TOUCHED : [...TOUCHED, paths.programme(id), paths.programmeHistory(id)],
  );
export const useSubmitProgramme = (id: string) =>
  useChange(
    (client) => client.send<Programme>('POST', paths.submitProgramme(id)),
    [...TOUCHED, paths.programme(id), paths.programmeHistory(id)],
  );
export const useChangeOccurrence = (id: string) =>
  useChange(
    (client, change: OccurrenceChange) => client.send<Programme>('POST', paths.occurrences(id), change),
    [...TOUCHED, paths.programme(id), paths.programmeHistory(id)],
  );
export const useUndo = (id: string) =>
  useChange(
    (client) => client.send<Programme>('POST', paths.undoProgramme(id)),
    [...TOUCHED, paths.programme(id), paths.programmeHistory(id)],
  );
export const useCopyWeek = () =>
  useChange(
    (client, input: { area: string; from: string; to: string }) =>
      client.send<CopyWeekAnswer>('POST', paths.copyWeek, input),
    TOUCHED,
  );
export const useAddSilence = () =>
  useChange(
    (client, input: SilenceInput) => client.send<Silence>('POST', paths.silences, input),
    [paths.silences, ...TOUCHED],
  );
export const useRemoveSilence = () =>
  useChange((client, id: string) => client.send<void>('DELETE', paths.silence(id)), [paths.silences, ...TOUCHED]);
export const useAddSession = () =>
  useChange(
    (client, input: TimetableSessionInput) => client.send<TimetableSession>('POST', paths.timetable, input),
    [paths.timetable],
  );
export const useEndSession = () =>
  useChange((client, id: string) => client.send<void>('DELETE', paths.timetableSession(id)), [paths.timetable]);
export const useAddGroup = () =>
  useChange((client, input: GroupInput) => client.send<Group>('POST', paths.groups, input), [paths.groups]);
export const useGroupImpact = (id: string) =>
  useChange((client, input: GroupInput) => client.send<GroupImpact>('POST', paths.groupImpact(id), input), []);
export const useChangeGroup = (id: string) =>
  useChange(
    (client, input: GroupInput) => client.send<Group>('PUT', paths.group(id), input),
    [paths.groups, ...TOUCHED],
  );
export const useCreateCampaign = () =>
  useChange(
    (client, input: CampaignInput) => client.send<Campaign>('POST', paths.campaigns, input),
    [paths.campaigns, paths.inbox],
  );
export const useCancelCampaign = (id: string) =>
  useChange(
    (client) => client.send<unknown>('DELETE', paths.campaign(id)),
    [paths.campaigns, paths.campaign(id), paths.inbox],
  );
