import type { PreviewItem, RunSummary } from '../../protocol/api/broadcast.ts';
import type { PartOfDay } from '../../protocol/api/coverage.ts';
import { type Day, dayOf, minutesOf, timeOf } from '../../protocol/vietnam-time.ts';

/** One thing on the board: a programme at an instant, over all hamlets it reaches. */
export interface BoardItem {
  readonly key: string;
  readonly programme?: string | undefined;
  readonly run?: RunSummary | undefined;
  readonly title: string;
  readonly startAt: number;
  readonly durationMs: number;
  readonly hamlets: number;
  readonly willSound: boolean;
  readonly warnings: readonly PreviewItem['warnings'][number][];
}

export interface BoardCell {
  readonly day: Day;
  readonly part: PartOfDay;
  readonly items: readonly BoardItem[];
}

/**
 * Lays the engine's preview and the runs that already began out as days × parts of the day. A run replaces the preview of the same
 * programme and instant: what really happened counts, not what was planned.
 */
export function boardOf(
  preview: readonly PreviewItem[],
  runs: readonly RunSummary[],
  days: readonly Day[],
): Map<string, BoardCell> {
  const items = new Map<string, BoardItem>();
  for (const { run, ...item } of preview) {
    const key = run ?? `${item.programme}@${item.startAt}`;
    const known = items.get(key);
    items.set(key, known ? joined(known, item) : { ...item, key, hamlets: 1 });
  }
  for (const run of runs) {
    const key = run.id;
    const known = items.get(key);
    items.set(key, {
      hamlets: 0,
      willSound: true,
      warnings: [],
      programme: run.programme,
      ...known,
      key,
      run,
      title: run.title,
      startAt: run.dueAt,
      durationMs: run.durationMs,
    });
  }
  const cells = new Map<string, BoardCell>();
  for (const day of days)
    for (const part of ['morning', 'afternoon', 'evening'] as const)
      cells.set(cellKey(day, part), { day, part, items: [] });
  for (const item of [...items.values()].sort((a, b) => a.startAt - b.startAt)) {
    const key = cellKey(dayOf(item.startAt), partOf(item.startAt));
    const cell = cells.get(key);
    if (cell) cells.set(key, { ...cell, items: [...cell.items, item] });
  }
  return cells;
}

export function cellKey(day: Day, part: PartOfDay): string {
  return `${day} ${part}`;
}

/** Morning until 12:00, afternoon until 18:00, as the customary day has it (DOMAIN §3.4). */
export function partOf(instant: number): PartOfDay {
  const minutes = minutesOf(timeOf(instant));
  if (minutes < 12 * 60) return 'morning';
  return minutes < 18 * 60 ? 'afternoon' : 'evening';
}

function joined(known: BoardItem, item: PreviewItem): BoardItem {
  const warnings = [...new Set([...known.warnings, ...item.warnings])];
  return { ...known, hamlets: known.hamlets + 1, willSound: known.willSound || item.willSound, warnings };
}
