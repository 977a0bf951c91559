// pure
import type { ApprovalItem, Listened } from '../../protocol/api/library.ts';

/** What the gateway said last of each recording, by its SHA-256. */
export type HeardNow = ReadonlyMap<string, Listened>;

/** How much of an item must still be heard, and of which recording first. */
export function leftOf(
  item: Pick<ApprovalItem, 'recordings'>,
  now: HeardNow,
): { leftMs: number; first: string | undefined } {
  const open = item.recordings
    .map((recording) => ({ sha256: recording.sha256, listened: now.get(recording.sha256) ?? recording.listened }))
    .filter(({ listened }) => !listened.enough);
  return {
    leftMs: open.reduce((sum, { listened }) => sum + Math.max(1_000, listened.leftMs), 0),
    first: open[0]?.sha256,
  };
}
