import { useEffect } from 'react';
import { useEmergencyReady } from '../data/emergencies.ts';

/** After the page of the moment is there: it must not wait for what may never be needed. */
const QUIET_MS = 3_000;

/** Fetches the emergency page and the STOP sheet ahead, so that they open although the network has gone. */
export function usePrefetch(raises: boolean): void {
  useEmergencyReady(raises);
  useEffect(() => {
    const timer = setTimeout(() => {
      void import('../components/StopSheet.tsx').catch(() => {});
      if (!raises) return;
      void import('../pages/Emergency.tsx').catch(() => {});
      void import('../pages/EmergencyProgress.tsx').catch(() => {});
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [raises]);
}
