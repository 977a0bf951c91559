import { setImmediate as breathe } from 'node:timers/promises';

/** So many at once keep the event loop for a few milliseconds at most. */
const AT_ONCE = 500;

/**
 * Does something with each of many, and lets the event loop do other things in between: beats arrive meanwhile, so what was taken
 * before the work may be over when its turn comes. `weightOf`: how many of the small ones one is worth.
 */
export async function inPieces<T>(
  items: Iterable<T>,
  each: (item: T) => void,
  weightOf: (item: T) => number = () => 1,
): Promise<void> {
  let done = 0;
  for (const item of items) {
    each(item);
    done += weightOf(item);
    if (done < AT_ONCE) continue;
    done = 0;
    await breathe();
  }
}

/** The same in slices, for what writes many at once. */
export function slicesOf<T>(items: readonly T[], most = 2 * AT_ONCE): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}
