// pure
import { MINUTE_MS } from '../../protocol/units.ts';

/** One person's telephone takes this many in so long; what is more waits and is said at once. */
export const MOST_IN_WINDOW = 6;
export const WINDOW_MS = 10 * MINUTE_MS;
/** So many at the same moment are one message. */
export const DIGEST_FROM = 4;

/** What is said to one person in words of its own is in no digest. */
const ALONE: ReadonlySet<string> = new Set(['digest', 'test', 'assigned']);

export interface Due {
  readonly id: string;
  readonly step: string;
  readonly state: 'held' | 'waiting';
  /** It was tried already: it stays a message of its own. */
  readonly tries: number;
  /** The incident is over by now. */
  readonly isOver: boolean;
}

export interface Gathered<D> {
  readonly single: readonly D[];
  readonly digest: readonly D[];
}

/**
 * What one recipient is sent now, of what is due in its order, when `sentAt` are the instants of what went there before: each
 * by itself while they are few, one digest when they are many or were held over night, nothing while the window is full.
 */
export function gather<D extends Due>(due: readonly D[], sentAt: readonly number[], now: number): Gathered<D> {
  const room = MOST_IN_WINDOW - sentAt.filter((at) => at > now - WINDOW_MS).length;
  if (room <= 0) return { single: [], digest: [] };
  const fixed = due.filter(({ step, tries }) => ALONE.has(step) || tries > 0);
  const loose = due.filter((one) => !fixed.includes(one));
  const overnight = loose.filter(({ state }) => state === 'held');
  const isMany = loose.length >= DIGEST_FROM || loose.length > room - fixed.length;
  const together = overnight.length >= 2 || overnight.some(({ isOver }) => isOver) || (isMany && loose.length > 1);
  if (!together) return { single: [...fixed, ...loose].slice(0, room), digest: [] };
  return { single: fixed.slice(0, room - 1), digest: loose };
}
