import { useQuery } from '@tanstack/react-query';
import type { Page } from '../../protocol/api/common.ts';
import type {
  Action,
  ActionInput,
  DeviceLog,
  SelfTestList,
  SelfTestSettings,
  SelfTestSettingsInput,
} from '../../protocol/api/remote.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { isMoving } from './told-action.ts';

/** Watched closely only while an answer may come at any moment. */
const WATCHED_EVERY_MS = 1_000;
const SHOWN = 6;

export const useActions = (node: string) =>
  useQuery<Page<Action>>({
    queryKey: [paths.actions(node), { limit: SHOWN }],
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? WATCHED_EVERY_MS : 30_000),
  });

export const useAct = (node: string) =>
  useChange(
    (client, input: ActionInput) => client.send<Action>('POST', paths.actions(node), input),
    [paths.actions(node), paths.node(node)],
  );

export const useSelfTests = (node: string, from: number, to: number) =>
  useGet<SelfTestList>(paths.selfTests(node), { from, to }, { keep: true, everyMs: 15_000 });

/** Asked anew whenever somebody looks: a log that was fetched meanwhile is told by nothing else. */
export const useDeviceLogs = (node: string) =>
  useQuery<{ items: DeviceLog[] }>({ queryKey: [paths.deviceLog(node), {}], staleTime: 0 });

export const useSelfTestSettings = (area: string) => useGet<SelfTestSettings>(paths.selfTestSettings(area));
export const useSetSelfTest = (area: string) =>
  useChange(
    (client, input: SelfTestSettingsInput) => client.send<SelfTestSettings>('PUT', paths.selfTestSettings(area), input),
    [paths.selfTestSettings(area)],
  );
