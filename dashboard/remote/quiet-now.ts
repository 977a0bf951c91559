import { joinedWindows, outsideOf, type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { TONE_MS } from '../../protocol/remote.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useHours } from '../settings/ask.ts';

/** When nothing but an emergency may sound there, whichever rule of the commune says so; undefined while it is not known. */
export function useSilentWindows(commune: string): readonly QuietWindow[] | undefined {
  const quiet = useHours('quiet', commune).data?.windows;
  const allowed = useHours('allowed', commune).data?.windows;
  if (!quiet || !allowed) return undefined;
  return allowed.length === 0 ? quiet : joinedWindows([...quiet, ...outsideOf(allowed)]);
}

/** In quiet hours now: which they are and when a tone may sound again; undefined when one may. The gateway and the node decide. */
export function useQuietNow(commune: string): { windows: string; next: string } | undefined {
  const now = useServerNow(30_000);
  const silent = useSilentWindows(commune);
  const verdict = silent && quietVerdict(silent, 'normal', now, TONE_MS);
  if (!verdict || verdict.allowed) return undefined;
  return {
    windows: silent.map(({ from, to }) => `${from}–${to}`).join(', '),
    next: verdict.nextAllowedAt === undefined ? '–' : timeOf(verdict.nextAllowedAt),
  };
}
