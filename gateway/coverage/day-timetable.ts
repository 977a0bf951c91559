// pure

/** A session of the registered timetable on one day. Instants in ms UTC. */
export interface Slot {
  readonly id: string;
  readonly fromAt: number;
  readonly toAt: number;
}

/** What was taken off ahead: a whole slot, or one run. */
export interface Cancelled {
  readonly fromAt: number;
  readonly toAt: number;
  readonly run?: string | undefined;
  readonly session?: string | undefined;
  /** As long ahead as the rule asks, and with a reason. */
  readonly inTime: boolean;
}

/** A cancellation as it is stored: how long ahead it was made, in milliseconds; without a reason it never counts as ahead. */
export interface StoredCancellation extends Omit<Cancelled, 'inTime'> {
  readonly aheadMs: number;
  readonly hasReason: boolean;
}

/** The same by the numbers of a rule (DOMAIN §4.6). */
export function cancelledBy(stored: readonly StoredCancellation[], cancelAheadMs: number): Cancelled[] {
  return stored.map(({ aheadMs, hasReason, ...one }) => ({ ...one, inTime: hasReason && aheadMs >= cancelAheadMs }));
}

/** What a hamlet owed on one day, as it was registered before. */
export interface DayTimetable {
  readonly slots: readonly Slot[];
  readonly cancelled: readonly Cancelled[];
  /** What ends later is still awaited. */
  readonly until: number;
}

export const NOTHING_REGISTERED: DayTimetable = { slots: [], cancelled: [], until: Number.POSITIVE_INFINITY };

/** A run as far as it is judged. */
export interface JudgedRun {
  readonly id: string;
  readonly dueAt: number;
  readonly durationMs: number;
  /** `stopped` by hand: neutral. `awaited`: not over. */
  readonly state: 'judged' | 'stopped' | 'awaited';
  /** Surely heard at least, and at most. */
  readonly lowMs: number;
  readonly highMs: number;
  /** At least one node surely sounded. */
  readonly anywhere: boolean;
}

/** What adds up to a session: minutes owed and heard from `at` on. Nothing is owed where it is neutral. */
export interface Piece {
  readonly at: number;
  readonly dueMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly anywhere: boolean;
  readonly runs: readonly string[];
  readonly neutral?: 'cancelled' | 'excluded' | undefined;
}

/**
 * The pieces of a day. Where a timetable is registered its slots are what is owed, whatever was scheduled in them; else the
 * registered runs themselves are. Cancelled ahead is neutral, later it is owed and silent; STOP is neutral (DOMAIN §4.1, 4.6).
 * `blindMs` says how much of a stretch without any run may have sounded all the same (FM and wired nodes report nothing).
 */
export function piecesOf(
  runs: readonly JudgedRun[],
  timetable: DayTimetable,
  blindMs: (at: number, durationMs: number) => number,
): Piece[] {
  if (timetable.slots.length > 0)
    return timetable.slots.flatMap((slot) => pieceOfSlot(slot, runs, timetable, blindMs) ?? []);
  const judged = runs.filter((run) => run.state === 'judged');
  const cancelled = timetable.cancelled.filter(({ run }) => run !== undefined && !judged.some(({ id }) => id === run));
  return [
    ...judged.map((run) => ({ ...run, at: run.dueAt, dueMs: run.durationMs, runs: [run.id] })),
    ...cancelled.map((one) => pieceOfCancelled(one)),
  ];
}

function pieceOfSlot(
  slot: Slot,
  runs: readonly JudgedRun[],
  { cancelled, until }: DayTimetable,
  blindMs: (at: number, durationMs: number) => number,
): Piece | undefined {
  const whole = cancelled.find(({ session }) => session === slot.id);
  if (whole) return pieceOfCancelled({ ...whole, fromAt: slot.fromAt, toAt: slot.toAt });
  const isInside = (at: number) => at >= slot.fromAt && at < slot.toAt;
  const inside = runs.filter((run) => isInside(run.dueAt));
  if (slot.toAt > until || inside.some((run) => run.state === 'awaited')) return undefined;
  const judged = inside.filter((run) => run.state === 'judged');
  const stoppedMs = sum(inside, (run) => (run.state === 'stopped' ? run.durationMs : 0));
  const off = cancelled.filter((one) => one.run !== undefined && one.inTime && isInside(one.fromAt));
  const dueMs = Math.max(0, slot.toAt - slot.fromAt - stoppedMs - sum(off, (one) => one.toAt - one.fromAt));
  const emptyMs = Math.max(0, dueMs - sum(judged, (run) => run.durationMs));
  return {
    at: slot.fromAt,
    dueMs,
    lowMs: Math.min(
      dueMs,
      sum(judged, (run) => run.lowMs),
    ),
    highMs: Math.min(dueMs, sum(judged, (run) => run.highMs) + (emptyMs > 0 ? blindMs(slot.fromAt, emptyMs) : 0)),
    anywhere: judged.some((run) => run.anywhere),
    runs: judged.map((run) => run.id),
    ...(dueMs === 0 && { neutral: off.length > 0 ? ('cancelled' as const) : ('excluded' as const) }),
  };
}

function pieceOfCancelled({ fromAt, toAt, inTime }: Cancelled): Piece {
  const silent = { at: fromAt, lowMs: 0, highMs: 0, anywhere: false, runs: [] };
  return inTime ? { ...silent, dueMs: 0, neutral: 'cancelled' } : { ...silent, dueMs: toAt - fromAt };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
