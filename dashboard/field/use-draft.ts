import { useCallback, useEffect, useRef, useState } from 'react';
import { useGateway } from '../data/Gateway.tsx';
import { newUlid } from '../data/ulid.ts';
import { keepDraft, keptDraft } from './kept.ts';

type Change<Draft> = Partial<Draft> | ((draft: Draft) => Partial<Draft>);

/**
 * What is under way under a key, as it was left; every change is kept at once, so that a reload or an empty battery loses none. `make`
 * begins one and must be the same function in every render.
 */
export function useDraft<Draft extends object>(
  key: string,
  make: (id: string, now: number) => Draft,
): { draft: Draft | undefined; failed: boolean; change: (change: Change<Draft>) => void } {
  const { freshness } = useGateway();
  const [draft, setDraft] = useState<Draft>();
  const [failed, setFailed] = useState(false);
  const newest = useRef<Draft>(undefined);
  useEffect(() => {
    let current = true;
    const begin = (found: Draft | undefined) => {
      if (!current) return;
      const now = freshness.serverNow();
      newest.current = found ?? make(newUlid(now), now);
      setDraft(newest.current);
    };
    keptDraft<Draft>(key).then(begin, () => {
      setFailed(true);
      begin(undefined);
    });
    return () => {
      current = false;
    };
  }, [key, make, freshness]);
  const change = useCallback(
    (given: Change<Draft>) => {
      const before = newest.current;
      if (!before) return;
      newest.current = { ...before, ...(typeof given === 'function' ? given(before) : given) };
      setDraft(newest.current);
      keepDraft(key, newest.current).then(
        () => setFailed(false),
        () => setFailed(true),
      );
    },
    [key],
  );
  return { draft, failed, change };
}
