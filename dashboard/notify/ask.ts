import type { Page } from '../../protocol/api/common.ts';
import type {
  Channel,
  ChannelInput,
  ChannelPatch,
  ChannelTestResult,
  Notification,
  Subscription,
  SubscriptionPatch,
} from '../../protocol/api/notify.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

const SOON_MS = 30_000;

export const useChannels = () => useGet<{ items: Channel[] }>(paths.channels, {}, { everyMs: SOON_MS });
export const useSaveChannel = (id: string | undefined) =>
  useChange(
    (client, input: ChannelInput | ChannelPatch) =>
      id === undefined
        ? client.send<Channel>('POST', paths.channels, input)
        : client.send<Channel>('PATCH', paths.channel(id), input),
    [paths.channels],
  );
export const useRemoveChannel = () =>
  useChange(
    (client, id: string) => client.send<void>('DELETE', paths.channel(id)),
    [paths.channels, paths.notifications],
  );
export const useTestChannel = (id: string) =>
  useChange(
    (client, to: string) => client.send<ChannelTestResult>('POST', paths.testChannel(id), { to }),
    [paths.channels],
  );

export const useSubscriptions = () => useGet<{ items: Subscription[] }>(paths.subscriptions);
export const useSaveSubscription = (id: string | undefined) =>
  useChange(
    (client, input: SubscriptionPatch) =>
      id === undefined
        ? client.send<Subscription>('POST', paths.subscriptions, input)
        : client.send<Subscription>('PATCH', paths.subscription(id), input),
    [paths.subscriptions],
  );
export const useRemoveSubscription = () =>
  useChange(
    (client, id: string) => client.send<void>('DELETE', paths.subscription(id)),
    [paths.subscriptions, paths.notifications],
  );

export const useNotifications = (query: { state?: string | undefined; cursor?: string | undefined; limit: number }) =>
  useGet<Page<Notification>>(paths.notifications, { ...query }, { keep: true, everyMs: SOON_MS });
