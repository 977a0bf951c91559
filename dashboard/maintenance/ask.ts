import type { AssetDue, Maintenance } from '../../protocol/api/cases.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { TimetableSession } from '../../protocol/api/schedule.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { useKept } from '../field/use-kept.ts';
import type { inputOf } from './slip-form.ts';

const MOST = 200;
const TOUCHED = [paths.maintenance, paths.nodes];

export const useSlips = (area: string | undefined) =>
  useKept<Page<Maintenance>>(paths.maintenance, { area, limit: MOST });
export const useAssetsDue = (area: string | undefined, before: string, enabled: boolean) =>
  useKept<Page<AssetDue>>(paths.assetsDue, { area, before, limit: MOST }, { enabled });
export const useTimetable = (area: string | undefined) =>
  useGet<{ items: TimetableSession[] }>(paths.timetable, { area }, { enabled: area !== undefined });

export type SlipInput = NonNullable<ReturnType<typeof inputOf>>;
export const useCreateSlip = () =>
  useChange((client, input: SlipInput) => client.send<Maintenance>('POST', paths.maintenance, input), TOUCHED);

export interface SlipStep {
  readonly key: string;
  readonly kind: 'start' | 'finish' | 'cancel' | 'ask-excusal' | 'approve-excusal' | 'refuse-excusal';
  readonly note: string;
}
export const useMoveSlip = (slip: string) =>
  useChange((client, step: SlipStep) => client.send<Maintenance>('POST', paths.maintenanceSteps(slip), step), TOUCHED);
