import { useCallback, useEffect, useRef, useState } from 'react';
import { useGateway } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { keepDraft, keptDraft } from '../field/kept.ts';
import { type InspectionDraft, newDraft } from './draft.ts';

/** The record under way, as it was left; every change is kept at once, so that a reload or an empty battery loses none. */
export function useDraft(): {
  draft: InspectionDraft | undefined;
  failed: boolean;
  change: (change: Partial<InspectionDraft> | ((draft: InspectionDraft) => Partial<InspectionDraft>)) => void;
} {
  const account = useMe().account.id;
  const { freshness } = useGateway();
  const [draft, setDraft] = useState<InspectionDraft>();
  const [failed, setFailed] = useState(false);
  const newest = useRef<InspectionDraft>(undefined);
  useEffect(() => {
    let current = true;
    const begin = (found: InspectionDraft | undefined) => {
      if (!current) return;
      const now = freshness.serverNow();
      newest.current = found ?? newDraft(newUlid(now), now);
      setDraft(newest.current);
    };
    keptDraft<InspectionDraft>(account).then(begin, () => {
      setFailed(true);
      begin(undefined);
    });
    return () => {
      current = false;
    };
  }, [account, freshness]);
  const change = useCallback(
    (given: Partial<InspectionDraft> | ((draft: InspectionDraft) => Partial<InspectionDraft>)) => {
      const before = newest.current;
      if (!before) return;
      newest.current = { ...before, ...(typeof given === 'function' ? given(before) : given) };
      setDraft(newest.current);
      keepDraft(account, newest.current).then(
        () => setFailed(false),
        () => setFailed(true),
      );
    },
    [account],
  );
  return { draft, failed, change };
}
