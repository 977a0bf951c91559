// pure
import { addDays, dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

const FAR_MS = 2 * 86_400_000;

/** «17:15 hôm nay (còn 11 giờ 3 phút)», so that the soonest is seen to be the soonest. */
export function soundsAt(at: number, now: number, say: Say, format: Format): string {
  const day = dayOf(at);
  const today = dayOf(now);
  const named =
    day === today
      ? say('approvals.today')
      : day === addDays(today, 1)
        ? say('approvals.tomorrow')
        : format.longDay(day);
  const when = say('approvals.sounds', { time: timeOf(at), day: named });
  if (at < now) return `${when} ${say('approvals.over')}`;
  return at - now > FAR_MS ? when : `${when} ${say('approvals.in', { time: format.duration(at - now) })}`;
}
