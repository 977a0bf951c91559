// pure
import type { InboxItem } from '../../protocol/api/campaigns.ts';

const RANK: Record<InboxItem['class'], number> = { emergency: 0, priority: 1, normal: 2 };

/** The higher class first; within it the nearest deadline, then the oldest. */
export function byUrgency(items: readonly InboxItem[]): InboxItem[] {
  return [...items].sort(
    (a, b) =>
      RANK[a.class] - RANK[b.class] ||
      (a.campaign?.deadline ?? '9999').localeCompare(b.campaign?.deadline ?? '9999') ||
      a.receivedAt - b.receivedAt,
  );
}
