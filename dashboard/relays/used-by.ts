// pure
import type { Bulletin, Programme } from '../../protocol/api/broadcast.ts';

/** Bulletins that are not cancelled and pass this station on. */
export function bulletinsWith(station: string, bulletins: readonly Bulletin[]): Bulletin[] {
  return bulletins.filter(({ relay, state }) => relay?.station === station && state !== 'cancelled');
}

/** Programmes that are not over and hold one of these bulletins. */
export function programmesWith(
  passing: readonly Pick<Bulletin, 'id'>[],
  programmes: readonly Programme[],
): Programme[] {
  const ids = new Set(passing.map(({ id }) => id));
  return programmes.filter(({ state, bulletins }) => state !== 'cancelled' && bulletins.some((id) => ids.has(id)));
}
