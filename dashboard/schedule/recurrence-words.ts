// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { dayText } from '../format/date.ts';
import type { Say } from '../i18n/say.ts';

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** «05:30, 17:00 · hằng ngày · từ 01/11/2026»: when a programme sounds, in one line. */
export function recurrenceWords(recurrence: Recurrence, say: Say): string {
  const { from, to, times, holidays, exceptions = [], except } = recurrence;
  const range =
    from === to
      ? say('recurrence.once', { day: dayText(from) })
      : to
        ? say('recurrence.between', { from: dayText(from), to: dayText(to) })
        : say('recurrence.from', { from: dayText(from) });
  const changed = exceptions.length + except.length;
  return [
    times.join(', '),
    from === to ? '' : daysWords(recurrence, say),
    range,
    holidays === 'skip' ? say('plan.holidays-skipped') : holidays === 'only' ? say('plan.holidays-only') : '',
    changed > 0 ? say('plan.exceptions', { n: changed }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function daysWords({ weekdays, rule, lunar }: Recurrence, say: Say): string {
  if (lunar)
    return lunar.month
      ? say('plan.lunar-yearly', { day: lunar.day, month: lunar.month })
      : say('plan.lunar-monthly', { day: lunar.day });
  const monthDay = /^FREQ=MONTHLY;BYMONTHDAY=(\d+)$/.exec(rule ?? '')?.[1];
  if (monthDay) return say('plan.monthly', { day: monthDay });
  if (rule) return say('plan.by-rule', { rule });
  if (weekdays.length === 0 || weekdays.length === 7) return say('recurrence.daily');
  return say('recurrence.weekdays', {
    days: [...weekdays]
      .sort((a, b) => a - b)
      .map((weekday) => say(`weekday.short.${weekday as Weekday}`))
      .join(', '),
  });
}
