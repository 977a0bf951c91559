import { useEffect } from 'react';
import { useEmergencyReady } from '../data/emergencies.ts';
import { useGateway } from '../data/Gateway.tsx';

/** The page of the moment has all it asked for this long: what may never be needed must not slow it down. */
const QUIET_MS = 3_000;
/** Where something is fetched all the time, it is not waited for longer. */
const AT_LAST_MS = 15_000;
const LOOK_MS = 500;

/** Fetches the STOP sheet and the emergency page ahead, so that they open although the network has gone. */
export function usePrefetch({ stops, raises }: { stops: boolean; raises: boolean }): void {
  const { queries } = useGateway();
  useEmergencyReady(raises);
  useEffect(() => {
    let quietMs = 0;
    let waitedMs = 0;
    const timer = setInterval(() => {
      quietMs = queries.isFetching() === 0 ? quietMs + LOOK_MS : 0;
      waitedMs += LOOK_MS;
      if (quietMs < QUIET_MS && waitedMs < AT_LAST_MS) return;
      clearInterval(timer);
      if (stops) void import('../components/StopSheet.tsx').catch(() => {});
      if (!raises) return;
      void import('../pages/Emergency.tsx').catch(() => {});
      void import('../pages/EmergencyProgress.tsx').catch(() => {});
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [queries, stops, raises]);
}
