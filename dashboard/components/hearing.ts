import { useCallback, useEffect, useRef, useState } from 'react';
import type { Listened } from '../../protocol/api/library.ts';
import { useTellHeard } from '../data/library.ts';
import { joined, lengthOf, missing, playedStretches, type Stretch } from './heard-ranges.ts';

const TELL_EVERY_MS = 4_000;
/** The gateway closes holes this short by itself. */
const HOLE_MS = 750;

export interface Hearing {
  /** Everything heard so far, on this page and before. */
  readonly heard: readonly Stretch[];
  readonly required: readonly Stretch[];
  readonly left: readonly Stretch[];
  readonly leftMs: number;
  /** What was heard did not reach the gateway; it is sent again. */
  readonly untold: boolean;
}

/** Follows what is played and tells the gateway every few seconds. Whether it is enough, only the gateway says. */
export function useHearing(
  recording: { sha256: string; durationMs: number },
  counts: boolean,
  known: Listened | undefined,
  onHeard?: (listened: Listened) => void,
) {
  const tell = useTellHeard(recording.sha256);
  const [answer, setAnswer] = useState(known);
  const [played, setPlayed] = useState<readonly Stretch[]>([]);
  const [untold, setUntold] = useState(false);
  const state = useRef({ played, told: '', at: 0, busy: false, accepted: [] as readonly Stretch[], enough: false });
  const latest = useRef({ tell, onHeard });
  latest.current = { tell, onHeard };

  const report = useCallback(async () => {
    const now = state.current;
    const stretches = now.played;
    const what = JSON.stringify(stretches);
    // The gateway takes only what can have been heard in the time that passed: the rest is told again.
    const settled = what === now.told && (now.enough || lengthOf(missing(stretches, now.accepted)) < HOLE_MS);
    if (now.busy || stretches.length === 0 || settled) return;
    now.busy = true;
    now.at = Date.now();
    try {
      const told = await latest.current.tell(stretches);
      now.told = what;
      now.accepted = told.ranges;
      now.enough = told.enough;
      setAnswer(told);
      setUntold(false);
      latest.current.onHeard?.(told);
    } catch {
      setUntold(true);
    } finally {
      now.busy = false;
    }
  }, []);

  // What is left over when a report fails or the playing ends while another is under way goes out here.
  useEffect(() => {
    if (!counts) return;
    const timer = setInterval(() => void report(), TELL_EVERY_MS);
    return () => {
      clearInterval(timer);
      void report();
    };
  }, [counts, report]);

  const follow = useCallback(
    (audio: HTMLAudioElement, stopped: boolean) => {
      const stretches = playedStretches(audio.played, recording.durationMs);
      state.current.played = stretches;
      setPlayed(stretches);
      if (counts && (stopped || Date.now() - state.current.at >= TELL_EVERY_MS)) void report();
    },
    [counts, recording.durationMs, report],
  );

  // The same sound may be heard elsewhere on the page meanwhile: the answer that asks for less is the newer one.
  const best = answer && known && known.leftMs < answer.leftMs ? known : (answer ?? known);
  const heard = joined([...(best?.ranges ?? []), ...played]);
  const required = best?.required ?? [];
  const left = best?.enough ? [] : missing(required, heard);
  const hearing: Hearing = { heard, required, left, leftMs: lengthOf(left), untold };
  return { hearing, follow, enough: best?.enough ?? false, known: best !== undefined };
}
