// pure
import type { Programme, ProgrammeInput, Resolution } from '../../../protocol/api/broadcast.ts';
import type { Conflict } from '../../../protocol/api/schedule.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { timeOf } from '../../../protocol/vietnam-time.ts';
import { instantsOf } from './schedule-runs.ts';

export const CONFLICT_DAYS = 90;

type Wanted = Pick<Programme, 'recurrence' | 'durationMs' | 'class' | 'level'>;
interface Horns {
  readonly node: string;
  readonly hamlet: string;
  readonly hamletName: string;
}

/** What the new one meets within 90 days: whose horns, when, how often, and the ways out. */
export function conflictsOf(
  wanted: Wanted,
  others: readonly Programme[],
  shared: (other: Programme) => readonly Horns[],
  now: number,
): Conflict[] {
  const until = now + CONFLICT_DAYS * DAY_MS;
  const starts = instantsOf(wanted, now, until);
  return others.flatMap((other): Conflict[] => {
    const horns = shared(other);
    const met = instantsOf(other, now, until);
    const at = starts.filter((start) =>
      met.some((begin) => overlap(start, wanted.durationMs, begin, other.durationMs)),
    );
    const [firstAt] = at;
    if (horns.length === 0 || firstAt === undefined) return [];
    const otherAt = met.find((begin) => overlap(firstAt, wanted.durationMs, begin, other.durationMs)) ?? firstAt;
    const hamlets = [...new Map(horns.map((one) => [one.hamlet, { id: one.hamlet, name: one.hamletName }])).values()];
    const bothPriority = wanted.class === 'priority' && other.class === 'priority' && wanted.level !== other.level;
    return [
      {
        programme: other.id,
        title: other.title,
        class: other.class,
        level: other.level,
        firstAt,
        otherAt,
        times: at.length,
        at: at.slice(0, 100),
        nodes: horns.map((one) => one.node).slice(0, 200),
        nodeCount: horns.length,
        hamlets: hamlets.slice(0, 50),
        hamletCount: hamlets.length,
        waysOut: bothPriority ? ['in-order'] : ['replace', 'after', 'in-order'],
        ...(bothPriority ? {} : { afterTime: timeOf(Math.ceil((otherAt + other.durationMs) / MINUTE_MS) * MINUTE_MS) }),
      },
    ];
  });
}

export function open(
  conflicts: readonly Conflict[],
  { resolutions = [] }: Pick<ProgrammeInput, 'resolutions'>,
): boolean {
  return conflicts.some((conflict) => !resolutions.some((one: Resolution) => one.programme === conflict.programme));
}

function overlap(a: number, aMs: number, b: number, bMs: number): boolean {
  return a < b + bMs && b < a + aMs;
}
