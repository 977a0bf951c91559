// pure
import type { Night } from '../../protocol/api/notify.ts';
import { type FaultKind, SEVERITIES, type Severity } from '../../protocol/faults.ts';
import type { Notice } from '../notices.ts';

/** Who wants to know what, where, and when. */
export interface Wish {
  readonly id: string;
  readonly channel: string;
  /** E-mail address, chat, telephone; empty for a web hook. */
  readonly to: string;
  readonly name: string;
  readonly account?: string | undefined;
  readonly area: string;
  readonly minSeverity: Severity;
  /** Empty: every kind. */
  readonly kinds: readonly FaultKind[];
  readonly system: boolean;
  readonly night?: Night | undefined;
  readonly remindHours: number;
  /** 0: told at once; else the next person, when nobody took it for so long. */
  readonly afterMinutes: number;
  readonly paused: boolean;
  readonly changedAt: number;
}

/** Is `area` one of `scope` or below one of them? */
export type IsWithin = (area: string, scope: readonly string[]) => boolean;

/**
 * Does this notice concern the subscription? By kind and severity; by place: where it happens lies in the area, or some of
 * its hamlets do. What belongs to the installation itself is only for those who asked for it.
 */
export function concerns(wish: Wish, notice: Notice, isWithin: IsWithin): boolean {
  if (wish.paused || !reaches(wish, notice)) return false;
  if (notice.area === undefined) return wish.system;
  const own = [wish.area];
  return isWithin(notice.area, own) || notice.hamlets.some((hamlet) => isWithin(hamlet, own));
}

function reaches({ minSeverity, kinds }: Wish, { severity, cause }: Notice): boolean {
  const bad = (one: Severity) => SEVERITIES.indexOf(one);
  return bad(severity) <= bad(minSeverity) && (kinds.length === 0 || kinds.includes(cause));
}
