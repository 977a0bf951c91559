import { useEffect } from 'react';
import { useEmergencyReady } from '../data/emergencies.ts';
import { useGateway } from '../data/Gateway.tsx';

/** The page of the moment has all it asked for this long: what may never be needed must not slow it down. */
const QUIET_MS = 3_000;
/** Where something is fetched all the time, it is not waited for longer. */
const AT_LAST_MS = 15_000;
const LOOK_MS = 500;

interface Needs {
  stops: boolean;
  raises: boolean;
  inspects: boolean;
  repairs: boolean;
}

/** Fetches ahead what must open although the network has gone: the STOP sheet and the emergency page, the pages of inspections and of repairs. */
export function usePrefetch({ stops, raises, inspects, repairs }: Needs): void {
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
      if (stops || raises) void import('../pages/in-an-emergency.ts').catch(() => {});
      if (inspects) void readyForField(repairs).catch(() => {});
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [queries, stops, raises, inspects, repairs]);
}

async function readyForField(repairs: boolean): Promise<void> {
  await Promise.all([
    import('../pages/Inspections.tsx'),
    import('../pages/in-the-field.ts'),
    ...(repairs ? [import('../pages/Repairs.tsx'), import('../pages/to-repair.ts')] : []),
  ]);
  await (await import('../field/shell.ts')).keepShell();
}
