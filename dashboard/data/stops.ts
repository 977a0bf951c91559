import { useQuery } from '@tanstack/react-query';
import type { StopProgress } from '../../protocol/api/emergency.ts';
import type { Silence, SilenceInput } from '../../protocol/api/schedule.ts';
import { useChange } from './changes.ts';
import { useServerNow } from './Gateway.tsx';
import { paths } from './paths.ts';

const EVERY_MS = 500;
const AS_LONG_AS_MS = 10_000;

/** Which nodes have fallen silent: asked twice a second until all did or ten seconds are over; no feed is needed. */
export function useStopProgress(command: string, startedAt: number) {
  const now = useServerNow(EVERY_MS);
  const over = now - startedAt > AS_LONG_AS_MS;
  const progress = useQuery<StopProgress>({
    queryKey: [paths.stopProgress(command), {}],
    refetchInterval: ({ state }) => (over || (state.data && state.data.open.length === 0) ? false : EVERY_MS),
    networkMode: 'always',
  });
  return { progress, sinceMs: now - startedAt };
}

/** Nothing but emergencies sounds until then. */
export const useSilence = () =>
  useChange(
    (client, input: SilenceInput) => client.send<Silence>('POST', paths.silences, input),
    [paths.silences, paths.preview, paths.overview],
  );
