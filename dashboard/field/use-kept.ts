import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useGateway } from '../data/Gateway.tsx';
import { type Query, withQuery } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { copyOf, keepCopy } from './kept.ts';

interface Options {
  readonly enabled?: boolean;
  /** The list it belongs to: asked again when that is. */
  readonly under?: string;
  /** Answers that nobody asks for a second time are not kept. */
  readonly keep?: boolean;
}

/** As `useGet`, and the last copy of it where there is no network: `keptAt` says from when. */
export function useKept<T>(path: string, query: Query = {}, { enabled = true, under, keep = true }: Options = {}) {
  const { client } = useGateway();
  const account = useMe().account.id;
  const address = withQuery(path, query);
  const answer: UseQueryResult<T> = useQuery<T>({
    queryKey: under ? [under, path, query] : [path, query],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => client.get<T>(address, signal),
  });
  const key = `${account} ${address}`;
  const [copy, setCopy] = useState<{ key: string; data: T; at: number }>();
  const { data, isPlaceholderData } = answer;
  useEffect(() => {
    if (keep && data !== undefined && !isPlaceholderData) void keepCopy(key, data, Date.now()).catch(() => undefined);
  }, [key, keep, data, isPlaceholderData]);
  useEffect(() => {
    if (!enabled || !keep) return;
    let current = true;
    copyOf(key).then(
      // What was kept is what the same address answered.
      (found) => current && found && setCopy({ key, data: found.data as T, at: found.at }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [key, enabled, keep]);
  const kept = copy?.key === key ? copy : undefined;
  const fresh = isPlaceholderData ? undefined : data;
  return { answer, data: fresh ?? kept?.data, keptAt: fresh === undefined ? kept?.at : undefined };
}
