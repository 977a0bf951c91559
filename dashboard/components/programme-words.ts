import type { Programme } from '../../protocol/api/broadcast.ts';
import { dayText } from '../format/date.ts';
import type { Say } from '../i18n/say.ts';

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** «05:30, 17:00 · hằng ngày · từ 01/11/2026»: when a programme sounds, in one line. */
export function recurrenceWords(recurrence: Programme['recurrence'], say: Say): string {
  const { from, to, times, weekdays } = recurrence;
  const days =
    from === to
      ? ''
      : weekdays.length === 0 || weekdays.length === 7
        ? say('recurrence.daily')
        : say('recurrence.weekdays', {
            days: [...weekdays]
              .sort((a, b) => a - b)
              .map((weekday) => say(`weekday.short.${weekday as Weekday}`))
              .join(', '),
          });
  const range =
    from === to
      ? say('recurrence.once', { day: dayText(from) })
      : to
        ? say('recurrence.between', { from: dayText(from), to: dayText(to) })
        : say('recurrence.from', { from: dayText(from) });
  return [times.join(', '), days, range].filter(Boolean).join(' · ');
}
