// pure
import type { PreviewItem, Programme, RunSummary } from '../../protocol/api/broadcast.ts';
import { type Day, dayOf } from '../../protocol/vietnam-time.ts';
import { type Band, bandAt } from './bands.ts';

/** One thing on the board: a programme at an instant, over all hamlets it reaches. */
export interface BoardItem {
  readonly key: string;
  readonly programme?: Programme | undefined;
  readonly run?: RunSummary | undefined;
  readonly title: string;
  readonly startAt: number;
  readonly durationMs: number;
  readonly hamlets: number;
  readonly willSound: boolean;
  readonly warnings: readonly PreviewItem['warnings'][number][];
  /** It sounds in quiet hours, by whose leave. */
  readonly exception?: PreviewItem['exception'];
  /** Why this one run was taken out of the series. */
  readonly skipped?: string | undefined;
}

export interface BoardParts {
  readonly preview: readonly PreviewItem[];
  readonly runs: readonly RunSummary[];
  readonly programmes: readonly Programme[];
}

/**
 * The engine's preview and the runs that already began, as things at instants, in order. A run replaces the preview of the
 * same programme and instant: what really happened counts, not what was planned. A run that was skipped stays visible.
 */
export function itemsOf({ preview, runs, programmes }: BoardParts): BoardItem[] {
  const known = new Map(programmes.map((programme) => [programme.id, programme]));
  const items = new Map<string, BoardItem>();
  for (const { programme, run, ...item } of preview) {
    const key = run ?? `${programme}@${item.startAt}`;
    const before = items.get(key);
    items.set(key, before ? joined(before, item) : { ...item, key, programme: known.get(programme), hamlets: 1 });
  }
  for (const run of runs) {
    items.set(run.id, {
      hamlets: 0,
      willSound: true,
      warnings: [],
      programme: known.get(run.programme ?? ''),
      ...items.get(run.id),
      key: run.id,
      run,
      title: run.title,
      startAt: run.dueAt,
      durationMs: run.durationMs,
    });
  }
  for (const programme of programmes.filter((one) => one.state !== 'cancelled'))
    for (const exception of programme.recurrence.exceptions ?? []) {
      const key = `${programme.id}@${exception.at}`;
      if (exception.do !== 'skip' || items.get(key)?.run) continue;
      items.set(key, skippedItem(key, programme, exception.at, exception.reason ?? ''));
    }
  return [...items.values()].sort((a, b) => a.startAt - b.startAt || (a.key < b.key ? -1 : 1));
}

/** The same things by day and band, with the key of `cellKey`. */
export function cellsOf(items: readonly BoardItem[], bands: readonly Band[]): Map<string, BoardItem[]> {
  const cells = new Map<string, BoardItem[]>();
  for (const item of items) {
    const key = cellKey(dayOf(item.startAt), bandAt(bands, item.startAt));
    cells.set(key, [...(cells.get(key) ?? []), item]);
  }
  return cells;
}

export function cellKey(day: Day, band: string): string {
  return `${day} ${band}`;
}

/** Minutes that sound or sounded, rounded up: what a cell has used of its allowance. */
export function minutesUsed(items: readonly BoardItem[]): number {
  const ms = items
    .filter((item) => item.skipped === undefined && (item.run ? item.run.state !== 'cancelled' : item.willSound))
    .reduce((sum, item) => sum + item.durationMs, 0);
  return Math.ceil(ms / 60_000);
}

function joined(before: BoardItem, item: Pick<PreviewItem, 'warnings' | 'willSound'>): BoardItem {
  const warnings = [...new Set([...before.warnings, ...item.warnings])];
  return { ...before, hamlets: before.hamlets + 1, willSound: before.willSound || item.willSound, warnings };
}

function skippedItem(key: string, programme: Programme, startAt: number, skipped: string): BoardItem {
  const { title, durationMs } = programme;
  return { key, programme, title, startAt, durationMs, hamlets: 0, willSound: false, warnings: [], skipped };
}
