import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useGateway, useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { endingSoon } from './ending.ts';

const EVERY_MS = 5_000;
const EndingBanner = lazy(() => import('./EndingBanner.tsx').then((module) => ({ default: module.EndingBanner })));

/** On every page: two minutes ahead, what is about to end. What it says comes only then. */
export function SessionEnding() {
  const { sessionEnds } = useGateway();
  const ending = endingSoon(
    useServerNow(EVERY_MS),
    useSyncExternalStore(sessionEnds.subscribe, sessionEnds.value),
    useMe(),
  );
  return <Suspense fallback={null}>{ending && <EndingBanner key={ending.what} ending={ending} />}</Suspense>;
}
