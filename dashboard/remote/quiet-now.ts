import { joinedWindows, outsideOf, quietVerdict } from '../../protocol/quiet-hours.ts';
import { TONE_MS } from '../../protocol/remote.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { clockText } from '../format/date.ts';
import { useHours } from '../settings/ask.ts';

/** In quiet hours now: which they are and when a tone may sound again; undefined when one may. The gateway and the node decide. */
export function useQuietNow(commune: string): { windows: string; next: string } | undefined {
  const now = useServerNow(30_000);
  const quiet = useHours('quiet', commune).data?.windows;
  const allowed = useHours('allowed', commune).data?.windows;
  if (!quiet || !allowed) return undefined;
  const silent = allowed.length === 0 ? quiet : joinedWindows([...quiet, ...outsideOf(allowed)]);
  const verdict = quietVerdict(silent, 'normal', now, TONE_MS);
  if (verdict.allowed) return undefined;
  return {
    windows: silent.map(({ from, to }) => `${from}–${to}`).join(', '),
    next: verdict.nextAllowedAt === undefined ? '–' : clockText(verdict.nextAllowedAt),
  };
}
