// pure
import type { InboxItem } from '../../protocol/api/campaigns.ts';
import { dayText } from '../format/date.ts';
import type { Say } from '../i18n/say.ts';

const NAMED_DAYS = 5;
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

/** «Xin phát: 05:30, 17:00, thứ Hai, thứ Tư, từ 24/11/2026 đến 30/11/2026.» What above asks for; the commune chooses. */
export function wishText({ times, weekdays, from, to, days = [] }: NonNullable<InboxItem['wish']>, say: Say): string {
  const parts = [
    ...(times.length > 0 ? [times.join(', ')] : []),
    ...(weekdays.length > 0
      ? [weekdays.map((one) => say(`weekday.${one as 1 | 2 | 3 | 4 | 5 | 6 | 7}`)).join(', ')]
      : []),
    ...(days.length > 0 ? [days.slice(0, NAMED_DAYS).map(dayText).join(', ')] : []),
    ...(days.length > NAMED_DAYS ? [say('inbox.wish-more', { n: days.length - NAMED_DAYS })] : []),
    ...(from ? [say('inbox.wish-from', { day: dayText(from) })] : []),
    ...(to ? [say('inbox.wish-to', { day: dayText(to) })] : []),
  ];
  return say('inbox.wish', { when: parts.join(', ') });
}
