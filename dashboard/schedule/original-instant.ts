// pure
import type { Programme } from '../../protocol/api/broadcast.ts';

/** The instant of the recurrence that sounds at `startAt`: its own, or the one it was moved from. It is the run's identity. */
export function originalOf(programme: Pick<Programme, 'recurrence'>, startAt: number): number {
  const moved = programme.recurrence.exceptions?.find((one) => one.do === 'move' && one.to === startAt);
  return moved?.at ?? startAt;
}
