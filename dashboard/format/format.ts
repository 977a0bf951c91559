import { type Day, dayOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import type { Say } from '../i18n/say.ts';
import { dateTimeText, dayText } from './date.ts';
import { type Language, numberText, percentText, shareText } from './number.ts';

/** Everything a page needs to write a figure, bound to the language that is shown. */
export interface Format {
  number(value: number, decimals?: number): string;
  percent(share: number): string;
  share(share: number): string;
  /** «thứ Hai 23/11/2026» */
  longDay(day: Day): string;
  weekday(day: Day): string;
  /** «15 phút 20 giây» */
  duration(ms: number): string;
  /** «3:05», for the length of a recording. */
  length(ms: number): string;
  /** «5 phút trước (05:26, 23/11/2026)»: the relative time never stands alone. */
  ago(instant: number, now: number): string;
  /** «30 phút trước» alone, for the age chip that shows the time beside it. */
  age(ms: number): string;
}

export function createFormat(language: Language, say: Say): Format {
  const weekday = (day: Day) => say(`weekday.${weekdayOf(day) as 1 | 2 | 3 | 4 | 5 | 6 | 7}`);
  const age = (ms: number) => ageText(ms, say);
  return {
    number: (value, decimals) => numberText(value, language, decimals),
    percent: (share) => percentText(share, language),
    share: (share) => shareText(share, language),
    longDay: (day) => `${weekday(day)} ${dayText(day)}`,
    weekday,
    duration: (ms) => durationText(ms, say),
    length: (ms) => {
      const seconds = Math.round(ms / 1000);
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    },
    ago: (instant, now) =>
      `${say('time.ago', { age: age(now - instant) })} (${dayOf(instant) === dayOf(now) ? dateTimeText(instant).slice(0, 5) : dateTimeText(instant)})`,
    age,
  };
}

/** «1 phút 20 giây» */
export function durationText(ms: number, say: Say): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'duration.hours'],
    [Math.floor(seconds / 60) % 60, 'duration.minutes'],
    [seconds % 60, 'duration.seconds'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, key]) => say(key, { n: count }));
  return said.length === 0 ? say('duration.seconds', { n: 0 }) : said.slice(0, 2).join(' ');
}

function ageText(ms: number, say: Say): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return say('duration.seconds', { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return say('duration.minutes', { n: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? say('duration.hours', { n: hours }) : say('duration.days', { n: Math.round(hours / 24) });
}
