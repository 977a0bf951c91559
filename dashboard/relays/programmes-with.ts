// pure
import type { Bulletin, Programme } from '../../protocol/api/broadcast.ts';

/** Programmes that are not over and hold a bulletin of this station. */
export function programmesWith(
  station: string,
  bulletins: readonly Pick<Bulletin, 'id' | 'relay'>[],
  programmes: readonly Programme[],
): Programme[] {
  const passed = new Set(bulletins.filter(({ relay }) => relay?.station === station).map(({ id }) => id));
  return programmes.filter(({ state, bulletins: held }) => state !== 'cancelled' && held.some((id) => passed.has(id)));
}
