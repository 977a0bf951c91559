import type { BroadcastSettings, BroadcastSettingsInput } from '../../protocol/api/broadcast-settings.ts';
import type { EmergencyContact, EmergencyTemplate, EmergencyTemplateInput } from '../../protocol/api/emergency.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

export type HoursKind = 'quiet' | 'allowed';
export interface Hours {
  readonly from: string;
  readonly to: string;
  readonly name?: string | undefined;
}
const HOURS = { quiet: paths.quietHours, allowed: paths.allowedHours };
/** What is planned is judged by the hours. */
const JUDGED = [paths.preview, paths.programmes, paths.overview];

export const useHours = (kind: HoursKind, area: string) => useGet<{ windows: Hours[] }>(HOURS[kind](area));
export const useSetHours = (kind: HoursKind, area: string) =>
  useChange(
    (client, input: { windows: Hours[]; reason: string }) =>
      client.send<{ windows: Hours[] }>('PUT', HOURS[kind](area), input),
    [HOURS[kind](area), ...JUDGED],
  );

export const useBroadcastSettings = (area: string) => useGet<BroadcastSettings>(paths.broadcastSettings(area));
export const useSetBroadcastSettings = (area: string) =>
  useChange(
    (client, input: BroadcastSettingsInput) =>
      client.send<BroadcastSettings>('PUT', paths.broadcastSettings(area), input),
    [paths.broadcastSettings(area), ...JUDGED],
  );

export const useContactsOf = (area: string) => useGet<{ items: EmergencyContact[] }>(paths.emergencyContacts, { area });
/** The whole list of one area anew. */
export const useSetContacts = () =>
  useChange(
    (client, input: { area: string; items: Omit<EmergencyContact, 'area'>[] }) =>
      client.send<unknown>('PUT', paths.emergencyContacts, input),
    [paths.emergencyContacts],
  );

export const useTemplatesOf = (area: string) =>
  useGet<{ items: EmergencyTemplate[] }>(paths.emergencyTemplates, { area });
export const useSaveTemplate = (id: string | undefined) =>
  useChange(
    (client, input: EmergencyTemplateInput) =>
      id === undefined
        ? client.send<EmergencyTemplate>('POST', paths.emergencyTemplates, input)
        : client.send<EmergencyTemplate>('PUT', paths.emergencyTemplate(id), input),
    [paths.emergencyTemplates, paths.recordings],
  );
export const useRemoveTemplate = () =>
  useChange(
    (client, id: string) => client.send<void>('DELETE', paths.emergencyTemplate(id)),
    [paths.emergencyTemplates],
  );
