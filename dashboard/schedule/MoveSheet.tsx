import { Group } from '@mantine/core';
import { useState } from 'react';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../protocol/quiet-hours.ts';
import { dayOf, instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { nextAllowed, TimeField } from '../components/TimeField.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateText, dayText, parseDay, shortDayText } from '../format/date.ts';
import { parseTimeOfDay } from '../format/time-entry.ts';
import { useWords } from '../i18n/Language.tsx';
import { useQuietHours } from './ask.ts';
import { type RunProps, RunSheet } from './RunSheet.tsx';

/** «Đổi giờ»: of one run, of those from it on, or of the series. By keyboard alone as well as by finger. */
export function MoveSheet(run: RunProps) {
  const { programme, startAt } = run;
  const { say } = useWords();
  const now = useServerNow(60_000);
  const windows = useQuietHours(programme.area).data?.windows ?? DEFAULT_QUIET_WINDOWS;
  const quiet = { windows, durationMs: programme.durationMs };
  const [day, setDay] = useState(dateText(startAt));
  const [time, setTime] = useState(timeOf(startAt));
  const read = (scope: OccurrenceChange['scope']) => {
    const [toDay, toTime] = [parseDay(day), parseTimeOfDay(time)];
    const faults: FormError[] = [];
    if (!toDay) faults.push({ field: 'move-day', message: say('plan.fault.day') });
    if (!toTime) faults.push({ field: 'move-time', message: say('plan.fault.time') });
    const next = toTime && nextAllowed(toTime, quiet);
    if (toTime && next)
      faults.push({
        field: 'move-time',
        message:
          next === 'never'
            ? say('plan.fault.quiet-never', { time: toTime })
            : say('plan.fault.quiet', { time: toTime, next }),
      });
    const to = toDay && toTime ? instantAt(toDay, toTime) : undefined;
    if (to !== undefined && to < now) faults.push({ field: 'move-time', message: say('plan.fault.past') });
    if (to === startAt && scope === 'this') faults.push({ field: 'move-time', message: say('plan.fault.same') });
    if (faults.length > 0 || to === undefined || !toDay) return { faults };
    const from = `${shortDayText(dayOf(startAt))} ${timeOf(startAt)}`;
    const there = dayOf(to) === dayOf(startAt) ? timeOf(to) : `${dayText(toDay)} ${timeOf(to)}`;
    return {
      change: { do: 'move' as const, to },
      sentence: say('plan.moved', { title: programme.title, from, to: there }),
    };
  };
  return (
    <RunSheet run={run} act="move" read={read}>
      <Group align="flex-start">
        <DateField id="move-day" label={say('programme.day')} value={day} onChange={setDay} />
        <TimeField id="move-time" label={say('programme.time')} value={time} quiet={quiet} onChange={setTime} />
      </Group>
    </RunSheet>
  );
}
