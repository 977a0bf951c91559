import { useQuery } from '@tanstack/react-query';
import type { RunSummary, Target } from '../../protocol/api/broadcast.ts';
import type { LiveInput, LiveOutlook, LiveSession } from '../../protocol/api/live.ts';
import type { Confirmation } from '../../protocol/api/people.ts';
import type { BulletinClass } from '../../protocol/classes.ts';
import { useChange } from '../data/changes.ts';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

/** How many play now is not pushed with every beat: asked again while somebody looks. */
const EVERY_MS = 3_000;
const OUTLOOK_EVERY_MS = 5_000;

export const targetsOf = (areas: readonly string[]): Target[] => areas.map((area) => ({ area }));

/** Who speaks now, in scope. */
export const useLive = (enabled = true) =>
  useGet<{ items: LiveSession[] }>(paths.live, {}, { enabled, everyMs: EVERY_MS });

/** What stands in the way, before the button is pressed. */
export const useLiveOutlook = (areas: readonly string[], liveClass: BulletinClass) =>
  useGet<LiveOutlook>(
    paths.liveOutlook,
    { targets: JSON.stringify(targetsOf(areas)), class: liveClass },
    { enabled: areas.length > 0, keep: true, everyMs: OUTLOOK_EVERY_MS },
  );

/** One session; asked again until its recording is there. */
export function useLiveSession(session: string | undefined) {
  return useQuery<LiveSession>({
    queryKey: [paths.liveSession(session ?? ''), {}],
    enabled: session !== undefined,
    retry: false,
    refetchInterval: ({ state }) => (state.data && !isComplete(state.data) ? 1_500 : false),
  });
}
const isComplete = ({ state, durationMs, recording }: LiveSession) =>
  state === 'ended' && (recording !== undefined || durationMs === 0);

/** The session behind a run, where somebody spoke. */
export function useSessionOfRun(run: Pick<RunSummary, 'id' | 'live'> | undefined) {
  return useLiveSession(run?.live ? run.id : undefined).data;
}

const TOUCHED = [paths.live, paths.overview, paths.runs, paths.confirmations];
export const useOpenLive = () =>
  useChange((client, input: LiveInput) => client.send<LiveSession | Confirmation>('POST', paths.live, input), TOUCHED);
export const useEndLive = () =>
  useChange((client, session: string) => client.send<LiveSession>('POST', paths.endLive(session)), TOUCHED, {
    patient: true,
  });

/** Refused since something else sounds or somebody else speaks: what the outlook says is out of date. */
export const isInTheWay = (error: unknown) =>
  error instanceof RefusedError && ['busy', 'someone-speaks', 'goes-before'].includes(error.problem.code);
