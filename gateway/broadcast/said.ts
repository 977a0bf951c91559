// pure
import type { StoredProgramme } from './programme-store.ts';

/** Every bulletin that a programme says, in order, those of single runs that say something else last. */
export function saidBy({ bulletins, recurrence }: Pick<StoredProgramme, 'bulletins' | 'recurrence'>): string[] {
  const instead = (recurrence.exceptions ?? []).flatMap((one) => (one.do === 'replace' ? one.bulletins : []));
  return [...new Set([...bulletins, ...instead])];
}
